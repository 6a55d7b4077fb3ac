import type { Browser, BrowserContext, Page } from 'playwright-core';
import { violationsOn } from '../page/support/axe';
import { chromiumPath, openBrowser } from '../page/support/browser';
import { JOB_TIMEOUT, withSystem } from './running-system';

jest.setTimeout(2 * JOB_TIMEOUT);

const withChromium = chromiumPath() === undefined ? describe.skip : describe;

/** The page in a browser, from the question to the answer of the local system. */
withChromium('the page of a running system', () => {
  const running = withSystem(() => ({ standbyTasks: 1 }));
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(JOB_TIMEOUT);
    page = await context.newPage();
  });
  afterEach(() => context?.close());

  const open = (jobId = '') => page.goto(`${running().system.apiUrl}/${jobId === '' ? '' : `#${jobId}`}`);
  const question = () => page.getByRole('textbox', { name: 'Your question' });
  const followUp = () => page.getByRole('textbox', { name: 'Ask a follow-up question' });
  const turns = () => page.locator('.turn');
  const status = () => page.locator('#status');
  const shownId = () => new URL(page.url()).hash.slice(1);

  async function until(expected: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + JOB_TIMEOUT; Date.now() < end; ) {
      if (await expected()) return;
      await page.waitForTimeout(50);
    }
    throw new Error(`It did not become true: ${expected}`);
  }

  const answered = () => until(async () => (await status().textContent()) === 'Answered.');

  async function ask(text: string): Promise<void> {
    await question().fill(text);
    await question().press('Enter');
    await turns().first().waitFor();
  }

  it('answers a question and its follow-up, by the keyboard alone, without violations that axe finds', async () => {
    await open();
    await page.locator('.suggestion').first().waitFor();
    await page.getByText('whole number').first().waitFor();
    expect(await violationsOn(page)).toEqual([]);

    await page.keyboard.type('How many users are there?');
    await page.keyboard.press('Enter');
    await page.locator('.working').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await answered();
    expect(await turns().textContent()).toContain('1,000');
    expect(await page.title()).toBe('✓ How many users are there?');
    expect(await violationsOn(page)).toEqual([]);
    const first = shownId();

    await followUp().focus();
    await page.keyboard.type('and by gender?');
    await page.keyboard.press('Enter');
    await until(async () => (await turns().count()) === 2);
    await until(async () => shownId() !== first);
    await answered();
    expect(await turns().nth(0).textContent()).toContain('How many users are there?');
    expect(await turns().nth(1).textContent()).toMatch(/F|M/);
    await until(async () => /2 questions/.test((await page.locator('.history-line').first().textContent()) ?? ''));

    await page.goBack();
    expect(shownId()).toBe(first);
    // The whole conversation stays.
    expect(await turns().count()).toBe(2);
  });

  it('keeps focus, text and selection while the answer comes', async () => {
    await open();
    await ask('Average age by gender');
    await followUp().fill('and what about');
    await followUp().evaluate((field) => {
      const box = field as unknown as { marked: boolean; setSelectionRange(start: number, end: number): void };
      box.marked = true;
      box.setSelectionRange(4, 8);
    });
    await answered();
    const state = await page.evaluate(
      '[document.activeElement.marked, document.activeElement.selectionStart, document.activeElement.selectionEnd, document.activeElement.value]',
    );
    expect(state).toEqual([true, 4, 8, 'and what about']);
  });

  it('shows the question again after a reload in the middle, and keeps what was not sent', async () => {
    await open();
    await ask('How many interactions are there by month?');
    const jobId = shownId();
    await followUp().fill('a draft');
    await page.reload();
    expect(shownId()).toBe(jobId);
    await answered();
    expect(await followUp().inputValue()).toBe('a draft');
    await page.getByRole('button', { name: 'New question' }).click();
    await question().fill('another draft');
    await page.reload();
    expect(await question().inputValue()).toBe('another draft');
  });

  it('cancels at once', async () => {
    await open();
    await ask('Make a machine learning model that predicts the gender');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await status().textContent()).toBe('Cancelling…');
    await page.getByRole('heading', { name: 'You cancelled this question' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  it('asks what can be asked instead, when the tables cannot answer', async () => {
    await open();
    await ask('What was our revenue by country last year?');
    await page.getByRole('heading', { name: 'Your tables cannot answer this' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  it('finds a question in the history, and deletes its conversation', async () => {
    await running().ask('How many users are older than 77?');
    await open();
    await page.getByRole('searchbox').fill('OLDER THAN 77');
    const line = page.locator('.history-line');
    await until(async () => (await line.count()) === 1);
    await line.getByRole('link').click();
    await answered();
    await line.hover();
    await line.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await until(async () => (await line.count()) === 0);
    expect(shownId()).toBe('');
    expect((await running().client.list()).jobs.map(({ prompt }) => prompt)).not.toContain(
      'How many users are older than 77?',
    );
  });

  it('keeps everything while the API is away, and comes back alone', async () => {
    await open();
    await ask('Distribution of age');
    await context.route(/\/(jobs|prompt|tables)\b/, (route) => route.abort('connectionrefused'));
    await page.getByText('Can’t reach the server. Reconnecting…').first().waitFor();
    expect(await violationsOn(page)).toEqual([]);
    expect(await turns().textContent()).toContain('Distribution of age');
    await page.getByRole('button', { name: 'New question' }).click();
    await question().fill('How many users are there?');
    await question().press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await question().inputValue()).toBe('How many users are there?');
    await page.goBack();
    await context.unroute(/\/(jobs|prompt|tables)\b/);
    await answered();
    expect(await page.locator('.banner').count()).toBe(0);
  });

  it('comes back after the machine was offline', async () => {
    await open();
    await ask('Average age');
    await context.setOffline(true);
    await page.locator('.banner').waitFor();
    await context.setOffline(false);
    await answered();
    await page.locator('.banner').waitFor({ state: 'detached' });
  });

  it('says so at the address of a question that does not exist, and at any other', async () => {
    await open('01jdab3x9y7q2k4m6n8p0r1s2t');
    await page.getByRole('heading', { name: 'This question is not here' }).waitFor();
    await open('elsewhere');
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });
});
