import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { EcsTaskStateChange } from '../../../events';
import { runTaskInput } from '../../../functions/shared/tasks/ecs';
import { openAccess } from '../../../local/endpoints/access/access';
import { type EcsService, ecsService } from '../../../local/endpoints/ecs/service';
import { stateChange } from '../../../local/endpoints/ecs/state-changes';
import type { Definition } from '../../../local/endpoints/ecs/task-definitions';
import { newWorkFolder } from '../../../local/endpoints/ecs/task-folders';
import { jsonListener } from '../../../local/endpoints/wire/json-protocol';
import { openProtocolMux, type ProtocolMux } from '../../../local/endpoints/wire/protocol-mux';
import { ServiceError } from '../../../local/endpoints/wire/service-error';
import { pythonOf } from '../../../local/setup/paths';

const CLUSTER = 'arn:aws:ecs:us-east-1:000000000000:cluster/jobs';
const JOB = '0123456789abcdefghjkmnpqrs';
const definition: Definition = {
  arn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/executor:3',
  family: 'executor',
  cpu: '1024',
  memory: '256',
  containers: [{ name: 'executor', image: 'image', environment: {}, stopTimeout: 1 }],
};

let folder: string;
let service: EcsService;
let door: ProtocolMux;
let client: ECSClient;
let events: EcsTaskStateChangeEvent[];
type EcsTaskStateChangeEvent = ReturnType<typeof EcsTaskStateChange.schema.parse>;

/** JavaScript that the task of a test runs. */
let script: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ecs-test-'));
  events = [];
  service = ecsService({
    account: '000000000000',
    region: 'us-east-1',
    access: openAccess,
    maxTasks: 2,
    log: () => undefined,
    definition: async (name) => {
      if (!name.startsWith('executor')) throw new ServiceError('ClientException', 'TaskDefinition not found.');
      return definition;
    },
    changed: (task) => events.push(EcsTaskStateChange.schema.parse(stateChange(task))),
    prepare: async (task) => ({
      python: pythonOf('emulator'),
      command: [process.execPath, '-e', script],
      environment: { PATH: process.env.PATH ?? '' },
      workFolder: newWorkFolder(),
      logFile: join(folder, 'task.log'),
      memoryBytes: Number(task.definition.memory) * 1024 * 1024,
    }),
  });
  door = await openProtocolMux(
    0,
    jsonListener([service], () => undefined),
    () => undefined,
  );
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new ECSClient({ region: 'us-east-1', endpoint: door.url, credentials });
});

