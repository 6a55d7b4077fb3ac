import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { lastCall, openStory } from './support/answers';
import { openBrowser } from './support/browser';
import { type Gallery, serveGallery } from './support/gallery';
import { PAGE_POLICY } from './support/policy';

const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent');

/** Opens a panel, once charts have their heights. */
async function openPanel(page: Page, title: string): Promise<void> {
  for (const frame of await page.locator('iframe').all())
    await frame.and(page.locator('[aria-busy="false"]')).waitFor();
  await page.locator('.panel > summary', { hasText: title }).click();
}

/** Rules that are violated, each with the elements. */
const RUN_AXE = `axe.run(document, { iframes: false }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`;
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

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

/** Texts of the cells of a column, from 0. */
const column = (page: Page, index: number) =>
  page.locator(`.answer > .data-table >> nth=0 >> tbody tr td:nth-child(${index + 1})`).allTextContents();

const top = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((node) => node.getBoundingClientRect().top);

describe('tables of an answer', () => {
  test('sort numbers by size, and months by time', async () => {
    const { page } = await open('line chart with series');
    await page.locator('.answer > .data-table th button', { hasText: 'number of interactions' }).click();
    expect((await column(page, 2)).slice(0, 3)).toEqual(['46', '50', '54']);
    expect(await page.locator('.answer > .data-table th[aria-sort="ascending"]').count()).toBe(1);
    await page.locator('.answer > .data-table th button', { hasText: 'number of interactions' }).click();
    expect((await column(page, 2)).slice(0, 2)).toEqual(['444', '437']);
    await page.locator('.answer > .data-table th button', { hasText: 'month' }).click();
    expect((await column(page, 0))[0]).toBe('Apr 2026');
    await page.close();
  });

  test('have all rows of their file, ten until more are asked for', async () => {
    const { page } = await open('long table');
    await page.getByText('418 rows').first().waitFor();
    expect(await column(page, 0)).toHaveLength(10);
    await page.getByRole('button', { name: 'Show more of 418 rows' }).click();
    expect(await column(page, 0)).toHaveLength(100);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('101–200 of 418').waitFor();
    await page.getByRole('searchbox').fill('x');
    const genders = await column(page, 2);
    expect(new Set(genders)).toEqual(new Set(['X']));
    await page.close();
  });

  test('show the first 5,000 rows of a longer file, and say so', async () => {
    const { page } = await open('6,200 rows');
    await page.getByText('The first 5,000 rows of 6,200. The file has all.').waitFor();
    // The answer has two decimal places and names of customers without separators.
    expect((await column(page, 2))[3]).toBe('22.50');
    expect((await column(page, 0))[3]).toBe('10003');
    await page.locator('.answer > .data-table th button', { hasText: 'revenue' }).click();
    await page.locator('.answer > .data-table th button', { hasText: 'revenue' }).click();
    expect((await column(page, 1))[0]).toBe('Customer 4999, "Ltd"');
    await page.close();
  });

  test('have numbers in the format of the reader', async () => {
    const { page } = await open('6,200 rows', { locale: 'de-DE' });
    await page.getByText('6.200').first().waitFor();
    expect((await column(page, 2))[3]).toBe('22,50');
    await page.close();
  });

  test('are copied as cells of a spreadsheet, in which no text is a formula', async () => {
    const { page } = await open('hostile', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page
      .getByRole('button', { name: /^Copy <img/ })
      .first()
      .click();
    const text = await clipboard(page);
    expect(text.split('\n')[0]).toContain("'=HYPERLINK(");
    expect(text).toContain("\t1234.5\t'=1+1");
    expect(text).toContain('12345678901234567890.25');
    await page.close();
  });

  test('align decimal points', async () => {
    const { page } = await open('hostile');
    const cells = await page.locator('.data-table td.number').allTextContents();
    expect(cells[0]).toBe('1,234.5\u2007');
    await page.close();
  });
});

describe('the order of an answer', () => {
  test('has the chart first when the question asks for one', async () => {
    const { page } = await open('bar chart with a warning');
    expect(await top(page, 'figure')).toBeLessThan(await top(page, '.answer p'));
    await page.close();
  });

  test('has the chart after the text otherwise', async () => {
    const { page } = await open('model');
    expect(await top(page, 'figure')).toBeGreaterThan(await top(page, '.answer > p'));
    await page.close();
  });

  test('has warnings between the first sentence and the table', async () => {
    const { page } = await open('bar chart with a warning');
    const warning = await top(page, '.answer-warnings');
    expect(warning).toBeGreaterThan(await top(page, '.answer > p'));
    expect(warning).toBeLessThan(await top(page, '.answer > .data-table'));
    await page.close();
  });
});

describe('the program of an answer', () => {
  test('is edited at a query, and run', async () => {
    const { page } = await open('bar chart with a warning');
    await openPanel(page, 'How it was computed');
    await page.getByRole('button', { name: 'Edit Query in the program' }).click();
    const selected = await page.evaluate<string>('getSelection().toString()');
    expect(selected).toMatch(/^SELECT t\.gender/);
    await page.keyboard.type('SELECT 1');
    await page.getByRole('button', { name: 'Run this program' }).click();
    const program = String(await lastCall(page, 'rerun'));
    expect(program).toContain('SQL = """SELECT 1"""');
    expect(program).toContain('frame = query(SQL');
    await page.close();
  });

  test('has lines that begin where the one before does', async () => {
    const { page } = await open('bar chart with a warning');
    await openPanel(page, 'How it was computed');
    await page.getByRole('button', { name: 'Edit the program' }).click();
    const area = page.getByRole('textbox', { name: 'Program' });
    await area.fill('');
    await page.keyboard.type('for one in two:\nprint(one)');
    expect(await area.inputValue()).toBe('for one in two:\n    print(one)');
    await page.close();
  });

  test('does not keep the focus when Tab is pressed', async () => {
    const { page } = await open('bar chart with a warning');
    await openPanel(page, 'How it was computed');
    await page.getByRole('button', { name: 'Edit the program' }).click();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('Run this program');
    await page.close();
  });

  test('shows why it cannot run, and keeps what was written', async () => {
    const { page } = await open('actions refused');
    await openPanel(page, 'How it was computed');
    await page.getByRole('button', { name: 'Edit the program' }).click();
    await page.getByRole('textbox', { name: 'Program' }).fill('print(1)');
    await page.getByRole('button', { name: 'Run this program' }).click();
    await page.getByRole('alert').getByText('The service is away').waitFor();
    expect(await page.getByRole('textbox', { name: 'Program' }).inputValue()).toBe('print(1)');
    await page.close();
  });

  test('is copied without line numbers', async () => {
    const { page } = await open('bar chart with a warning', { permissions: ['clipboard-read', 'clipboard-write'] });
    await openPanel(page, 'How it was computed');
    await page.getByRole('button', { name: 'Copy Query' }).click();
    expect(await clipboard(page)).toMatch(/^SELECT t\.gender[\s\S]*LIMIT 5001$/);
    await page.close();
  });
});

describe('actions on an answer', () => {
  test('are those that the caller may take', async () => {
    const { page } = await open('shared by another');
    expect(
      await page.getByRole('group', { name: 'Actions for this answer' }).getByRole('button').allTextContents(),
    ).toEqual(['Notebook']);
    await openPanel(page, 'How it was computed');
    expect(await page.getByRole('button', { name: /^Edit/ }).count()).toBe(0);
    await page.close();
  });

  test('rate it, and add a note', async () => {
    const { page } = await open('bar chart with a warning');
    await page.getByRole('button', { name: 'Not helpful' }).click();
    expect(await lastCall(page, 'feedback')).toEqual({ rating: 'down' });
    await page.getByRole('textbox', { name: /What is wrong/ }).fill('Ages are from 2019.');
    await page.getByRole('button', { name: 'Send note' }).click();
    expect(await lastCall(page, 'feedback')).toEqual({ rating: 'down', note: 'Ages are from 2019.' });
    await page.close();
  });

  test('show a rating as it was when it is refused', async () => {
    const { page } = await open('actions refused');
    await page.getByRole('button', { name: 'Helpful', exact: true }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'Helpful', exact: true }).getAttribute('aria-pressed')).toBe('false');
    await page.close();
  });

  test('verify it, and withdraw that', async () => {
    const { page } = await open('shared, verified and rated');
    await page.getByText('Verified by a curator').waitFor();
    await page.getByRole('button', { name: 'Verified' }).click();
    expect(await lastCall(page, 'feedback')).toMatchObject({ verified: false });
    await page.close();
  });

  test('share it by a link, and withdraw that', async () => {
    const { page } = await open('bar chart with a warning');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.locator('.tool-panel').getByRole('button', { name: 'Share' }).click();
    expect(await lastCall(page, 'share')).toBe(true);
    expect(await page.getByLabel('Link to this answer').inputValue()).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/#[0-9a-z]{26}$/,
    );
    await page.getByRole('button', { name: 'Stop sharing' }).click();
    expect(await lastCall(page, 'share')).toBe(false);
    await page.close();
  });

  test('delete it only after a question', async () => {
    const { page } = await open('bar chart with a warning');
    await page.getByRole('button', { name: 'Delete' }).click();
    expect(await lastCall(page, 'erase')).toBe('not called');
    expect(await focused(page)).toBe('Keep');
    await page.locator('.tool-panel').getByRole('button', { name: 'Delete' }).click();
    expect(await lastCall(page, 'erase')).toBeNull();
    await page.close();
  });

  test('save a file, a table and a notebook', async () => {
    const { page } = await open('bar chart with a warning');
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).first().click(),
      ]);
      return download.suggestedFilename();
    };
    expect(await saved('Notebook')).toMatch(/^answer-[0-9a-z]{8}\.ipynb$/);
    expect(await saved('Download gender, average age (years), users as CSV')).toMatch(/\.csv$/);
    await openPanel(page, 'Files');
    expect(await saved('Download table.csv')).toBe('table.csv');
    await page.close();
  });

  test('open a table among the files', async () => {
    const { page } = await open('model');
    await openPanel(page, 'Files');
    await page.getByRole('button', { name: 'Show metrics.csv' }).click();
    await page.locator('.files table').waitFor();
    await page.close();
  });
});

