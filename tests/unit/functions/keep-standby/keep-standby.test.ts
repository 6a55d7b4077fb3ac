import { type EcsTask, keys, StandbyClaim, StandbyClaimed } from '../../../../events';
import { keepStandbys, replaceStandby } from '../../../../functions/keep-standby/handler';
import { fakeLog } from '../../../fakes/log';
import { fakeObjectStore } from '../../../fakes/object-store';
import { fakeTasks } from '../../../fakes/tasks';
import { busEvent } from '../setting';
import { at, JOB_ID } from '../shared/domain/facts';

const REVISION = 'arn:aws:ecs:us-east-1:111122223333:task-definition/executor:7';
const arnOf = (id: string) => `arn:aws:ecs:us-east-1:111122223333:task/cluster/${id}`;

const standby = (id: string, changes: Partial<EcsTask> = {}): EcsTask => ({
  taskArn: arnOf(id),
  clusterArn: 'cluster',
  version: 3,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  healthStatus: 'HEALTHY',
  startedBy: 'standby',
  taskDefinitionArn: REVISION,
  createdAt: at(0),
  ...changes,
});

function world(standbys: EcsTask[], { standbyTasks = 1, standbyMinutes = 0, seconds = 300 } = {}) {
  const tasks = fakeTasks();
  tasks.living = standbys.map(({ taskArn }) => taskArn);
  tasks.described = standbys;
  const objects = fakeObjectStore();
  const standbySettings = { standbyTasks, standbyMinutes, taskDefinitionArn: REVISION };
  const ports = { objects, tasks, now: () => at(seconds), log: fakeLog(), standby: standbySettings };
  const claimOf = (id: string) => {
    const text = objects.objects.get(keys.standbyClaim(id));
    return text === undefined ? undefined : StandbyClaim.parse(JSON.parse(text));
  };
  const claim = (id: string, reason?: string) =>
    objects.objects.set(
      keys.standbyClaim(id),
      JSON.stringify({
        ...{ version: 1, taskArn: arnOf(id), createdAt: at(100) },
        ...(reason ? { claim: 'retirement', reason } : { claim: 'job', jobId: JOB_ID, launch: 1 }),
      }),
    );
  return { ports, tasks, objects, claim, claimOf, keep: keepStandbys(ports), replace: replaceStandby(ports) };
}

const claimed = (id: string) =>
  busEvent(
    'StandbyClaimed',
    StandbyClaimed.create({ jobId: JOB_ID, occurredAt: at(100), launch: 1, taskArn: arnOf(id) }).detail as object,
  );
const MINUTE = Math.floor(Date.parse(at(300)) / 60_000);

describe('on the clock', () => {
  it('launches what is missing, under a token of revision and minute', async () => {
    const { keep, tasks } = world([standby('a')], { standbyTasks: 3 });
    await keep();
    expect(tasks.standbyTokens).toEqual([`standby-7-${MINUTE}-0`, `standby-7-${MINUTE}-1`]);
  });

  it('counts a standby that is starting, and not one that a job has claimed', async () => {
    const starting = standby('b', { lastStatus: 'PENDING', healthStatus: 'UNKNOWN', createdAt: at(290) });
    const { keep, tasks, claim } = world([standby('a'), starting], { standbyTasks: 2 });
    claim('a');
    await keep();
    expect(tasks.standbyTokens).toHaveLength(1);
  });

  it.each([
    ['of an older revision', { taskDefinitionArn: REVISION.replace(/7$/, '6') }],
    ['that does not become healthy', { healthStatus: 'UNHEALTHY', createdAt: at(-400) }],
    ['that is older than six hours', { createdAt: at(-7 * 3600) }],
  ])('has a standby %s retire, and replaces it', async (_, changes) => {
    const { keep, tasks, claimOf } = world([standby('a', changes)]);
    await keep();
    expect(claimOf('a')).toMatchObject({ claim: 'retirement', reason: 'outdated' });
    expect(tasks.standbyTokens).toHaveLength(1);
  });

  it('has surplus standbys retire, those that are not ready first', async () => {
    const { keep, claimOf, tasks } = world([standby('a', { lastStatus: 'PENDING', createdAt: at(290) }), standby('b')]);
    await keep();
    expect(claimOf('a')).toMatchObject({ claim: 'retirement', reason: 'surplus' });
    expect(claimOf('b')).toBeUndefined();
    expect(tasks.standbyTokens).toEqual([]);
  });

  it('leaves a claimed standby alone, whatever its age and revision', async () => {
    const { keep, claim, claimOf, tasks } = world([standby('a', { taskDefinitionArn: 'old', createdAt: at(-90_000) })]);
    claim('a');
    await keep();
    expect(claimOf('a')).toMatchObject({ claim: 'job' });
    expect(tasks.stops).toEqual([]);
  });

  it('stops a standby that has retired and does not exit', async () => {
    const { keep, claim, tasks } = world([standby('a'), standby('b')], { seconds: 230 });
    claim('a', 'idle');
    await keep();
    expect(tasks.stops).toEqual([{ taskArn: arnOf('a'), reason: 'The standby has retired: idle.' }]);
  });

  it('launches none while no questions come, and one after a question', async () => {
    const { keep, tasks, objects } = world([], { standbyMinutes: 2 });
    await keep();
    objects.objects.set(keys.lastLaunch, JSON.stringify({ at: at(100) }));
    await keep();
    expect(tasks.standbyTokens).toEqual([]);
    objects.objects.set(keys.lastLaunch, JSON.stringify({ at: at(200) }));
    await keep();
    expect(tasks.standbyTokens).toHaveLength(1);
  });

  it('waits for the next minute without capacity, and fails after a permanent error', async () => {
    const { keep, tasks } = world([]);
    tasks.answers.push({ launched: false, transient: true, message: 'Capacity is unavailable.' });
    await keep();
    tasks.answers.push({ launched: false, transient: false, message: 'AccessDenied' });
    await expect(keep()).rejects.toThrow('AccessDenied');
  });
});

describe('after a claim', () => {
  it('replaces the claimed standby once, however often the event comes', async () => {
    const { replace, tasks, claim } = world([standby('a')]);
    claim('a');
    await replace(claimed('a'));
    await replace(claimed('a'));
    expect(new Set(tasks.standbyTokens)).toEqual(new Set(['standby-a']));
  });

  it('launches none if enough are idle, or if the deployment keeps none', async () => {
    const enough = world([standby('a'), standby('b')]);
    enough.claim('a');
    await enough.replace(claimed('a'));
    const none = world([standby('a')], { standbyTasks: 0 });
    none.claim('a');
    await none.replace(claimed('a'));
    expect([...enough.tasks.standbyTokens, ...none.tasks.standbyTokens]).toEqual([]);
  });

  it('launches none for a replayed event', async () => {
    const { replace, tasks } = world([]);
    await replace({ ...claimed('a'), 'replay-name': 'again' });
    expect(tasks.standbyTokens).toEqual([]);
  });
});