afterEach(async () => {
  await service.close();
  client.destroy();
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = { clusterArn: CLUSTER, taskFamily: 'executor', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
const request = (launch = 1): RunTaskCommandInput => {
  const { overrides, ...others } = runTaskInput(settings, { jobId: JOB, launch, size: 'small' });
  return { ...others, overrides: { ...overrides, memory: undefined } };
};
const run = async (input = request()) => (await client.send(new RunTaskCommand(input))).tasks?.[0]?.taskArn ?? '';
const describe_ = async (task: string) =>
  (await client.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: [task] }))).tasks?.[0];

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !condition(); ) {
    if (Date.now() > end) throw new Error('The condition did not become true in time.');
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
const reached = (status: string) => until(() => events.at(-1)?.detail.lastStatus === status);
const printed = () => (existsSync(join(folder, 'task.log')) ? readFileSync(join(folder, 'task.log'), 'utf8') : '');

test('a task goes through its states, and each change has a version and is reported', async () => {
  script = 'process.exit(0)';
  const arn = await run();
  await reached('STOPPED');
  expect(events.map(({ detail }) => `${detail.version} ${detail.lastStatus} ${detail.desiredStatus}`)).toEqual([
    '1 PROVISIONING RUNNING',
    '2 PENDING RUNNING',
    '3 RUNNING RUNNING',
    '4 DEPROVISIONING STOPPED',
    '5 STOPPED STOPPED',
  ]);
  expect(events.at(-1)?.detail).toMatchObject({
    taskArn: arn,
    clusterArn: CLUSTER,
    startedBy: JOB,
    stopCode: 'EssentialContainerExited',
    containers: [{ name: 'executor', exitCode: 0 }],
  });
  const task = await describe_(arn);
  expect(task?.lastStatus).toBe('STOPPED');
  expect(task?.stoppedAt).toBeInstanceOf(Date);
});

test('the exit code of a failing task is reported', async () => {
  script = 'process.exit(3)';
  await run();
  await reached('STOPPED');
  expect(events.at(-1)?.detail.containers?.[0]?.exitCode).toBe(3);
});

test('the same client token starts no second task', async () => {
  script = 'setTimeout(() => {}, 60000)';
  const first = await run();
  expect(await run()).toBe(first);
  expect(await run(request(2))).not.toBe(first);
});

test('the same client token with other parameters is a conflict with the existing task', async () => {
  script = 'setTimeout(() => {}, 60000)';
  const first = await run();
  const other = { ...request(), startedBy: 'someone-else' };
  await expect(run(other)).rejects.toMatchObject({ name: 'ConflictException', resourceIds: [first] });
});

test('ListTasks filters by startedBy and excludes stopping tasks', async () => {
  script = 'setTimeout(() => {}, 60000)';
  const arn = await run();
  const list = async (input: object) =>
    (await client.send(new ListTasksCommand({ cluster: CLUSTER, ...input }))).taskArns;
  expect(await list({ startedBy: JOB })).toEqual([arn]);
  expect(await list({ startedBy: 'another' })).toEqual([]);
  await client.send(new StopTaskCommand({ cluster: CLUSTER, task: arn }));
  expect(await list({ startedBy: JOB })).toEqual([]);
  expect(await list({ startedBy: JOB, desiredStatus: 'STOPPED' })).toEqual([arn]);
  await expect(list({ startedBy: JOB, family: 'executor' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('StopTask sends SIGTERM first', async () => {
  script = `process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(143) }); setTimeout(() => {}, 60000); console.log('up')`;
  const arn = await run();
  await until(() => printed().includes('up'));
  await client.send(new StopTaskCommand({ cluster: CLUSTER, task: arn, reason: 'cancelled' }));
  await reached('STOPPED');
  expect(printed()).toContain('SIGTERM');
  expect(events.at(-1)?.detail).toMatchObject({
    version: 6,
    stopCode: 'UserInitiated',
    stoppedReason: 'cancelled',
    containers: [{ exitCode: 143 }],
  });
});

test('a task that ignores SIGTERM is killed after stopTimeout, with its descendants', async () => {
  script = `process.on('SIGTERM', () => {});
    const { pid } = require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    console.log('pid', pid); setTimeout(() => {}, 60000)`;
  const arn = await run();
  await until(() => /pid \d+/.test(printed()));
  const began = Date.now();
  await client.send(new StopTaskCommand({ cluster: CLUSTER, task: arn }));
  await reached('STOPPED');
  expect(Date.now() - began).toBeGreaterThanOrEqual(950);
  expect(events.at(-1)?.detail.containers?.[0]?.exitCode).toBe(137);
  const pid = Number(/pid (\d+)/.exec(printed())?.[1]);
  expect(() => process.kill(pid, 0)).toThrow();
});

test('a task above its memory limit is killed, with the reason', async () => {
  script = 'const buffers = []; setInterval(() => buffers.push(Buffer.alloc(64 << 20, 1)), 20)';
  await run();
  await reached('STOPPED');
  expect(events.at(-1)?.detail).toMatchObject({
    stopCode: 'EssentialContainerExited',
    containers: [{ exitCode: 137, reason: expect.stringContaining('OutOfMemoryError') }],
  });
});

test('without capacity RunTask starts nothing and returns a failure', async () => {
  script = 'setTimeout(() => {}, 60000)';
  await run(request(1));
  await run(request(2));
  const { tasks, failures } = await client.send(new RunTaskCommand(request(3)));
  expect(tasks).toEqual([]);
  expect(failures?.[0]?.reason).toMatch(/^Capacity is unavailable/);
});

test.each<[string, Partial<RunTaskCommandInput>, string]>([
  ['an unknown task definition', { taskDefinition: 'nothing' }, 'ClientException'],
  ['no network', { networkConfiguration: undefined }, 'InvalidParameterException'],
  [
    'overrides of another container',
    { overrides: { containerOverrides: [{ name: 'other' }] } },
    'InvalidParameterException',
  ],
  [
    'overrides of more than 8192 characters',
    {
      overrides: { containerOverrides: [{ name: 'executor', environment: [{ name: 'X', value: 'x'.repeat(8192) }] }] },
    },
    'InvalidParameterException',
  ],
  ['too long a client token', { clientToken: 'x'.repeat(65) }, 'InvalidParameterException'],
])('%s is refused', async (_, wrong, name) => {
  await expect(run({ ...request(), ...wrong })).rejects.toMatchObject({ name });
});

test('an unknown task is reported as missing and cannot be stopped', async () => {
  const task = `${CLUSTER.replace(':cluster/', ':task/')}/00000000000000000000000000000000`;
  const { tasks, failures } = await client.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: [task] }));
  expect(tasks).toEqual([]);
  expect(failures).toEqual([{ arn: task, reason: 'MISSING' }]);
  const stopped = client.send(new StopTaskCommand({ cluster: CLUSTER, task }));
  await expect(stopped).rejects.toThrow('The referenced task was not found.');
});

test('close() stops all tasks', async () => {
  script = `process.on('SIGTERM', () => {}); console.log('pid', process.pid); setTimeout(() => {}, 60000)`;
  await run();
  await until(() => /pid \d+/.test(printed()));
  await service.close();
  const pid = Number(/pid (\d+)/.exec(printed())?.[1]);
  expect(() => process.kill(pid, 0)).toThrow();
});