describe('content of programs', () => {
  test('is text: no markup, links or images from elsewhere', async () => {
    const { page, errors, requests } = await open('hostile');
    for (const panel of await page.locator('details.panel > summary').all()) await panel.click();
    expect(await page.title()).toBe('answer/hostile');
    expect(await page.locator('.answer script, .answer a, .answer img[onerror]').count()).toBe(0);
    expect(requests.filter((address) => !address.startsWith(gallery.url) && !address.startsWith('blob:'))).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('that was deleted is missed in words', async () => {
    const { page } = await open('files deleted');
    await page.locator('.chart img').waitFor();
    await openPanel(page, 'Files');
    await page.getByRole('button', { name: 'Download table.csv' }).click();
    await page.getByRole('alert').getByText('table.csv was deleted.').waitFor();
    await page.close();
  });
});

describe('every state', () => {
  const OPTIONS = { light: {}, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 320, height: 640 } } };
  for (const [kind, options] of Object.entries(OPTIONS)) {
    test(`has no violations of accessibility, overflow or policy (${kind})`, async () => {
      const { page: list } = await open('one figure');
      await list.goto(gallery.url);
      const names = (await list.locator('a').allTextContents()).filter((name) => name.startsWith('answer/'));
      await list.close();
      const found: unknown[] = [];
      for (const name of names) {
        const { page, errors } = await open(name.slice('answer/'.length), options);
        for (const panel of await page.locator('details.panel > summary').all()) await panel.click();
        await page.waitForTimeout(200);
        await page.evaluate(axe);
        const violations = await page.evaluate<string[]>(RUN_AXE);
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        if (violations.length + errors.length > 0 || overflow > 0) found.push({ name, violations, errors, overflow });
        await page.close();
      }
      expect(names.length).toBeGreaterThan(15);
      expect(found).toEqual([]);
    }, 180_000);
  }
});
