import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trustedPrograms } from '../../../executor/supervisor/sandbox/trusted-programs';
import { WRITTEN_PROGRAMS, writtenPrograms } from '../../../local/endpoints/bedrock/written-programs';
import type { TaskCredentials } from '../../../local/endpoints/ecs/task-credentials';
import type { TaskState } from '../../../local/endpoints/ecs/task-view';
import { executorTasks } from '../../../local/endpoints/executor-tasks';

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

let server: Server | undefined;
afterEach(() => server?.close());

/** The supervisor's question, to a list that is served by `listener`. */
async function asking(
  listener: RequestListener,
): Promise<{ isTrusted: (program: string) => Promise<boolean>; url: string }> {
  server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${WRITTEN_PROGRAMS}`;
  return { isTrusted: trustedPrograms(url), url };
}

const listOf = (...programs: readonly string[]): RequestListener => {
  const known = new Set(programs.map(sha256Of));
  const backend = { name: 'test', converse: async () => ({}), wrote: (sha256: string) => known.has(sha256) };
  const answer = writtenPrograms(backend);
  return (request, response) => void (answer(request, response) || response.writeHead(400).end('not of the list'));
};

test.each([
  ['print(1)', true],
  ['print(2)', false],
  ['print(1) ', false],
  ['', false],
  ["print('\ufffd')", true],
  // it has no UTF-8 of its own: what stands for it is another program
  ["print('\ud800')", false],
])('of %j the list says %j', async (program, trusted) => {
  const { isTrusted } = await asking(listOf('print(1)', "print('\ufffd')"));
  expect(await isTrusted(program)).toBe(trusted);
});

test('the list can be asked for one program at a time, and not be written to', async () => {
  const { url } = await asking(listOf('print(1)'));
  const known = `${url}/${sha256Of('print(1)')}`;
  const unknown = `${url}/${sha256Of('print(2)')}`;
  expect((await fetch(known)).status).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetch(unknown, { method })).status).toBe(400);
  for (const address of [url, `${url}/`, `${known}/more`, `${known}?more`])
    expect((await fetch(address)).status).toBe(400);
  expect((await fetch(unknown)).status).toBe(404);
});

test.each<[string, RequestListener]>([
  ['says yes to everything', (_, response) => response.end('yes')],
  [
    'sends the question on to one that says yes',
    ({ url = '' }, response) =>
      url.startsWith('/elsewhere/')
        ? response.end(url.split('/').at(-1))
        : response.writeHead(302, { location: `/elsewhere/${url.split('/').at(-1)}` }).end(),
  ],
  ['fails with the right text', (request, response) => response.writeHead(500).end(request.url?.split('/').at(-1))],
])('a list that %s is not believed', async (_, listener) => {
  const { isTrusted } = await asking(listener);
  expect(await isTrusted('print(1)')).toBe(false);
});

test('the analyst of another kind has written nothing', async () => {
  const { isTrusted } = await asking((request, response) => {
    writtenPrograms({ name: 'a model', converse: async () => ({}) })(request, response);
  });
  expect(await isTrusted('print(1)')).toBe(false);
});

test.each(['http://127.0.0.1:4000/written-programs', ''])(
  'the caller of RunTask does not choose its list (%j)',
  async (trustedProgramsUrl) => {
    const credentials = { environmentOf: () => ({}) } as unknown as TaskCredentials;
    const prepare = executorTasks({
      emulatorUrl: 'http://127.0.0.1:1',
      url: () => 'http://127.0.0.1:2',
      logs: '/tmp',
      environment: { UNSAFE_SANDBOX: '0' },
      credentials,
      trustedProgramsUrl: () => trustedProgramsUrl,
    });
    const asked = { TRUSTED_PROGRAMS_URL: 'http://127.0.0.1:3/mine', UNSAFE_SANDBOX: '1', JOB_ID: 'job' };
    const environment = Object.entries(asked).map(([name, value]) => ({ name, value }));
    const task = {
      taskArn: 'arn:aws:ecs:us-east-1:000000000000:task/jobs/1',
      definition: { memory: '256' },
      request: { overrides: { containerOverrides: [{ name: 'executor', environment }] } },
    } as unknown as TaskState;
    const container = { name: 'executor', image: 'image', environment: asked };
    const started = await prepare(task, container as unknown as Parameters<typeof prepare>[1]);
    rmSync(started.workFolder, { recursive: true });
    expect(started.environment).toMatchObject({
      TRUSTED_PROGRAMS_URL: trustedProgramsUrl,
      UNSAFE_SANDBOX: '0',
      JOB_ID: 'job',
    });
  },
);

test('neither a task definition nor the caller of RunTask chooses what the process runs, reads or believes', async () => {
  const prepare = executorTasks({
    emulatorUrl: 'http://127.0.0.1:1',
    url: () => 'http://127.0.0.1:2',
    logs: '/tmp',
    credentials: { environmentOf: () => ({}) } as unknown as TaskCredentials,
    trustedProgramsUrl: () => '',
  });
  const started = async (asked: Record<string, string>) => {
    const environment = Object.entries(asked).map(([name, value]) => ({ name, value }));
    const task = {
      taskArn: 'arn:aws:ecs:us-east-1:000000000000:task/jobs/1',
      definition: { memory: '256' },
      request: { overrides: { containerOverrides: [{ name: 'executor', environment }] } },
    } as unknown as TaskState;
    const container = { name: 'executor', image: 'image', environment: asked };
    const process = await prepare(task, container as unknown as Parameters<typeof prepare>[1]);
    rmSync(process.workFolder, { recursive: true });
    return JSON.parse(JSON.stringify(process.environment).replaceAll(process.workFolder, '/work'));
  };
  const plain = await started({ JOB_ID: 'job', BUCKET_NAME: 'bucket', WAREHOUSE_DATABASE: 'dev' });
  const names = [
    'NODE_OPTIONS',
    'NODE_PATH',
    'NODE_USE_ENV_PROXY',
    'http_proxy',
    'LD_PRELOAD',
    'OPENSSL_CONF',
    'PYTHONPATH',
  ];
  const chosen = [...names, ...Object.keys(plain)].filter(
    (name) => plain[name] !== 'job' && name !== 'BUCKET_NAME' && name !== 'WAREHOUSE_DATABASE',
  );
  expect(chosen).toEqual(expect.arrayContaining(['PATH', 'HOME', 'SANDBOX_PYTHON', 'SANDBOX_DIR', 'AWS_ENDPOINT_URL']));
  const asked = {
    ...Object.fromEntries(chosen.map((name) => [name, '/mine'])),
    JOB_ID: 'job',
    BUCKET_NAME: 'bucket',
    WAREHOUSE_DATABASE: 'dev',
  };
  expect(await started(asked)).toEqual(plain);
});
