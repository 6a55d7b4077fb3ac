import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './support/browser';
import { type Gallery, serveGallery } from './support/gallery';
import { PAGE_POLICY } from './support/policy';

describe('the page', () => {
  let browser: Browser;
  let gallery: Gallery;
  let page: Page;

  beforeAll(async () => {
    gallery = await serveGallery(PAGE_POLICY);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.stop();
  });

  afterEach(() => page?.close());

  async function open(story: string, width = 1200): Promise<Page> {
    page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.goto(`${gallery.url}#${encodeURIComponent(`page/${story}`)}`);
    return page;
  }

  /** Waits for an expression of the page to be true, which its policy does not let the browser do. */
  async function until(expression: string): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await page.evaluate(expression)) return;
      await page.waitForTimeout(50);
    }
    throw new Error(`It did not become true: ${expression}`);
  }

  const question = () => page.getByRole('textbox', { name: 'Your question' });
  const focused = () => page.evaluate('document.activeElement?.textContent || document.activeElement?.id');

  describe('the text box', () => {
    it('has the focus, sends with Enter and begins a new line with Shift+Enter', async () => {
      await open('first screen');
      await page.keyboard.type('How many');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('users?');
      expect(await question().inputValue()).toBe('How many\nusers?');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Asking…' }).waitFor();
    });

    it('does not send what an input method composes', async () => {
      await open('first screen');
      await question().fill('ユーザー');
      await question().dispatchEvent('keydown', { key: 'Enter', isComposing: true });
      await question().dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
      expect(await page.getByRole('button', { name: 'Ask', exact: true }).isEnabled()).toBe(true);
    });

    it('counts near the end, and keeps a longer text that it does not send', async () => {
      await open('first screen');
      await question().fill('a'.repeat(19_500));
      await page.getByText('500 of 20,000 characters left').waitFor();
      await question().fill('a'.repeat(20_001));
      await page.getByText('1 character too many').waitFor();
      expect(await page.getByRole('button', { name: 'Ask', exact: true }).isDisabled()).toBe(true);
      expect((await question().inputValue()).length).toBe(20_001);
    });

    it('takes the name of a column where the caret is', async () => {
      await open('first screen');
      await question().fill('average by gender');
      await question().evaluate((field) =>
        (field as unknown as { setSelectionRange(a: number, b: number): void }).setSelectionRange(7, 7),
      );
      await page.getByRole('button', { name: 'age', exact: true }).click();
      await until("document.activeElement?.value === 'average age by gender'");
    });
  });

  it('shows its tables with meanings, six suggested questions and who writes the programs', async () => {
    await open('first screen');
    expect(await page.locator('.suggestion').count()).toBe(6);
    await page.getByText('Age in years.').waitFor();
    await page.getByText('1 note on how the file was read').waitFor();
    await page.getByText('written by the offline analyst').waitFor();
    await page.getByText('Read-only').waitFor();
  });

  it('can be used on a phone: the history opens, and Escape closes it', async () => {
    await open('first screen', 390);
    const toggle = page.getByRole('button', { name: 'History' });
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
    await toggle.click();
    await page.getByRole('searchbox').fill('revenue');
    await page.getByRole('searchbox').press('Escape');
    await page.getByRole('searchbox').waitFor({ state: 'hidden' });
    expect(await focused()).toContain('History');
  });

  it('marks questions in the history by day and status, and the search narrows it', async () => {
    await open('first screen');
    const lines = page.locator('.history-line');
    expect(await lines.count()).toBe(7);
    await page.getByRole('heading', { name: 'Yesterday' }).waitFor();
    expect(await lines.nth(0).textContent()).toContain('Under way');
    expect(await lines.nth(2).textContent()).toContain('Not answered');
    await page.getByRole('searchbox').fill('AGE');
    await until("document.querySelectorAll('.history-line').length === 2");
    await page.getByRole('searchbox').fill('nothing like this');
    await page.getByText('No question contains').waitFor();
  });

  it('asks before it deletes a conversation', async () => {
    await open('conversation');
    await page.locator('.history-line').hover();
    await page
      .locator('.history-line')
      .getByRole('button', { name: /^Delete/ })
      .click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('2 questions with answers and files');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.locator('.turn').count()).toBe(2);
  });

  it('says what is going on in words, with a clock, and to screen readers without it', async () => {
    await open('running');
    await page.getByText('Running the program…').first().waitFor();
    await until("/^1[5-9] s$/.test(document.querySelector('.working-head .clock').textContent)");
    expect(await page.locator('#status').textContent()).toBe('Running the program…');
    expect(await page.locator('.printed pre').textContent()).toContain('Averaging');
    expect(await page.title()).toBe('… What is the average age by gender?');
  });

  it('shows that it cancels at once', async () => {
    await open('running');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.locator('.working-now').textContent()).toBe('Cancelling…');
  });

  it('offers what can be asked instead of a question without an answer', async () => {
    await open('unanswerable');
    await page.getByRole('heading', { name: 'Your tables cannot answer this' }).waitFor();
    expect(await page.locator('.choice').allTextContents()).toEqual([
      'How many purchases are there by month?',
      'Which items are bought most often?',
    ]);
  });

  it('offers more time and a larger machine when the program took too long', async () => {
    await open('out of time');
    await page.getByRole('button', { name: 'Ask again with more time' }).waitFor();
    await page.getByRole('button', { name: 'Ask again on a larger machine' }).waitFor();
  });

  it('lets a question be edited, and drops the change with Escape', async () => {
    await open('answered');
    await page.getByRole('button', { name: 'Edit question' }).click();
    const edit = page.getByRole('textbox', { name: 'Edit the question' });
    expect(await edit.inputValue()).toBe('What is the average age by gender?');
    await edit.press('Escape');
    await edit.waitFor({ state: 'detached' });
  });

  it('suggests to split an answer by the columns that it does not have yet', async () => {
    await open('answered');
    expect(await page.locator('.chip').allTextContents()).toEqual(['as a bar chart']);
  });

  it('skips to its content by the keyboard', async () => {
    await open('answered');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  it('has options of size, time and attempts', async () => {
    await open('first screen');
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('radio', { name: /Large/ }).check();
    await page.getByLabel('Time limit of a program').selectOption('15 minutes');
    await page.getByLabel('Attempts').selectOption('5');
    await page.getByRole('button', { name: 'Reset options' }).click();
    expect(await page.getByRole('radio', { name: /Small/ }).isChecked()).toBe(true);
  });
});
