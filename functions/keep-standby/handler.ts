import { type EcsTask, keys, type StandbyClaim, StandbyClaimed } from '../../events';
import type { Log } from '../../lib/log';
import { taskId } from '../shared/domain/facts';
import type { ObjectStore } from '../shared/object-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import { readClaim, retire } from '../shared/standby/claims';
import { listStandbys } from '../shared/standby/list-standbys';
import type { StandbySettings } from '../shared/standby/settings';
import type { TaskControl, TaskLauncher } from '../shared/tasks/port';

export interface Ports {
  readonly objects: Pick<ObjectStore, 'read' | 'writeOnce'>;
  readonly tasks: TaskControl & Pick<TaskLauncher, 'runStandby'>;
  readonly now: () => string;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly standby: StandbySettings;
}

interface Standby {
  readonly task: EcsTask;
  readonly claim?: StandbyClaim;
}

/** Seconds in which a standby that has to retire exits. It looks once a second. */
const EXIT_SECONDS = 120;
/** Age from which a standby is replaced. It retires after six hours; this is for one that hangs. */
const MAX_AGE_SECONDS = 6 * 3600 + 600;
/** Seconds in which the libraries of a standby are loaded; on Fargate a start takes up to a minute. */
const START_SECONDS = 600;

/** Handles StandbyClaimed: the claimed standby is replaced at once. */
export const replaceStandby =
  (ports: Ports) =>
  async (event: EventBridgeEvent): Promise<void> => {
    if (isReplayed(event)) return;
    const { taskArn } = detailOf(event, StandbyClaimed);
    const idle = await tidy(ports);
    // The same token for every delivery of the event: one claim is replaced by one task.
    if (idle < ports.standby.standbyTasks) await run(ports, `standby-${taskId(taskArn)}`);
  };

/** On the clock: launches what is missing, as long as prompts come, and has surplus and outdated standbys retire. */
export const keepStandbys = (ports: Ports) => async (): Promise<void> => {
  const idle = await tidy(ports);
  if (idle >= ports.standby.standbyTasks || !(await areNeeded(ports))) return;
  const revision = ports.standby.taskDefinitionArn.split(':').at(-1);
  const minute = Math.floor(Date.parse(ports.now()) / 60_000);
  for (let index = 0; index < ports.standby.standbyTasks - idle; index += 1)
    await run(ports, `standby-${revision}-${minute}-${index}`);
};

/** Has standbys retire that are not needed or do not work, and stops those that do not exit. Returns how many are idle. */
async function tidy(ports: Ports): Promise<number> {
  const standbys = await Promise.all(
    (await listStandbys(ports.tasks)).map(async (task): Promise<Standby> => {
      return { task, claim: await readClaim(ports.objects, task.taskArn) };
    }),
  );
  for (const { task, claim } of standbys) {
    if (claim?.claim === 'retirement' && secondsSince(claim.createdAt, ports) > EXIT_SECONDS)
      await ports.tasks.stop(task.taskArn, `The standby has retired: ${claim.reason}.`);
  }
  const unclaimed = standbys.flatMap(({ task, claim }) => (claim || isStopping(task) ? [] : [task]));
  const working = unclaimed.filter((task) => isWorking(ports, task)).sort(byReadiness);
  const kept = working.slice(0, ports.standby.standbyTasks);
  for (const task of unclaimed.filter((one) => !kept.includes(one))) {
    const reason = working.includes(task) ? 'surplus' : 'outdated';
    await retire(ports.objects, task.taskArn, reason, ports.now());
  }
  return kept.length;
}

const isStopping = ({ lastStatus, desiredStatus }: EcsTask): boolean =>
  lastStatus === 'STOPPED' || desiredStatus === 'STOPPED';

const isReady = ({ lastStatus, healthStatus }: EcsTask): boolean =>
  lastStatus === 'RUNNING' && healthStatus === 'HEALTHY';

/** Of the newest revision, not too old, and ready or still starting. */
function isWorking(ports: Ports, task: EcsTask): boolean {
  const age = task.createdAt === undefined ? 0 : secondsSince(task.createdAt, ports);
  return (
    task.taskDefinitionArn === ports.standby.taskDefinitionArn &&
    age < (isReady(task) ? MAX_AGE_SECONDS : START_SECONDS)
  );
}

/** Those that are ready first; otherwise by ARN, so that two invocations keep the same ones. */
const byReadiness = (a: EcsTask, b: EcsTask): number =>
  Number(isReady(b)) - Number(isReady(a)) || (a.taskArn < b.taskArn ? -1 : 1);

/** Whether a task was launched for a job recently. */
async function areNeeded({ objects, now, standby: { standbyMinutes } }: Ports): Promise<boolean> {
  if (standbyMinutes === 0) return true;
  const text = await objects.read(keys.lastLaunch);
  const { at } = text === undefined ? { at: undefined } : (JSON.parse(text) as { at: string });
  return at !== undefined && secondsSince(at, { now }) < standbyMinutes * 60;
}

const secondsSince = (instant: string, { now }: Pick<Ports, 'now'>): number =>
  (Date.parse(now()) - Date.parse(instant)) / 1000;

/** Rejects after a permanent error; without capacity the next minute retries. */
async function run({ tasks, log }: Ports, token: string): Promise<void> {
  const result = await tasks.runStandby(token);
  if (result.launched) return log.info('Standby launched.', { taskArn: result.taskArn });
  if (!result.transient) throw new Error(`No standby was launched. ${result.message}`);
  log.info('No standby was launched.', { reason: result.message });
}
