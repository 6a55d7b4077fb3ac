import { setting } from './setting';

const wrong: [string, unknown, string | RegExp][] = [
  ['no body', '', 'no body'],
  ['no JSON', 'How many users?', 'not JSON'],
  ['JSON that is no object', '["a"]', 'JSON object'],
  ['null', 'null', 'JSON object'],
];

const fields: [string, unknown, string, RegExp][] = [
  ['no prompt', {}, 'prompt', /Required/],
  ['an empty prompt', { prompt: '' }, 'prompt', /empty/],
  ['a prompt of spaces', { prompt: ' \n' }, 'prompt', /empty/],
  ['a prompt over 20,000 characters', { prompt: 'a'.repeat(20_001) }, 'prompt', /at most 20,000 characters/],
  ['a prompt that is a number', { prompt: 5 }, 'prompt', /string/],
  ['an unknown field', { prompt: 'a', timeout: 5 }, 'timeout', /Unknown field.*timeoutSeconds/],
  ['an unknown size', { prompt: 'a', size: 'huge' }, 'size', /small, medium, large/],
  ['a time that is text', { prompt: 'a', timeoutSeconds: '5' }, 'timeoutSeconds', /number/],
  ['a time that is too short', { prompt: 'a', timeoutSeconds: 0 }, 'timeoutSeconds', /at least 1/],
  ['a time that is too long', { prompt: 'a', timeoutSeconds: 9999 }, 'timeoutSeconds', /at most 3600/],
  ['half an attempt', { prompt: 'a', maxAttempts: 1.5 }, 'maxAttempts', /whole number/],
  ['a follow-up of no job', { prompt: 'a', followUpOf: 'the last' }, 'followUpOf', /id of a job/],
  ['a webhook by http', { prompt: 'a', webhookUrl: 'http://hooks.example.com/' }, 'webhookUrl', /https/],
  ['a webhook to this machine', { prompt: 'a', webhookUrl: 'https://127.0.0.1/' }, 'webhookUrl', /public internet/],
  ['a webhook that is not a URL', { prompt: 'a', webhookUrl: 'hooks' }, 'webhookUrl', /absolute URL/],
];

describe('POST /prompt refuses', () => {
  const hosts = { 'hooks.example.com': ['93.184.215.14'] };

  it.each(wrong)('%s', async (_, body, detail) => {
    const { refusal, objects, table, bus } = setting();
    const problem = await refusal(body);
    expect(problem.status).toBe(400);
    expect(problem.detail).toMatch(detail);
    expect([objects.objects.size, table.jobs().length, bus.published.length]).toEqual([0, 0, 0]);
  });

  it.each(fields)('%s, and names the field', async (_, body, field, message) => {
    const { refusal, objects, table, bus } = setting({ hosts });
    const problem = await refusal(body);
    expect(problem.status).toBe(400);
    expect(problem.errors).toEqual([{ field, message: expect.stringMatching(message) }]);
    expect([objects.objects.size, table.jobs().length, bus.published.length]).toEqual([0, 0, 0]);
  });

  it('a body over 1 MB with 413', async () => {
    const { refusal, objects } = setting();
    expect(await refusal({ prompt: 'a'.repeat(1_000_001) })).toMatchObject({ status: 413 });
    expect(objects.objects.size).toBe(0);
  });

  it('an Idempotency-Key with spaces or too many characters', async () => {
    const { refusal } = setting();
    for (const key of ['a b', 'a'.repeat(256), '']) {
      const problem = await refusal({ prompt: 'a' }, { 'idempotency-key': key });
      expect(problem.errors?.[0]?.field).toBe('Idempotency-Key');
    }
  });

  it('all invalid fields at once', async () => {
    const { refusal } = setting();
    const { errors } = await refusal({ prompt: '', size: 1, speed: 2 });
    expect(errors?.map(({ field }) => field).sort()).toEqual(['prompt', 'size', 'speed']);
  });

  it('not a prompt of exactly 20,000 characters', async () => {
    const { post } = setting();
    expect((await post({ prompt: 'ä'.repeat(20_000) })).status).toBe(202);
  });

  it('not a webhook whose host cannot be resolved at the moment', async () => {
    const { post } = setting({
      hosts: new Proxy({}, { get: () => Promise.reject(Object.assign(new Error('later'), { code: 'EAI_AGAIN' })) }),
    });
    expect((await post({ prompt: 'a', webhookUrl: 'https://hooks.example.com/' })).status).toBe(202);
  });
});
