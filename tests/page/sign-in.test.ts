import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type LocalIssuer, startIssuer, startPageIssuer } from '../../local/issuer/start';
import { probePort } from '../../local/setup/ports.mjs';
import { type System, startSystem } from '../../local/system';
import { openBrowser } from './support/browser';

const MACHINE = { id: 'machine', secret: 'machine-secret' };
const SHORT = { id: 'short', secret: 'short-secret', seconds: 1 };
const OTHER_AUDIENCE = 'https://other.example/api';

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
  const audiences = { [audience]: 900, [OTHER_AUDIENCE]: 900 };
  issuer = await startPageIssuer(apiPort, { audiences, confidentialClients: [MACHINE, SHORT] });
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

/** Size of a job's picture, as a script of the page downloads it: by a redirect to a presigned link. */
async function downloadedBytes(page: Page, jobId: string): Promise<number> {
  const { accessToken } = (await stored(page)).tokens;
  return page.evaluate(
    async ([id, authorization]) => {
      const get = (path: string) => fetch(`jobs/${id}${path}`, { headers: { authorization: authorization as string } });
      const { artifacts } = (await (await get('')).json()) as { artifacts: { name: string }[] };
      const response = await get(`/results/${artifacts.find(({ name }) => name.endsWith('.png'))?.name}`);
      return (await response.arrayBuffer()).byteLength;
    },
    [jobId, `Bearer ${accessToken}`],
  );
}

async function machineToken(url: string, resource: string, client = MACHINE): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.id,
    client_secret: client.secret,
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
    const expired = await machineToken(url, audience, SHORT);
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
    await page.getByRole('status').getByText('Answered.').waitFor({ state: 'attached', timeout: 60_000 });
    expect(await downloadedBytes(page, new URL(page.url()).hash.slice(1))).toBeGreaterThan(1000);
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
    // The page has asked for the tables.
    await page.getByText('interactions').first().waitFor();
    const second = await stored(page);
    expect(second.id).toBe(first.id);
    expect(second.tokens.accessToken).not.toBe(first.tokens.accessToken);
    expect(second.tokens.refreshToken).not.toBe(first.tokens.refreshToken);
  });

  it('who goes back from the issuer’s page can begin again', async () => {
    const page = await openPage();
    await signInButton(page).click();
    await page.locator('[name=login]').waitFor();
    await page.goBack();
    await signIn(page);
  });

  it('signs in in each tab, and out of all tabs', async () => {
    const [first, second] = [await openPage(), await openPage()];
    await signIn(first);
    await signInButton(second).waitFor();
    // The issuer knows the user already.
    await signInButton(second).click();
    await question(second).waitFor();
    const [one, other] = [await stored(first), await stored(second)];
    expect(one.tokens.refreshToken).not.toBe(other.tokens.refreshToken);
    await first.getByRole('button', { name: 'Sign out' }).click();
    await signInButton(second).waitFor();
    expect(await stored(second)).toEqual({});
  });

  it('has another session in a tab that the browser copied', async () => {
    const page = await openPage();
    await signIn(page);
    const [copy] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate(() => void window.open(location.href, '_blank')),
    ]);
    await signInButton(copy).waitFor();
    expect(await stored(copy)).toEqual({});
    await page.reload();
    await question(page).waitFor();
  });

  describe('whose refresh token is refused', () => {
    let page: Page;
    const banner = () => page.getByRole('region', { name: 'Connection' });

    beforeEach(async () => {
      page = await openPage();
      await signIn(page);
      await revoke(page);
      await expire(page);
      await question(page).fill('A question that must not get lost');
      await question(page).press('Enter');
      await banner().getByRole('button', { name: 'Sign in' }).waitFor();
    });

    /** Opens the issuer's window by the banner. */
    async function openPopup(): Promise<Page> {
      const [popup] = await Promise.all([
        context.waitForEvent('page'),
        banner().getByRole('button', { name: 'Sign in' }).click(),
      ]);
      return popup;
    }

    it('keeps the page, and continues after a sign-in in another window', async () => {
      await page.evaluate(() => Object.assign(window, { isSamePage: true }));
      const popup = await openPopup();
      // The issuer knows the user already, so the window closes at once.
      if (!popup.isClosed()) await popup.waitForEvent('close');
      await banner().waitFor({ state: 'detached' });
      expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
      expect(await question(page).inputValue()).toBe('A question that must not get lost');
      await question(page).press('Enter');
      await page.waitForURL(/#\w+/);
    });

    it('keeps the page when the window is closed, and can open it again', async () => {
      await context.clearCookies();
      const popup = await openPopup();
      await popup.locator('[name=login]').waitFor();
      await popup.close();
      await banner().getByText('The sign-in window was closed.').waitFor();
      expect(await question(page).inputValue()).toBe('A question that must not get lost');
      const again = await openPopup();
      await giveName(again);
      await banner().waitFor({ state: 'detached' });
    });

    it('shows nothing of one user to another', async () => {
      await context.clearCookies();
      await page.evaluate(() => Object.assign(window, { isSamePage: true }));
      await giveName(await openPopup(), 'grace');
      await page.getByText('grace').waitFor();
      expect(await page.evaluate(() => 'isSamePage' in window)).toBe(false);
    });
  });

  describe('is not signed in', () => {
    const refused = (page: Page) => page.getByRole('alert').getByText('The sign-in was not completed.');

    it('by an ID token with another nonce', async () => {
      const page = await openPage();
      await page.route(`${issuer.signIn.issuer}/auth?*`, (route) => {
        const url = new URL(route.request().url());
        url.searchParams.set('nonce', 'another');
        return route.continue({ url: url.href });
      });
      await signInButton(page).click();
      await giveName(page);
      await refused(page).waitFor();
      expect(await stored(page)).toEqual({});
    });

    it('by an issuer that calls itself otherwise', async () => {
      const page = await openPage();
      await page.route('**/.well-known/openid-configuration', async (route) => {
        const response = await route.fetch();
        return route.fulfill({ response, json: { ...(await response.json()), issuer: otherIssuer.url } });
      });
      await signInButton(page).click();
      await refused(page).waitFor();
    });

    it('by an answer with another state, or one that this tab did not ask for', async () => {
      const page = await openPage();
      await page.route(`${issuer.signIn.issuer}/auth?*`, (route) => {
        const url = new URL(route.request().url());
        url.searchParams.set('state', 'another');
        return route.continue({ url: url.href });
      });
      await signInButton(page).click();
      await giveName(page);
      await refused(page).waitFor();
      const other = await context.newPage();
      await other.goto(`${system.apiUrl}/?code=stolen&state=another`);
      await other.getByRole('alert').getByText('begun in another tab').waitFor();
      expect(new URL(other.url()).search).toBe('');
    });

    it('while the issuer is away, and can retry', async () => {
      const page = await openPage();
      await page.route(`${issuer.signIn.issuer}/**`, (route) => route.abort(), { times: 1 });
      await signInButton(page).click();
      await page.getByRole('alert').getByText('can’t be reached').waitFor();
      await signIn(page);
    });
  });
});
