import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openBrowser } from './support/browser';
import { type Gallery, serveGallery } from './support/gallery';
import { PAGE_POLICY } from './support/policy';

const folder = process.env.PICTURES;

/**
 * PICTURES=folder takes a picture of every story of the answer, in three widths, light and dark; with PANELS=1 with open
 * panels.
 */
(folder === undefined ? describe.skip : describe)('pictures of the answer', () => {
  let browser: Browser;
  let gallery: Gallery;

  beforeAll(async () => {
    gallery = await serveGallery(PAGE_POLICY);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.stop();
  });

  for (const width of [390, 820, 1440]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${width} px, ${colorScheme}`, async () => {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        await page.goto(gallery.url);
        const names = await page.locator('a').allTextContents();
        for (const name of names.filter((one) => one.startsWith('answer/'))) {
          await page.goto(`${gallery.url}/#${encodeURIComponent(name)}`);
          await page.locator('.answer').waitFor();
          await page.waitForTimeout(500);
          if (process.env.PANELS !== undefined) {
            for (const panel of await page.locator('details.panel > summary').all()) await panel.click();
          }
          mkdirSync(`${folder}/${width}-${colorScheme}`, { recursive: true });
          await page.screenshot({
            path: `${folder}/${width}-${colorScheme}/${name.split('/')[1]}.png`,
            fullPage: true,
          });
        }
        await page.close();
      }, 120_000);
    }
  }
});
