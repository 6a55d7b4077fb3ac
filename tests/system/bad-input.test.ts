import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { withSystem } from './running-system';

const running = withSystem();

const settings = () => ({
  endpoint: running().system.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

async function countStored(): Promise<number> {
  const { bucket, table } = running().system;
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'jobs/' }));
  const { Count = 0 } = await new DynamoDBClient(settings()).send(
    new ScanCommand({ TableName: table, Select: 'COUNT' }),
  );
  return KeyCount + Count;
}

const post = (body: string | undefined, headers: Record<string, string> = {}) =>
  fetch(`${running().system.apiUrl}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

const prompt = (fields: object) => JSON.stringify({ prompt: 'How many users are there?', ...fields });

describe('bad input', () => {
  const cases: [string, string | undefined, number, RegExp][] = [
    ['no body', undefined, 400, /no body/],
    ['no JSON', '{prompt: ', 400, /not JSON/],
    ['no object', '"How many?"', 400, /JSON object/],
    ['no prompt', '{}', 400, /prompt/],
    ['an empty prompt', '{"prompt": "  "}', 400, /prompt/],
    ['a prompt of over 20,000 characters', JSON.stringify({ prompt: 'x'.repeat(20_001) }), 400, /20,?000/],
    ['an unknown field', prompt({ timeout: 3 }), 400, /timeout/],
    ['a wrong type', prompt({ maxAttempts: 'three' }), 400, /maxAttempts/],
    ['an unknown size', prompt({ size: 'huge' }), 400, /small/],
    ['a webhook that is no address', prompt({ webhookUrl: 'here' }), 400, /webhookUrl/],
    ['a webhook that is not https', prompt({ webhookUrl: 'http://example.com/hook' }), 400, /https/],
    ['a webhook to the metadata service', prompt({ webhookUrl: 'https://169.254.169.254/latest' }), 400, /webhookUrl/],
    ['a webhook to a private network', prompt({ webhookUrl: 'https://10.0.0.1/' }), 400, /webhookUrl/],
    ['a body of over 1 MB', JSON.stringify({ prompt: 'x'.repeat(1_000_001) }), 413, /1,000,000/],
  ];

  it.each(cases)('%s is rejected with a problem document', async (_, body, status, pattern) => {
    const before = await countStored();
    const answer = await post(body);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(text)).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(text).toMatch(pattern);
    expect(await countStored()).toBe(before);
  });

  it.each(['', '/events', '/results/answer.md'])('an unknown job is not found: GET /jobs/…%s', async (path) => {
    const answer = await fetch(`${running().system.apiUrl}/jobs/00000000000000000000000000${path}`, {
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('an unknown job cannot be cancelled', async () => {
    const answer = await fetch(`${running().system.apiUrl}/jobs/not-a-job`, { method: 'DELETE' });
    expect(answer.status).toBe(404);
  });
});

describe('a repeated prompt', () => {
  it('with one Idempotency-Key is one job, even at the same time; another body with the key is rejected', async () => {
    const headers = { 'idempotency-key': 'the-same' };
    const answers = await Promise.all([1, 2, 3].map(() => post(prompt({}), headers)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    const jobIds = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { jobId: string }).jobId));
    expect(new Set(jobIds).size).toBe(1);
    const other = await post(prompt({ size: 'large' }), headers);
    expect(other.status).toBe(422);
  });
});
