import type { Browser, Page } from 'playwright-core';
import { openStory } from './support/answers';
import { openBrowser } from './support/browser';
import { type Gallery, serveGallery } from './support/gallery';
import { PAGE_POLICY } from './support/policy';

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

const open = (name: string, options = {}) => openStory({ browser, gallery }, name, options);
const chart = (page: Page) => page.frameLocator('.answer iframe');

describe('interactive charts', () => {
  for (const [story, marks] of Object.entries({
    'bar chart with a warning': 4,
    'line chart with series': 30,
    'pie chart': 5,
    histogram: 13,
  })) {
    test(`are drawn: ${story}`, async () => {
      const { page, errors } = await open(story);
      const shapes = chart(page).locator(
        '.mark-rect path[role], .mark-arc path[role], .mark-symbol path[aria-roledescription="point"]',
      );
      await shapes.nth(marks - 1).waitFor({ state: 'attached' });
      expect(await shapes.count()).toBe(marks);
      const box = await shapes.first().boundingBox();
      expect(box?.height).toBeGreaterThan(2);
      expect(errors).toEqual([]);
      await page.close();
    });
  }

  test('show the values of a mark as text', async () => {
    const { page } = await open('bar chart with a warning');
    await chart(page).locator('path[aria-roledescription="bar"]').first().hover();
    await chart(page).getByText('39.36').waitFor();
    await page.close();
  });

  test('have a name, and their data as a table', async () => {
    const { page } = await open('pie chart');
    await page.locator('iframe[title="Pie chart: Share of interactions by interaction type"]').waitFor();
    await page.getByText('Data of the chart').click();
    const cells = await page.locator('.chart td').allTextContents();
    expect(cells.slice(0, 2)).toEqual(['view', '51.0%']);
    await page.close();
  });

  test('have the numbers and months of the reader’s language', async () => {
    const { page } = await open('line chart with series', { locale: 'de-DE' });
    await chart(page).getByText('Juni').waitFor();
    await page.close();
  });

  test('follow dark mode and the width of the page', async () => {
    const { page } = await open('bar chart with a warning');
    const bar = chart(page).locator('path[aria-roledescription="bar"]').first();
    await bar.waitFor();
    const before = [await bar.getAttribute('fill'), (await bar.boundingBox())?.width];
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 400, height: 700 });
    await page.waitForTimeout(800);
    expect(await bar.getAttribute('fill')).not.toBe(before[0]);
    expect((await bar.boundingBox())?.width).toBeLessThan(before[1] as number);
    await page.close();
  });

  test('are images where their specification asks for more than a chart', async () => {
    const { page, requests } = await open('hostile chart');
    await page.locator('.chart img').waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    expect(requests.some((address) => address.includes('evil.example'))).toBe(false);
    await page.close();
  });

  test('show markup in titles as text', async () => {
    const { page } = await open('hostile titles');
    await chart(page).getByText('<script>parent.document.title=1</script>').first().waitFor();
    expect(await page.title()).toBe('answer/hostile titles');
    await page.close();
  });
});

describe('the frame of a chart', () => {
  /** Runs a script in the frame, as code that had got into it would. */
  const inFrame = async <T>(page: Page, script: string): Promise<T> => {
    await chart(page).locator('svg').first().waitFor();
    const frame = page.frames().find((one) => one.url().endsWith('chart-frame.html'));
    return (await frame?.evaluate(script)) as T;
  };

  test('has no origin, no network and no way to the page', async () => {
    const { page } = await open('bar chart with a warning');
    expect(await inFrame(page, 'self.origin')).toBe('null');
    expect(await inFrame(page, `fetch('/').then(() => 'fetched', () => 'blocked')`)).toBe('blocked');
    expect(
      await inFrame(
        page,
        `new Promise((done) => { const image = new Image(); image.onload = () => done('loaded'); image.onerror = () => done('blocked'); image.src = location.href; })`,
      ),
    ).toBe('blocked');
    expect(await inFrame(page, `(() => { try { return parent.document.title; } catch { return 'blocked'; } })()`)).toBe(
      'blocked',
    );
    expect(await inFrame(page, `(() => { try { return localStorage.length; } catch { return 'blocked'; } })()`)).toBe(
      'blocked',
    );
    expect(
      await inFrame(
        page,
        `new Promise((done) => setTimeout(() => { try { done(eval('1')); } catch { done('blocked'); } }))`,
      ),
    ).toBe('blocked');
    await page.close();
  });

  test('has at most the height that the page allows', async () => {
    const { page } = await open('bar chart with a warning');
    await inFrame(page, `parent.postMessage({ type: 'drawn', height: 1e9 }, '*')`);
    await page.waitForTimeout(200);
    expect((await page.locator('iframe').boundingBox())?.height).toBe(2_000);
    await page.close();
  });

  test('is the only one whose messages are read', async () => {
    const { page } = await open('bar chart with a warning');
    await inFrame(page, '1');
    const before = (await page.locator('iframe').boundingBox())?.height;
    await page.evaluate(
      `postMessage({ type: 'drawn', height: 777 }, '*'); postMessage({ type: 'failed', reason: '' }, '*')`,
    );
    await page.waitForTimeout(200);
    expect((await page.locator('iframe').boundingBox())?.height).toBe(before);
    await page.close();
  });

  test('gives way to the image when it fails', async () => {
    const { page } = await open('bar chart with a warning');
    await inFrame(page, `parent.postMessage({ type: 'failed', reason: '' }, '*')`);
    await page.locator('.chart img').waitFor();
    await page.close();
  });
});
