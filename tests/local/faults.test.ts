import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import getJob from '../../events/samples/aws/httpapi-v2-get-job-iam.json';
import promptReceived from '../../events/samples/bus/PromptReceived.json';
import { root } from '../../local/setup/paths';
import { fakeApi } from '../unit/client/cli/api';

jest.setTimeout(120_000);

const preload = join(__dirname, 'faults/reject.cjs');
const JOB = promptReceived.detail.jobId;
// Nothing listens on this port.
const NOWHERE = 'http://127.0.0.1:1';
const aws = {
  AWS_ENDPOINT_URL: NOWHERE,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  // Silences a warning of the SDK on Node 20.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Starts Node with an unhandled rejection at the first call of `rejectOn`. */
function start(rejectOn: string, env: Readonly<Record<string, string>>, ...parameters: string[]): ChildProcess {
  return spawn(process.execPath, ['--require', preload, ...parameters], {
    cwd: root,
    env: { PATH: process.env.PATH, REJECT_ON: rejectOn, ...env },
  });
}

async function outcome(child: ChildProcess) {
  const [printed, complained, status] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { status, complained, lines: `${printed}${complained}`.split('\n').filter(Boolean) };
}

const functions = readdirSync(join(root, 'functions')).filter((functionName) =>
  existsSync(join(root, 'functions', functionName, 'index.ts')),
);
/** All settings of the functions. */
const settings = {
  ...Object.fromEntries(
    [...readFileSync(join(root, 'functions/shared/config.ts'), 'utf8').matchAll(/\('([A-Z_]+)'\),/g)].map(
      ([, name = '']) => [name, 'value'],
    ),
  ),
  ...{
    RETENTION_DAYS: '30',
    MAX_JOBS_PER_OWNER: '20',
    MAX_DAILY_USD_PER_OWNER: '50',
    EDITED_PROGRAMS: 'true',
    QUESTION_IN_EVENTS: 'true',
  },
  ...{ STANDBY_TASKS: '1', STANDBY_MINUTES: '60' },
  ...{ MAX_LOOKS: '6', WAIT_SECONDS: '2' },
  ...{ AUTHORIZATION: 'IAM', IAM_OWNER: 'role', WEBHOOK_ALLOWED_CIDRS: '' },
  ...{ MODEL_THINKING: 'off', MODEL_EFFORT: 'low' },
};
const invoke = (functionName: string, event: string) =>
  `const { handler } = require('./dist/${functionName}/index.js'); process.stdout.write(''); handler(${event});`;

/** How a process with a user reports one. */
const fault = (jobId: string) => new RegExp(`Unexpected error.*out of order[\\s\\S]*\\n {2}Job ${jobId}\\n$`);

/** The JSON log lines of a function or the executor. */
const errors = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ level }) => level === 'ERROR');

describe('an unhandled rejection', () => {
  it.each(functions)('ends the function %s with one log line', async (functionName) => {
    // The Lambda runtime starts before the function's code.
    const runtime = "process.on('unhandledRejection', () => console.log('the runtime'));";
    const script = `${runtime} require('./dist/${functionName}/index.js'); process.stdout.write(''); setTimeout(() => undefined, 5_000);`;
    const { status, lines } = await outcome(start('stdout', { ...aws, ...settings }, '--eval', script));
    expect(lines).toHaveLength(1);
    expect(errors(lines)).toMatchObject([{ service: functionName, error: { message: 'out of order' } }]);
    expect(status).toBe(1);
  });

  const message = {
    messageId: '1',
    body: JSON.stringify(promptReceived),
    attributes: { ApproximateReceiveCount: '1' },
  };
  it.each([
    ['record-progress', { Records: [message] }, JOB],
    ['generate-code', { Records: [message] }, JOB],
    ['read-jobs', getJob, getJob.pathParameters.jobId],
  ])('in the work of %s is logged with the job', async (functionName, event, jobId) => {
    const { status, lines } = await outcome(
      start('http', { ...aws, ...settings }, '--eval', invoke(functionName, JSON.stringify(event))),
    );
    expect(errors(lines)).toMatchObject([{ service: functionName, jobId, error: { message: 'out of order' } }]);
    expect(status).toBe(1);
  });

  it('ends the executor with the job and the launch in its log', async () => {
    const workDir = mkdtempSync(join(tmpdir(), 'faults-test-'));
    const env = {
      ...aws,
      ...{ JOB_ID: JOB, LAUNCH: '2', BUCKET_NAME: 'bucket', BUS_NAME: 'bus', WORK_DIR: workDir },
      ...{ WAREHOUSE_WORKGROUP: 'w', WAREHOUSE_DATABASE: 'd', WAREHOUSE_SECRET_ARN: 's' },
      ...{
        LIVE_OUTPUT: 'true',
        STANDBY_MINUTES: '60',
        CLAIM_POLL_MILLISECONDS: '1000',
        PROGRAM_POLL_MILLISECONDS: '200',
      },
      ECS_CONTAINER_METADATA_URI_V4: 'http://127.0.0.1:3/task',
    };
    const { status, lines } = await outcome(start('http', env, 'dist/executor/index.js'));
    rmSync(workDir, { recursive: true });
    expect(errors(lines)).toMatchObject([
      { message: 'Task failed.', jobId: JOB, launch: 2, error: { message: 'out of order' } },
    ]);
    expect(status).toBe(1);
  });

  it('ends the command line client with the job in the message', async () => {
    const api = await fakeApi();
    const command = ['--import', 'tsx', 'client/cli/index.ts', '--api', api.url, '--auth', 'none', 'wait'];
    const { status, complained } = await outcome(start('fetch /jobs/', {}, ...command));
    api.close();
    expect(complained).toMatch(fault('job1'));
    expect(status).toBe(1);
  });

  it("ends the page's server with the job in the message", async () => {
    const options = ['--api', NOWHERE, '--auth', 'none', '--port', '0'];
    const server = start('fetch /jobs/', {}, '--import', 'tsx', 'client/page/server/index.ts', ...options);
    const exited = outcome(server);
    const url = await new Promise<string>((resolve) =>
      server.stdout?.on('data', (part) => resolve(/http:\/\/127\.0\.0\.1:\d+/.exec(String(part))?.[0] ?? '')),
    );
    await fetch(`${url}/jobs/${JOB}/events`).catch(() => undefined);
    const { status, complained } = await exited;
    expect(complained).toMatch(fault(JOB));
    expect(status).toBe(1);
  });

  it('in a task of the local ECS has the job in the message', async () => {
    const { status, complained } = await outcome(
      start('stdout', {}, '--import', 'tsx', 'tests/local/faults/task.ts', JOB),
    );
    expect(complained).toMatch(fault(JOB));
    expect(status).toBe(1);
  });

  it.each(['local/commands/start.ts', 'local/commands/demo.ts', 'eval/index.ts'])('ends %s', async (script) => {
    const { status, complained } = await outcome(start('stdout', {}, '--import', 'tsx', script, '--help'));
    expect(complained).toMatch(/Unexpected error.*out of order/);
    expect(status).toBe(1);
  });

  it('ends every command of the local system', () => {
    const names = readdirSync(join(root, 'local/commands')).filter((name) => name.endsWith('.ts'));
    const scripts = [...names.map((name) => `local/commands/${name}`), 'eval/index.ts'];
    const programs = scripts.map((script) => readFileSync(join(root, script), 'utf8'));
    expect(programs.length).toBeGreaterThan(3);
    for (const code of programs) expect(code).toMatch(/^exitOnUnexpectedErrors\(\);\nmain\(\)/m);
  });
});
