import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { violationsOn } from './support/axe';
import { openBrowser } from './support/browser';
import { type Gallery, serveGallery } from './support/gallery';
import { PAGE_POLICY } from './support/policy';

const WIDTHS = [320, 820, 1440];
/** Folder for pictures of every state; none are taken without it. */
const pictures = process.env.PICTURES;
/** Begin of the names of the stories; all without it. */
const only = process.env.STORIES ?? '';

jest.setTimeout(300_000);

describe('the stories', () => {
  let browser: Browser;
  let gallery: Gallery;
  let names: string[];

  beforeAll(async () => {
    gallery = await serveGallery(PAGE_POLICY);
    browser = await openBrowser();
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
    const page = await browser.newPage();
    await page.goto(gallery.url);
    names = (await page.locator('li a').allTextContents()).filter((name) => name.startsWith(only));
    await page.close();
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.stop();
  });

  /** What is wrong with a story, by the width of the window. axe runs once in each scheme, in the given width. */
  async function findings(context: BrowserContext, name: string, scheme: string, axeWidth: number): Promise<string[]> {
    const page = await context.newPage();
    const found: string[] = [];
    page.on('pageerror', (error) => found.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') found.push(message.text());
    });
    await page.goto(`${gallery.url}#${encodeURIComponent(name)}`);
    // The banner of an absence appears after a while.
    await page.waitForTimeout(name.includes('away') ? 1000 : 100);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const needed = Number(await page.evaluate('document.documentElement.scrollWidth'));
      if (needed > width) found.push(`needs ${needed} px of ${width}`);
      if (width === axeWidth) found.push(...(await violationsOn(page)));
      const file = `${name.replace(/[^a-z0-9]+/g, '-')}-${width}-${scheme}.png`;
      if (pictures !== undefined) await page.screenshot({ path: join(pictures, file), fullPage: true });
    }
    await page.close();
    return found;
  }

  test.each([
    ['light', 320],
    ['dark', 1440],
  ] as const)('fit the window and have no violations that axe finds, %s', async (colorScheme, axeWidth) => {
    const wrong: Record<string, string[]> = {};
    expect(names.length).toBeGreaterThan(0);
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' });
    for (const name of names) {
      const found = await findings(context, name, colorScheme, axeWidth);
      if (found.length > 0) wrong[name] = found;
    }
    await context.close();
    expect(wrong).toEqual({});
  });
});
