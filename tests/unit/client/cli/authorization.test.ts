import { createHash, createHmac } from 'node:crypto';
import { CodeInterpreterClient } from '../../../../client';
import { connect } from '../../../../client/cli/connection';
import { regionOf, signedFetch } from '../../../../client/cli/sign';
import { type FakeApi, fakeApi, type SeenRequest } from './api';

const KEY = 'AKIDEXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Checks a signature by the steps that AWS documents for Signature Version 4. */
function isSigned({ line, headers, body }: SeenRequest, region: string): boolean {
  const [, day, names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\d{8})\/.*, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  const named = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  // Every service but S3 URI-encodes the path twice.
  const twice = path.replace(/[^A-Za-z0-9/._~-]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonical = [method, twice, query.split('&').sort().join('&'), named.join(''), names, hash(body)].join('\n');
  const scope = `${day}/${region}/execute-api/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = [region, 'execute-api', 'aws4_request'].reduce(hmac, hmac(`AWS4${SECRET}`, day ?? ''));
  return hmac(key, toSign).toString('hex') === signature;
}

let api: FakeApi;
const environment = { ...process.env };
afterEach(() => {
  api.close();
  process.env = { ...environment };
});

it('signs requests with Signature Version 4', async () => {
  const isPresigned = ({ line }: SeenRequest) => line.includes('/stored/');
  api = await fakeApi((request) => (isPresigned(request) || isSigned(request, 'eu-west-1') ? undefined : 403));
  const credentials = { accessKeyId: KEY, secretAccessKey: SECRET, sessionToken: 'token' };
  const client = new CodeInterpreterClient({
    baseUrl: api.url,
    fetch: signedFetch(api.url, { region: 'eu-west-1', credentials }),
  });
  const { jobId } = await client.submit({ prompt: 'Wie viele Käufe gibt es?' });
  expect((await client.get(jobId)).jobId).toBe(jobId);
  expect(await (await client.download(jobId, 'a b/table (1).csv')).text()).toBe('a,b\n1,2\n');
  await expect(client.list({ limit: 5, cursor: 'a/b=' })).rejects.toMatchObject({ status: 404 });
  expect(api.seen.filter(({ line }) => !line.includes('/stored/')).every((one) => isSigned(one, 'eu-west-1'))).toBe(
    true,
  );
});

it('sends the first request unsigned, and signs all once it is refused', async () => {
  process.env.AWS_ACCESS_KEY_ID = KEY;
  process.env.AWS_SECRET_ACCESS_KEY = SECRET;
  process.env.AWS_REGION = 'eu-central-1';
  delete process.env.AWS_SESSION_TOKEN;
  api = await fakeApi((request) => (isSigned(request, 'eu-central-1') ? undefined : 403));
  const client = new CodeInterpreterClient(connect({ api: api.url, authorization: 'auto' }));
  const { jobId } = await client.submit({ prompt: 'x' });
  await client.get(jobId);
  expect(api.seen.map(({ line, headers }) => [line, headers.authorization !== undefined])).toEqual([
    ['POST /prompt', false],
    ['POST /prompt', true],
    [`GET /jobs/${jobId}`, true],
  ]);
});

it('needs no credentials for an open API', async () => {
  api = await fakeApi();
  const client = new CodeInterpreterClient(connect({ api: api.url, authorization: 'auto' }));
  await client.submit({ prompt: 'x' });
  expect(api.seen[0]?.headers.authorization).toBeUndefined();
});

it('sends a bearer token unchanged', async () => {
  api = await fakeApi();
  await new CodeInterpreterClient(connect({ api: api.url, authorization: 'auto', bearer: 't0k' })).submit({
    prompt: 'x',
  });
  expect(api.seen[0]?.headers.authorization).toBe('Bearer t0k');
});

it('reads the region from API Gateway addresses only', async () => {
  api = await fakeApi();
  expect(regionOf('https://abc123.execute-api.ap-southeast-2.amazonaws.com')).toBe('ap-southeast-2');
  expect(regionOf('https://ask.example.com/')).toBeUndefined();
});
