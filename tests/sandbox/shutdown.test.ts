import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { keys } from '../../events';
import { Template } from '../contract/template';
import { listener } from '../fakes/listener';
import { eventually } from '../system/running-system';
import { project, settings } from './support';

jest.setTimeout(60_000);

const JOB = '0123456789abcdefghjkmnpqrs';
const now = new Date();
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

/** Prints its id and its child's, each in a file's name as well; both ignore signals. */
const PROGRAM = `
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
os.fork()
print('pid', os.getpid(), flush=True)
open(f'{os.getpid()}.printed', 'w').close()
time.sleep(60)`;

const documents: Readonly<Record<string, object>> = {
  [keys.job(JOB)]: {
    version: 1,
    jobId: JOB,
    prompt: 'How many?',
    owner: 'anonymous',
    size: 'small',
    limits: { timeoutSeconds: 60, maxAttempts: 3 },
    acceptedAt: at(0),
    deadlineAt: at(600),
    requestSha256: 'a'.repeat(64),
  },
  [keys.generation(JOB, 1)]: {
    version: 1,
    jobId: JOB,
    attempt: 1,
    createdAt: at(0),
    modelId: 'none',
    instructionsVersion: '1',
    usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 },
    result: 'program',
    program: PROGRAM,
    plan: '',
    assumptions: [],
  },
};

const printedIn = (workDir: string): string[] =>
  readdirSync(workDir, { recursive: true }).filter((file) => String(file).endsWith('.printed')) as string[];

/** A bucket with the two documents that records uploads. Every other request is an event. */
async function bucket() {
  const puts: Record<string, string> = {};
  const others: string[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { pathname } = new URL(request.url ?? '', 'http://bucket');
    const key = decodeURIComponent(pathname.replace(/^\/bucket\//, ''));
    if (request.method === 'PUT') puts[key] = body;
    else if (request.method === 'POST') others.push(body);
    const document = request.method === 'GET' ? documents[key] : {};
    response.writeHead(document ? 200 : 404).end(request.method === 'GET' && document ? JSON.stringify(document) : '');
  };
  const server = createServer(listener(respond));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, puts, others, close: () => server.close() };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('SIGTERM ends a task in a quarter of the StopTimeout: program killed, printed text uploaded, exit code 143, no report', async () => {
  const { url, puts, others, close } = await bucket();
  const workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(workDir, 0o711);
  const task = spawn(process.execPath, [join(project, 'dist/executor/index.js')], {
    env: {
      ...{ PATH: process.env.PATH, JOB_ID: JOB, LAUNCH: '1', BUCKET_NAME: 'bucket', BUS_NAME: 'bus' },
      ...{ WAREHOUSE_WORKGROUP: 'w', WAREHOUSE_DATABASE: 'd', WAREHOUSE_SECRET_ARN: 's', WORK_DIR: workDir },
      ...{ SANDBOX_PYTHON: settings.python, SANDBOX_DIR: settings.sandboxDir, AWS_ENDPOINT_URL: url },
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' },
      ...{
        LIVE_OUTPUT: 'true',
        STANDBY_MINUTES: '60',
        CLAIM_POLL_MILLISECONDS: '1000',
        PROGRAM_POLL_MILLISECONDS: '200',
      },
      ECS_CONTAINER_METADATA_URI_V4: 'http://127.0.0.1:3/task',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => task.once('exit', resolve));
  task.stdout.resume();
  await eventually(async () => (printedIn(workDir).length === 2 ? true : undefined), 45_000);
  const began = Date.now();
  task.kill('SIGTERM');
  expect(await exited).toBe(143);
  close();
  const { StopTimeout } = new Template().get('ExecutorTaskDefinition', 'AWS::ECS::TaskDefinition')
    .ContainerDefinitions[0];
  expect((Date.now() - began) / 1000).toBeLessThan(StopTimeout / 4);
  const printed = `${keys.attempts(JOB)}1/stdout-1.txt`;
  // The output that is shown while a program runs, and what the attempt printed.
  expect(Object.keys(puts).sort()).toEqual([printed, expect.stringMatching(`^jobs/${JOB}/output/1/`)]);
  expect(others).toEqual([]);
  const pids = puts[printed]?.match(/\d+/g)?.map(Number) ?? [];
  expect(pids).toHaveLength(2);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(readdirSync(workDir)).toEqual([]);
  rmSync(workDir, { recursive: true });
});
