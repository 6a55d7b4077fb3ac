import type { Browser } from 'playwright-core';
import { openBrowser } from './support/browser';
import { type Gallery, serveGallery } from './support/gallery';

describe('the gallery of components', () => {
  let browser: Browser;
  let gallery: Gallery;

  beforeAll(async () => {
    gallery = await serveGallery("default-src 'none'; script-src 'self'; style-src 'self'");
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.stop();
  });

  test('lists all components', async () => {
    const page = await browser.newPage();
    await page.goto(gallery.url);
    expect(await page.textContent('h1')).toBe('Components');
  });
});
