// Takes the six pictures of the docs from the page of a local system, which it starts. `npm run pictures -- FOLDER` writes
// them into that folder instead of docs/images.
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { startSystem } from '../../local/system';
import { openBrowser } from './support/browser';

const TIMEOUT = 120_000;
const WIDE = { viewport: { width: 1280, height: 860 }, colorScheme: 'light' as const };
const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, deviceScaleFactor: 2 };

const folder = resolve(process.argv[2] ?? join(__dirname, '../../docs/images'));

async function ask(page: Page, label: string, question: string): Promise<void> {
  await page.getByRole('textbox', { name: label }).fill(question);
  await page.keyboard.press('Enter');
}

async function answered(page: Page): Promise<void> {
  await page.locator('#status', { hasText: /^Answered\.$/ }).waitFor({ state: 'attached' });
  // Charts are drawn after the answer.
  await page.waitForTimeout(2000);
}

async function takePictures(url: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage(WIDE);
    page.setDefaultTimeout(TIMEOUT);
    const picture = (of: Page, name: string) => of.screenshot({ path: join(folder, `${name}.png`) });

    await page.goto(url);
    await page.locator('.suggestion').first().waitFor();
    await picture(page, 'page-first-screen');

    await ask(page, 'Your question', 'What is the distribution of age?');
    await answered(page);
    await page.getByRole('button', { name: 'New question' }).click();
    await ask(page, 'Your question', 'Average age by gender, as a bar chart');
    await page.locator('.stage.active').first().waitFor();
    await picture(page, 'page-working');
    await answered(page);
    await picture(page, 'page');

    const { hash } = new URL(page.url());
    await page.getByRole('button', { name: 'New question' }).click();
    await ask(page, 'Your question', 'How many users are there?');
    await answered(page);
    await ask(page, 'Ask a follow-up question', 'and by gender?');
    await page.locator('.turn').nth(1).waitFor();
    await answered(page);
    await picture(page, 'page-conversation');

    await page.getByRole('button', { name: 'New question' }).click();
    await ask(page, 'Your question', 'What was our revenue by country last year?');
    await page.getByRole('heading', { name: 'Your tables cannot answer this' }).waitFor();
    await picture(page, 'page-refusal');

    const phone = await browser.newPage(PHONE);
    phone.setDefaultTimeout(TIMEOUT);
    await phone.goto(`${url}${hash}`);
    await phone.locator('.answer').first().waitFor();
    await phone.waitForTimeout(2000);
    await phone.locator('.turn').first().scrollIntoViewIfNeeded();
    await picture(phone, 'page-phone');
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const system = await startSystem({ standbyTasks: 1 });
  try {
    await takePictures(`${system.apiUrl}/`);
  } finally {
    await system.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
