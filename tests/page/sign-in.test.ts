import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type LocalIssuer, startIssuer, startPageIssuer } from '../../local/issuer/start';
import { probePort } from '../../local/setup/ports.mjs';
import { type System, startSystem } from '../../local/system';
import { openBrowser } from './support/browser';

const MACHINE = { id: 'machine', secret: 'machine-secret' };
const OTHER_AUDIENCE = 'https://other.example/api';
const SHORT_AUDIENCE = 'https://short.example/api';

jest.setTimeout(120_000);

let system: System;
let issuer: Awaited<ReturnType<typeof startPageIssuer>>;
let otherIssuer: LocalIssuer;
let browser: Browser;
let context: BrowserContext;
/** Every address and console message that the browser has seen. */
let seen: string[];

beforeAll(async () => {
  const apiPort = await probePort(0);
  const audience = 'https://code-interpreter.example/api';
  const audiences = { [audience]: 900, [OTHER_AUDIENCE]: 900, [SHORT_AUDIENCE]: 1 };
  issuer = await startPageIssuer(apiPort, { audiences, confidentialClients: [MACHINE] });
  otherIssuer = await startIssuer({
    clientId: 'page',
    pageUrl: `http://127.0.0.1:${apiPort}/`,
    audiences: { [audience]: 900 },
    confidentialClients: [MACHINE],
  });
  system = await startSystem({ apiPort, signIn: issuer.signIn });
  browser = await openBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  issuer?.stop();
  otherIssuer?.stop();
  await system?.stop();
}, 60_000);

beforeEach(async () => {
  seen = [];
  context = await browser.newContext();
  context.on('request', (request) => seen.push(request.url()));
  context.on('console', (message) => seen.push(message.text()));
});

afterEach(async () => {
  await context.close();
});

const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
const question = (page: Page) => page.getByRole('textbox', { name: 'Your question' });

/** Opens the page; a signed-out user sees nothing but the way in. */
async function openPage(fragment = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${system.apiUrl}/${fragment}`);
  return page;
}

/** Signs in on the issuer's page. */
async function giveName(page: Page, name = 'ada'): Promise<void> {
  await page.locator('[name=login]').fill(name);
  await page.locator('[name=password]').fill('any');
  await page.locator('[type=submit]').click();
}

async function signIn(page: Page, name = 'ada'): Promise<void> {
  await signInButton(page).click();
  await giveName(page, name);
  await question(page).waitFor();
}

interface Stored {
  readonly id: string;
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number };
}

const stored = (page: Page): Promise<Stored> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('session') ?? '{}') as Stored);

/** Changes what the page has stored, as if its access token had expired. */
const expire = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const session = JSON.parse(sessionStorage.getItem('session') ?? '{}');
    session.tokens.expiresAt = 0;
    sessionStorage.setItem('session', JSON.stringify(session));
  });

/** Makes the issuer refuse the refresh token. */
const revoke = async (page: Page): Promise<void> => {
  const { refreshToken } = (await stored(page)).tokens;
  const body = new URLSearchParams({ token: refreshToken, client_id: 'page' });
  const response = await fetch(`${issuer.signIn.issuer}/token/revocation`, { method: 'POST', body });
  expect(response.status).toBe(200);
};

/** Has the page call the API. */
const search = (page: Page, text: string) => page.getByRole('searchbox').fill(text);

const signedOutBanner = (page: Page) => page.getByRole('region', { name: 'Connection' });

async function machineToken(url: string, resource: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: MACHINE.id,
    client_secret: MACHINE.secret,
    resource,
  });
  const response = await fetch(`${url}/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}

const statusWith = async (token: string) =>
  (await fetch(`${system.apiUrl}/jobs`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('the API', () => {
  it('accepts tokens of its issuer for its audience', async () => {
    const { issuer: url, audience } = issuer.signIn;
    expect(await statusWith(await machineToken(url, audience))).toBe(200);
  });

  it('refuses a token of another issuer, for another audience, that has expired, or none', async () => {
    const { issuer: url, audience } = issuer.signIn;
    const expired = await machineToken(url, SHORT_AUDIENCE);
    expect(await statusWith(await machineToken(otherIssuer.url, audience))).toBe(401);
    expect(await statusWith(await machineToken(url, OTHER_AUDIENCE))).toBe(401);
    await new Promise((wake) => setTimeout(wake, 1500));
    expect(await statusWith(expired)).toBe(401);
    expect((await fetch(`${system.apiUrl}/jobs`)).status).toBe(401);
  });

  it('gives the page, its files and its configuration to anyone', async () => {
    const page = await fetch(`${system.apiUrl}/`);
    expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' ${issuer.signIn.issuer} `);
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
    const asset = await fetch(`${system.apiUrl}/${script}`, { headers: { 'accept-encoding': 'gzip' } });
    expect([asset.status, asset.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${system.apiUrl}/assets/..%2Findex.js`)).status).toBe(404);
    expect(await (await fetch(`${system.apiUrl}/page-config.json`)).json()).toMatchObject({
      signIn: 'oidc',
      issuer: issuer.signIn.issuer,
      clientId: 'page',
    });
  });
});

describe('a user of the page', () => {
  it('signs in, asks, sees an artifact, and signs out everywhere', async () => {
    const page = await openPage();
    await signIn(page);
    expect(new URL(page.url()).search).toBe('');
    await question(page).fill('Average age by gender, as a bar chart');
    await question(page).press('Enter');
    const image = page.locator('img[src^="blob:"]').first();
    await image.waitFor({ timeout: 60_000 });
    expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(100);
    const { tokens } = await stored(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    // The issuer asks whether its own session shall end.
    await page.locator('[type=submit][name=logout]').click();
    await signInButton(page).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'page',
      refresh_token: tokens.refreshToken,
    });
    expect((await fetch(`${issuer.signIn.issuer}/token`, { method: 'POST', body })).status).toBe(400);
    for (const token of Object.values(tokens).map(String))
      expect(seen.filter((text) => text.includes(token))).toEqual([]);
  });

  it('comes back to the address and the draft that the sign-in began with', async () => {
    const page = await openPage('#nothing-here');
    await signInButton(page).click();
    await giveName(page);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#nothing-here');
    await page.goto(system.apiUrl);
    await question(page).fill('A draft');
    await page.evaluate(() => sessionStorage.removeItem('session'));
    await page.reload();
    await signInButton(page).click();
    await question(page).waitFor();
    expect(await question(page).inputValue()).toBe('A draft');
  });

  it('stays signed in over a reload and when an access token expires, with another refresh token', async () => {
    const page = await openPage();
    await signIn(page);
    const first = await stored(page);
    await page.reload();
    await question(page).waitFor();
    await expire(page);
    await page.reload();
    await page.getByText('users', { exact: false }).first().waitFor();
    const second = await stored(page);
    expect(second.id).toBe(first.id);
    expect(second.tokens.accessToken).not.toBe(first.tokens.accessToken);
    expect(second.tokens.refreshToken).not.toBe(first.tokens.refreshToken);
  });
});
