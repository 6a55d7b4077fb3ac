import type { ECSClient } from '@aws-sdk/client-ecs';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import { EVENT_SOURCE } from '../../../events';
import { eventBridgeBus } from '../../../functions/shared/event-bus/eventbridge';
import { s3ObjectStore } from '../../../functions/shared/object-store/s3';
import { ecsTaskControl, ecsTaskLauncher } from '../../../functions/shared/tasks/ecs';
import { fakeEventBus } from '../../fakes/event-bus';
import { memoryJobTable } from '../../fakes/job-table';
import { fakeObjectStore } from '../../fakes/object-store';
import { eventBusTests, type Received } from '../../ports/event-bus';
import { jobTableTests } from '../../ports/job-table';
import { objectStoreTests } from '../../ports/object-store';
import { type TasksUnderTest, taskTests } from '../../ports/tasks';
import { ecs } from '../../simulation/world/aws/ecs';
import { eventBridge } from '../../simulation/world/aws/event-bridge';
import { s3 } from '../../simulation/world/aws/s3';
import { cluster } from '../../simulation/world/cluster';
import { noFaults } from '../../simulation/world/faults';
import { newHistory } from '../../simulation/world/history';
import { Process, type Service, type SimulationContext } from '../../simulation/world/process';
import { seededRandom } from '../../simulation/world/random';
import { type Scheduler, scheduler } from '../../simulation/world/scheduler';

/** The simulation's world without faults, whose time advances only on request. */
function calmWorld() {
  const start = Date.parse('2026-11-22T07:00:00.000Z');
  const time = scheduler(start);
  const seconds = () => (time.now() - start) / 1000;
  const context: SimulationContext = {
    time,
    seconds,
    random: seededRandom(1),
    faults: () => noFaults,
    trace: () => undefined,
  };
  return context;
}

function nothing(error: Error): never {
  throw error;
}

const clientOf = <Client>(service: Service): Client => {
  const send = async (command: object) => service(command, { name: 'test', callStartedAt: 0, processStartedAt: 0 });
  return { send } as Client;
};

describe('the fake object store', () => {
  const store = fakeObjectStore();
  objectStoreTests(() => store, 'prefix/');
});

describe('the simulated S3', () => {
  const store = s3ObjectStore(clientOf<S3Client>(s3(calmWorld(), () => undefined).service), 'bucket');
  objectStoreTests(() => store, 'prefix/');
});

describe('the job table in memory', () => {
  const table = memoryJobTable();
  jobTableTests(() => table, 'ann');
});

describe('the fake bus', () => {
  const fake = fakeEventBus();
  eventBusTests(() => ({
    bus: fake,
    received: async () => fake.published.splice(0).map((event) => ({ source: EVENT_SOURCE, ...event })),
  }));
});

describe('the simulated EventBridge', () => {
  const entries: Received[] = [];
  const client = clientOf<EventBridgeClient>(eventBridge(calmWorld(), (entry) => entries.push(entry)));
  const bus = eventBridgeBus(client, 'bus');
  eventBusTests(() => ({ bus, received: async () => entries.splice(0) }));
});

describe('the simulated ECS', () => {
  const context = calmWorld();
  const waitsForSigterm = ({ sigterm }: { sigterm: AbortController }) =>
    new Promise<number>((exit) => sigterm.signal.addEventListener('abort', () => exit(143)));
  const tasks = cluster(context, waitsForSigterm, { onLaunch: () => undefined, onStateChange: () => undefined });
  const client = clientOf<ECSClient>(ecs(context, tasks, newHistory(), () => 'arn:task-definition/executor:1'));
  const settings = { clusterArn: 'cluster', taskFamily: 'executor', subnetIds: [], securityGroupIds: [] };
  let jobs = 0;
  const underTest: TasksUnderTest = {
    launcher: ecsTaskLauncher(client, settings),
    control: ecsTaskControl(client, settings.clusterArn),
    newJob: async () => `0000000000000000000000000${++jobs}`,
    async eventually(look) {
      for (let second = 0; second < 300; second += 1) {
        const value = await look();
        if (value !== undefined) return value;
        await context.time.run(context.time.now() + 1000, () => false);
      }
      throw new Error('It did not come about.');
    },
  };
  taskTests(() => underTest);
});

describe('the time of the simulation', () => {
  const fault = new Error('out of order');

  it.each([
    ['throws', (time: Scheduler) => time.after(1, () => nothing(fault))],
    ['rejects', (time: Scheduler) => time.after(1, async () => nothing(fault))],
    ['rejects after a while', (time: Scheduler) => time.after(1, () => time.sleep(5).then(() => nothing(fault)))],
    ['rejects, left to itself', (time: Scheduler) => time.background(time.sleep(1).then(() => nothing(fault)))],
  ])('ends with the error of work that %s', async (_, plan) => {
    const { time } = calmWorld();
    plan(time);
    await expect(time.run(Number.POSITIVE_INFINITY, () => false)).rejects.toBe(fault);
  });
});

describe('a process of the simulation', () => {
  const end = (world: SimulationContext) => world.time.run(Number.POSITIVE_INFINITY, () => false);
  const faulty = (faults: object): SimulationContext => ({
    ...calmWorld(),
    faults: () => ({ ...noFaults, ...faults }),
  });

  it('that dies in a call goes no further, whatever its code would catch', async () => {
    const world = faulty({ crash: 1 });
    let reached = false;
    const process = new Process('test', world);
    const result = process.run(async () => {
      await process.call('anything', () => 1).catch(() => undefined);
      reached = true;
    });
    await end(world);
    expect(await result).toEqual({ died: true });
    expect(reached).toBe(false);
  });

  it('that hangs is ended when its time is over', async () => {
    const world = faulty({ hang: 1 });
    const process = new Process('test', world, { timeout: 20 });
    const result = process.run(() => process.call('anything', () => 1));
    await end(world);
    expect(await result).toEqual({ died: true });
    expect(process.end?.at).toBe(20);
  });

  it('sees a call fail that took effect, and one that did not', async () => {
    const world = faulty({ fail: 1 });
    const effects = new Set<number>();
    for (let number = 0; number < 20; number += 1) {
      const process = new Process('test', world);
      const result = process.run(() => process.call('anything', () => effects.add(number)));
      await end(world);
      expect(await result).toHaveProperty('error');
    }
    expect(effects.size).toBeGreaterThan(0);
    expect(effects.size).toBeLessThan(20);
  });
});
