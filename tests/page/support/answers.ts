import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Gallery } from './gallery';

export interface StoryPage {
  readonly page: Page;
  /** Errors of the page and of its policy. */
  readonly errors: readonly string[];
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
}

/** Opens a story of the answer. */
export async function openStory(
  { browser, gallery }: { readonly browser: Browser; readonly gallery: Gallery },
  name: string,
  options: BrowserContextOptions = {},
): Promise<StoryPage> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${gallery.url}/#${encodeURIComponent(`answer/${name}`)}`);
  await page.locator('.answer').waitFor();
  return { page, errors, requests };
}

/** What the last call of an action was given, as the stories record it. */
export const lastCall = async (page: Page, action: string): Promise<unknown> =>
  JSON.parse((await page.locator('html').getAttribute(`data-${action}`)) ?? '"not called"');
