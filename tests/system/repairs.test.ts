import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { JobView } from '../../client';
import { keys } from '../../events';
import { folderOf, JOB_TIMEOUT, withSystem } from './running-system';

const folder = folderOf({
  'users.csv': 'userid,age\n1,20\n2,30\n',
  'staff.csv': 'userid,name\n1,Ann Canary\n2,Bob Canary\n',
  'catalog.yaml': 'tables:\n  staff:\n    use: false\n',
});

const RIGHT = `from interpreter import answer, query
users = query('select count(*) as users from users')
answer('Counted.', users=int(users.users[0]))
`;

const reads = (statement: string) => `from interpreter import answer, query
rows = query('${statement}')
answer(rows.to_string())
`;

/** The first program for each question. */
const FIRST: Readonly<Record<string, string>> = {
  'A syntax error?': 'x = 1\ny = (x\nz = 2\n',
  'A missing module?': 'import json\nimport missing_module\n',
  'A statement that is refused?': `x = 1\n${reads('select nope from users')}`,
  'A withheld table?': reads('select name from users u, "Staff" s where u.userid = s.userid'),
  'A table that is withheld meanwhile?': reads('select age from users'),
  'A catalog that breaks meanwhile?': reads('select age from users'),
};

/** The catalog that is written together with the program. */
const CATALOGS: Readonly<Record<string, string>> = {
  'A table that is withheld meanwhile?': 'tables: {users: {use: false}, staff: {use: false}}',
  'A catalog that breaks meanwhile?': 'tables: {users: {usee: false}}',
};

interface Message {
  readonly content: readonly {
    readonly text?: string;
    readonly toolResult?: { readonly content: readonly { readonly text: string }[] };
  }[];
}

/** The repair request for each question; none for the first request. */
const requests = new Map<string, (string | undefined)[]>();

const putCatalog = (text: string) => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({
    endpoint: running().system.awsUrl,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
  });
  return s3.send(new PutObjectCommand({ Bucket: running().system.bucket, Key: keys.catalog, Body: text }));
};

/** A model whose first program for a question fails and whose second one succeeds. */
const model = {
  name: 'a model that errs once',
  async converse(_modelId: string, request: Readonly<Record<string, unknown>>) {
    const messages = request.messages as readonly Message[];
    const question = Object.keys(FIRST).find((one) => messages[0]?.content[1]?.text?.includes(one)) ?? '';
    const error = messages.at(-1)?.content[0]?.toolResult?.content[0]?.text;
    requests.set(question, [...(requests.get(question) ?? []), error]);
    const catalog = CATALOGS[question];
    if (catalog !== undefined) await putCatalog(catalog);
    const input = { plan: 'Count.', assumptions: [], program: error === undefined ? FIRST[question] : RIGHT };
    const content = [{ toolUse: { toolUseId: 'use', name: 'write_program', input } }];
    const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
    return { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', usage };
  },
};

const running = withSystem(() => ({ inputFolder: folder, model: { backend: model, modelId: 'errs-once' } }));

beforeEach(() => putCatalog('tables:\n  staff:\n    use: false\n'));

/** Launches of a job's tasks. */
const launchesOf = async ({ jobId }: JobView) =>
  (await running().client.events(jobId)).filter(({ type }) => type === 'TaskLaunched').length;

describe('the error of a program is sent to the model, and the program is repaired in the same task', () => {
  it.each([
    ['A syntax error?', "SyntaxError: '(' was never closed", 2, 'y = (x'],
    ['A missing module?', "ModuleNotFoundError: No module named 'missing_module'", 2, 'import missing_module'],
    ['A statement that is refused?', 'QueryError: ERROR: column "nope" does not exist', 3, 'select nope from users'],
    ['A withheld table?', 'QueryError: ERROR: relation "staff" does not exist', 2, '"Staff" s'],
  ])(
    '%s',
    async (question, message, line, code) => {
      const job = await running().ask(question);
      expect(job).toMatchObject({ status: 'succeeded', values: { users: 2 } });
      expect(job.attempts).toHaveLength(2);
      expect(await launchesOf(job)).toBe(1);
      const [first, repair, ...more] = requests.get(question) ?? [];
      expect([first, more]).toEqual([undefined, []]);
      for (const part of [message, `(line ${line})`, code]) expect(repair).toContain(part);
    },
    JOB_TIMEOUT,
  );
});

describe('the catalog at the time when a program runs', () => {
  it(
    'applies to programs that were generated before it changed',
    async () => {
      const job = await running().ask({ prompt: 'A table that is withheld meanwhile?', maxAttempts: 1 });
      expect(job.status).toBe('failed');
      expect(job.failure?.message).toContain('relation "users" does not exist');
      expect(job.queries).toMatchObject([{ sql: 'select age from users', result: 'failed' }]);
    },
    JOB_TIMEOUT,
  );

  it(
    'blocks all statements when it cannot be read, with the reason in the job',
    async () => {
      const job = await running().ask('A catalog that breaks meanwhile?');
      expect(job.attempts).toHaveLength(1);
      expect(job.failure).toMatchObject({
        kind: 'warehouse_unavailable',
        message: expect.stringMatching(/no statement was run\. The catalog of the tables cannot be read\. .*usee/),
      });
      expect(job.queries).toMatchObject([{ result: 'failed' }]);
    },
    JOB_TIMEOUT,
  );
});
