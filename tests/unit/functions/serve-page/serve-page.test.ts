import { components } from '../../../../events/http/components';
import { servePage } from '../../../../functions/serve-page/handler';
import type { PageSettings } from '../../../../functions/serve-page/page-config';
import { httpFunction } from '../../../../functions/shared/http/function';
import type { PageFiles } from '../../../../lib/page/files';
import { fakeLog } from '../../../fakes/log';
import { apiEvent, httpRequest } from '../shared/http/requests';

const settings: PageSettings = {
  authorization: 'JWT',
  jwtIssuer: 'https://issuer.example/tenant',
  jwtAudience: 'https://api.example/v1',
  pageClientId: 'page',
  pageScopes: 'openid profile',
};

const files: PageFiles = (name) =>
  ['index.html', 'main-ABCDEFGH.js', 'chart-frame.html'].includes(name)
    ? { mediaType: 'text/plain', bytes: Buffer.from(name) }
    : undefined;

const serving = (changes: Partial<PageSettings> = {}) =>
  servePage({
    files,
    settings: { ...settings, ...changes },
    issuerOrigins: ['https://tokens.example'],
    resultsUrl: 'https://s3.example/bucket/',
  });

const page = (changes: Partial<PageSettings> = {}) =>
  serving(changes)(httpRequest({ route: 'GET /', query: { code: 'c', state: 's' } }));
const asset = (name: string) => serving()(httpRequest({ route: 'GET /assets/{name+}', params: { name } }));
const configOf = async (changes: Partial<PageSettings> = {}) =>
  (await serving(changes)(httpRequest({ route: 'GET /page-config.json' }))).body;

describe('GET /', () => {
  it('is the page, which connects to the API, the issuer and the artifacts alone', async () => {
    const { status, headers = {}, bytes } = await page();
    expect([status, bytes?.toString()]).toEqual([200, 'index.html']);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain(
      "connect-src 'self' https://issuer.example https://tokens.example https://s3.example/bucket/;",
    );
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('connects to no issuer where the API is open', async () => {
    const { headers = {} } = await page({ authorization: 'NONE' });
    expect(headers['content-security-policy']).toContain("connect-src 'self' https://s3.example/bucket/;");
  });

  it.each([
    ['with signed requests', { authorization: 'IAM' }, 'Authorization=COGNITO'],
    ['without a client of the page', { pageClientId: '' }, 'PageClientId'],
  ])('says how to turn sign-in on, %s', async (_, changes: Partial<PageSettings>, words) => {
    const { status, headers, bytes } = await page(changes);
    expect(status).toBe(200);
    expect(headers?.['content-type']).toContain('text/html');
    expect(bytes?.toString()).toContain(words);
    expect(bytes?.toString()).not.toContain('<script');
  });
});

describe('GET /assets/{name+}', () => {
  it('is kept by browsers when its name has a hash', async () => {
    expect((await asset('main-ABCDEFGH.js')).headers?.['cache-control']).toContain('immutable');
    expect((await asset('chart-frame.html')).headers?.['cache-control']).toBe('no-cache');
  });

  it('confines documents of frames: no network, no origin', async () => {
    const policy = (await asset('chart-frame.html')).headers?.['content-security-policy'];
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; script-src 'self';/);
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toContain('allow-same-origin');
  });

  it.each(['index.html', 'other.js', '../index.js', ''])('does not have %j', async (name) => {
    await expect(asset(name)).rejects.toMatchObject({ problem: { status: 404 } });
  });
});

describe('GET /page-config.json', () => {
  it('has issuer, client and scopes, and the audience where it is not the client', async () => {
    expect(await configOf()).toEqual({
      signIn: 'oidc',
      issuer: 'https://issuer.example/tenant',
      clientId: 'page',
      scopes: 'openid profile',
      audience: 'https://api.example/v1',
    });
    expect(await configOf({ jwtAudience: 'page' })).not.toHaveProperty('audience');
  });

  it('says why users cannot sign in', async () => {
    expect(await configOf({ authorization: 'NONE' })).toEqual({ signIn: 'none' });
    expect(await configOf({ authorization: 'IAM' })).toMatchObject({ signIn: 'unavailable' });
    expect(components()).toHaveProperty('PageConfig');
  });
});

describe('the function', () => {
  it('sends bytes as they are, needs no authorizer, and logs no code of the issuer', async () => {
    const log = fakeLog();
    const run = httpFunction(serving(), { authorizer: 'NONE', iamOwner: 'role' }, log);
    const queryStringParameters = { code: 'secret-code', state: 's' };
    const response = await run(apiEvent({ routeKey: 'GET /', rawPath: '/', queryStringParameters }));
    expect(response).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(Buffer.from(response.body ?? '', 'base64').toString()).toBe('index.html');
    expect(JSON.stringify(log.lines)).not.toContain('secret-code');
  });
});
