import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Gallery } from './gallery';

export interface StoryPage {
  readonly page: Page;
  /** Errors of the page and of its policy. */
  readonly errors: readonly string[];
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
}

/** Resolves when the height of the page has stayed the same for a while. */
async function settled(page: Page): Promise<void> {
  for (let height = -1, before = -2; height !== before; ) {
    before = height;
    await page.waitForTimeout(200);
    height = await page.evaluate<number>('document.documentElement.scrollHeight');
  }
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
  await page.locator('.chart-wait, iframe[aria-busy="true"]').first().waitFor({ state: 'detached' });
  // A chart moves what is below it when it is drawn, also when it comes into view, and a click on what moves is lost.
  for (const top of ['document.documentElement.scrollHeight', '0']) {
    await page.evaluate(`scrollTo(0, ${top})`);
    await settled(page);
  }
  return { page, errors, requests };
}

/** What the last call of an action was given, as the stories record it. */
export const lastCall = async (page: Page, action: string): Promise<unknown> =>
  JSON.parse((await page.locator('html').getAttribute(`data-${action}`)) ?? '"not called"');
