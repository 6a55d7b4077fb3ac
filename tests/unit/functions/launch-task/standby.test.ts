import { type EcsTask, GenerationStarted, keys } from '../../../../events';
import { launchTask } from '../../../../functions/launch-task/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { busEvent, setting } from '../setting';
import { at, generationStarted, JOB_ID } from '../shared/domain/facts';

const REVISION = 'arn:task-definition/executor:1';
const arnOf = (id: string) => `arn:aws:ecs:us-east-1:111122223333:task/cluster/${id}`;
const started = busEvent(
  'GenerationStarted',
  GenerationStarted.create({ jobId: JOB_ID, occurredAt: at(1), attempt: 1 }).detail as object,
);
const standby = (id: string, changes: Partial<EcsTask> = {}): EcsTask => ({
  taskArn: arnOf(id),
  clusterArn: 'cluster',
  version: 3,
  lastStatus: 'RUNNING',
  healthStatus: 'HEALTHY',
  startedBy: 'standby',
  taskDefinitionArn: REVISION,
  overrides: { containerOverrides: [{ environment: [{ name: 'STANDBY', value: '1' }] }] },
  ...changes,
});
const claimOfOther = (id: string, claim: object) =>
  JSON.stringify({ version: 1, taskArn: arnOf(id), createdAt: at(0), ...claim });

async function world(standbys: EcsTask[], facts: Fact[] = [generationStarted], changes = {}) {
  const base = await setting(facts, { changes });
  base.tasks.living = standbys.map(({ taskArn }) => taskArn);
  base.tasks.described = standbys;
  const settings = { standbyTasks: 1, standbyMinutes: 5, taskDefinitionArn: REVISION };
  const detailTypes = () => base.bus.published.map(({ detailType }) => detailType);
  const object = (key: string) => JSON.parse(base.objects.objects.get(key) ?? 'null');
  return { ...base, standby: settings, detailTypes, object };
}

describe('a launch with a standby', () => {
  it('writes the choice, claims the standby and records its state; nothing is run', async () => {
    const ports = await world([standby('a')]);
    await launchTask(ports)(started);
    expect(ports.tasks.runs).toEqual([]);
    expect(ports.object(keys.launch(JOB_ID, 1))).toMatchObject({ launch: 1, standbyArn: arnOf('a') });
    expect(ports.object(keys.standbyClaim('a'))).toMatchObject({ claim: 'job', jobId: JOB_ID, launch: 1 });
    expect(ports.detailTypes()).toEqual(['StandbyClaimed', 'TaskLaunched']);
    expect((await ports.job()).launches[1]?.tasks[arnOf('a')]).toMatchObject({ status: 'RUNNING', version: 3 });
    expect(ports.object(keys.lastLaunch)).toEqual({ at: at(20) });
  });

  it('records its own claim before the event, and chooses no second standby on redelivery', async () => {
    const ports = await world([standby('a')]);
    ports.bus.refuse(new Error('throttled'));
    await expect(launchTask(ports)(started)).rejects.toThrow('throttled');
    ports.tasks.living = [arnOf('b')];
    ports.tasks.described = [standby('b')];
    await launchTask(ports)(started);
    expect((await ports.job()).launches[1]).toMatchObject({ claimedAt: at(20), tasks: { [arnOf('a')]: {} } });
    expect(ports.object(keys.standbyClaim('b'))).toBeNull();
    expect(ports.tasks.runs).toEqual([]);
  });

  it.each([
    ['another job', { claim: 'job', jobId: '0'.repeat(26), launch: 1 }],
    ['another launch of the job', { claim: 'job', jobId: JOB_ID, launch: 2 }],
    ['its retirement', { claim: 'retirement', reason: 'idle' }],
  ])('runs a task if the claim of %s was first', async (_, claim) => {
    const ports = await world([standby('a')]);
    ports.objects.list = async (prefix) => (prefix.startsWith('standby/') ? [] : []);
    ports.objects.objects.set(keys.standbyClaim('a'), claimOfOther('a', claim));
    await launchTask(ports)(started);
    expect(ports.tasks.runs).toEqual([{ jobId: JOB_ID, launch: 1, size: 'small' }]);
    expect(ports.detailTypes()).toEqual(['TaskLaunched']);
  });

  it.each([
    ['is not running', { lastStatus: 'PENDING' }],
    ['is being stopped', { desiredStatus: 'STOPPED' }],
    ['has not loaded its libraries', { healthStatus: 'UNKNOWN' }],
    ['is of an older revision', { taskDefinitionArn: 'arn:task-definition/executor:0' }],
  ])('runs a task if the only standby %s', async (_, changes) => {
    const ports = await world([standby('a', changes)]);
    await launchTask(ports)(started);
    expect(ports.tasks.runs).toHaveLength(1);
    expect(ports.object(keys.launch(JOB_ID, 1)).standbyArn).toBeUndefined();
  });

  it('runs a task for a larger job, and if the deployment keeps no standby', async () => {
    const large = await world([standby('a')], [generationStarted], { size: 'large' });
    await launchTask(large)(started);
    const without = await world([standby('a')]);
    await launchTask({ ...without, standby: { ...without.standby, standbyTasks: 0 } })(started);
    expect([large.tasks.runs.length, without.tasks.runs.length]).toEqual([1, 1]);
  });

  it('chooses at random among the idle ones', async () => {
    const ports = await world(['a', 'b', 'c'].map((id) => standby(id)));
    ports.objects.objects.set(keys.standbyClaim('b'), claimOfOther('b', { claim: 'retirement', reason: 'idle' }));
    await launchTask({ ...ports, random: () => 0.99 })(started);
    expect(ports.object(keys.launch(JOB_ID, 1)).standbyArn).toBe(arnOf('c'));
  });
});
