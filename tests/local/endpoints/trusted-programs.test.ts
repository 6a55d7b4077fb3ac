import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trustedPrograms } from '../../../executor/supervisor/sandbox/trusted-programs';
import { TRUSTED_PROGRAMS_PATH, trustedProgramsEndpoint } from '../../../local/endpoints/bedrock/trusted-programs';
import type { TaskCredentials } from '../../../local/endpoints/ecs/task-credentials';
import type { TaskState } from '../../../local/endpoints/ecs/task-view';
import { executorTasks } from '../../../local/endpoints/executor-tasks';

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

let server: Server | undefined;
afterEach(() => server?.close());

/** The supervisor's check against an endpoint that `listener` serves. */
async function checkAgainst(
  listener: RequestListener,
): Promise<{ isTrusted: (program: string) => Promise<boolean>; url: string }> {
  server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${TRUSTED_PROGRAMS_PATH}`;
  return { isTrusted: trustedPrograms(url), url };
}

const endpointFor = (...programs: readonly string[]): RequestListener => {
  const known = new Set(programs.map(sha256Of));
  const backend = { name: 'test', converse: async () => ({}), isTrusted: (sha256: string) => known.has(sha256) };
  const answer = trustedProgramsEndpoint(backend);
  return (request, response) => void (answer(request, response) || response.writeHead(400).end('another path'));
};

test.each([
  ['print(1)', true],
  ['print(2)', false],
  ['print(1) ', false],
  ['', false],
  ["print('\ufffd')", true],
  // A lone surrogate is encoded as the replacement character, which would be another program.
  ["print('\ud800')", false],
])('the program %j is trusted: %j', async (program, trusted) => {
  const { isTrusted } = await checkAgainst(endpointFor('print(1)', "print('\ufffd')"));
  expect(await isTrusted(program)).toBe(trusted);
});

test('the endpoint is read-only and checks one program at a time', async () => {
  const { url } = await checkAgainst(endpointFor('print(1)'));
  const known = `${url}/${sha256Of('print(1)')}`;
  const unknown = `${url}/${sha256Of('print(2)')}`;
  expect((await fetch(known)).status).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetch(unknown, { method })).status).toBe(400);
  for (const address of [url, `${url}/`, `${known}/more`, `${known}?more`])
    expect((await fetch(address)).status).toBe(400);
  expect((await fetch(unknown)).status).toBe(404);
});

test.each<[string, RequestListener]>([
  ['confirms every program', (_, response) => response.end('yes')],
  [
    'redirects to one that confirms every program',
    ({ url = '' }, response) =>
      url.startsWith('/elsewhere/')
        ? response.end(url.split('/').at(-1))
        : response.writeHead(302, { location: `/elsewhere/${url.split('/').at(-1)}` }).end(),
  ],
  ['fails with the right body', (request, response) => response.writeHead(500).end(request.url?.split('/').at(-1))],
])('an endpoint that %s is not trusted', async (_, listener) => {
  const { isTrusted } = await checkAgainst(listener);
  expect(await isTrusted('print(1)')).toBe(false);
});

test('the programs of a model are not trusted', async () => {
  const { isTrusted } = await checkAgainst((request, response) => {
    trustedProgramsEndpoint({ name: 'a model', converse: async () => ({}) })(request, response);
  });
  expect(await isTrusted('print(1)')).toBe(false);
});

test.each(['http://127.0.0.1:4000/trusted-programs', ''])(
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
    const variables = { TRUSTED_PROGRAMS_URL: 'http://127.0.0.1:3/mine', UNSAFE_SANDBOX: '1', JOB_ID: 'job' };
    const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const task = {
      taskArn: 'arn:aws:ecs:us-east-1:000000000000:task/jobs/1',
      definition: { memory: '256' },
      request: { overrides: { containerOverrides: [{ name: 'executor', environment }] } },
    } as unknown as TaskState;
    const container = { name: 'executor', image: 'image', environment: variables };
    const started = await prepare(task, container as unknown as Parameters<typeof prepare>[1]);
    rmSync(started.workFolder, { recursive: true });
    expect(started.environment).toMatchObject({
      TRUSTED_PROGRAMS_URL: trustedProgramsUrl,
      UNSAFE_SANDBOX: '0',
      JOB_ID: 'job',
    });
  },
);

test('neither a task definition nor RunTask can change the code and the settings of the process', async () => {
  const prepare = executorTasks({
    emulatorUrl: 'http://127.0.0.1:1',
    url: () => 'http://127.0.0.1:2',
    logs: '/tmp',
    credentials: { environmentOf: () => ({}) } as unknown as TaskCredentials,
    trustedProgramsUrl: () => '',
  });
  const started = async (variables: Record<string, string>) => {
    const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const task = {
      taskArn: 'arn:aws:ecs:us-east-1:000000000000:task/jobs/1',
      definition: { memory: '256' },
      request: { overrides: { containerOverrides: [{ name: 'executor', environment }] } },
    } as unknown as TaskState;
    const container = { name: 'executor', image: 'image', environment: variables };
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
  const variables = {
    ...Object.fromEntries(chosen.map((name) => [name, '/mine'])),
    JOB_ID: 'job',
    BUCKET_NAME: 'bucket',
    WAREHOUSE_DATABASE: 'dev',
  };
  expect(await started(variables)).toEqual(plain);
});
