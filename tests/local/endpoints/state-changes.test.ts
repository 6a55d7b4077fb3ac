import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type Emulator, startEmulator } from '../../../local/emulator/ministack';
import { type StateChanges, stateChanges } from '../../../local/endpoints/ecs/state-changes';
import type { TaskState } from '../../../local/endpoints/ecs/task-view';
import { emulatorClients } from '../../../local/endpoints/emulator-clients';
import { probePort } from '../../../local/setup/ports.mjs';

const CLUSTER = 'arn:aws:ecs:us-east-1:000000000000:cluster/jobs';

let emulator: Emulator;
let clients: ReturnType<typeof emulatorClients>;
let changes: StateChanges;
const lines: string[] = [];

beforeAll(async () => {
  emulator = await startEmulator(await probePort(0));
  clients = emulatorClients(emulator.url);
  changes = stateChanges({ events: clients.events, queues: clients.queues, log: (line) => lines.push(line) });
}, 60_000);
afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  await emulator?.process.stop();
});

async function queueWithRule(name: string, pattern: object): Promise<string> {
  const { QueueUrl = '' } = await clients.queues.send(new CreateQueueCommand({ QueueName: name }));
  await clients.events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:000000000000:${name}` }];
  await clients.events.send(new PutTargetsCommand({ Rule: name, Targets }));
  return QueueUrl;
}

async function received(QueueUrl: string): Promise<string[]> {
  const { Messages = [] } = await clients.queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body)).map(
    ({ detail }) => `${detail.version} ${detail.lastStatus}`,
  );
}

test('each change is delivered in order to the queues with a matching rule, and to no others', async () => {
  const source = ['aws.ecs'];
  const all = await queueWithRule('all', { source, detail: { clusterArn: [CLUSTER] } });
  const stopped = await queueWithRule('stopped', { source, detail: { lastStatus: ['STOPPED'] } });
  const others = await queueWithRule('others', { source, detail: { clusterArn: [`${CLUSTER}-2`] } });
  const now = new Date();
  const task: TaskState = {
    taskArn: 'arn:aws:ecs:us-east-1:000000000000:task/jobs/1',
    clusterArn: CLUSTER,
    region: 'us-east-1',
    definition: { arn: 'arn', family: 'executor', cpu: '256', memory: '512', containers: [] },
    request: { taskDefinition: 'executor' },
    ids: { container: 'c', attachment: 'a' },
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    version: 3,
    createdAt: now,
    updatedAt: now,
  };
  changes.publish(task);
  // The event has the state at the time of the change.
  task.lastStatus = 'STOPPED';
  task.version = 4;
  changes.publish(task);
  await changes.settled();
  expect(await received(all)).toEqual(['3 RUNNING', '4 STOPPED']);
  expect(await received(stopped)).toEqual(['4 STOPPED']);
  expect(await received(others)).toEqual([]);
  expect(lines).toEqual([]);
});
