import { keys, LaunchDocument, StopRequested } from '../../events';
import type { Fact } from '../shared/domain/facts';
import type { Job } from '../shared/domain/job';
import { hasObligation, isAlive, livingTasks, obligationsOf, unresolvedLaunches } from '../shared/domain/obligations';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import { isClaimOf, readClaim } from '../shared/standby/claims';
import type { TaskControl } from '../shared/tasks/port';

interface Ports {
  readonly jobs: JobStore;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly tasks: TaskControl;
  readonly now: () => string;
}

/** How long after a job's end a launch in progress may still start a task or claim a standby. */
const LATE_LAUNCH_SECONDS = 120;

/**
 * Stops the tasks of an ended job: those recorded, those that ECS lists under its id, and standbys that were claimed for
 * it. The obligation ends when ECS reports them stopped; launches without a task are abandoned here. Also stops
 * standbys that an open job has claimed and that have not taken it in time.
 */
export const stopTask =
  (ports: Ports) =>
  async (event: EventBridgeEvent): Promise<void> => {
    if (isReplayed(event)) return;
    const { jobId, reason } = detailOf(event, StopRequested);
    const job = await ports.jobs.read(jobId);
    if (!job) return;
    if (hasObligation(job, 'stop')) await stopEndedJob(ports, job, reason);
    for (const launch of launchesToReplace(job, ports.now())) {
      const tasks = Object.entries(job.launches[launch]?.tasks ?? {});
      for (const [taskArn] of tasks.filter(([, task]) => isAlive(task))) await ports.tasks.stop(taskArn, reason);
    }
  };

/** Launches of an open job whose claimed standby has had its time to take the job. */
const launchesToReplace = (job: Job, now: string): number[] =>
  obligationsOf(job).flatMap((obligation) =>
    obligation.kind === 'replace' && obligation.dueAt <= now ? [obligation.launch] : [],
  );

async function stopEndedJob(ports: Ports, ended: Job, reason: string): Promise<void> {
  const { jobs, tasks, now } = ports;
  const { jobId } = ended.accepted;
  let job = ended;
  // Their tasks are not listed under the job's id, and the event of the claim may be lost.
  for (const fact of await unrecordedClaims(ports, job)) job = (await jobs.record(jobId, fact)) ?? job;

  const listedTasks = await tasks.listRunning(jobId);
  for (const taskArn of new Set([...listedTasks, ...livingTasks(job)])) await tasks.stop(taskArn, reason);

  if (listedTasks.length > 0 || secondsSinceEnd(job, now()) < LATE_LAUNCH_SECONDS) return;
  for (const launch of unresolvedLaunches(job))
    await jobs.record(jobId, { type: 'LaunchAbandoned', at: now(), launch });
}

/** The standbys that launches without a known task have claimed. One that another claim came first for is not theirs. */
async function unrecordedClaims({ objects }: Ports, job: Job): Promise<Fact[]> {
  const { jobId } = job.accepted;
  const facts: Fact[] = [];
  for (const launch of unresolvedLaunches(job)) {
    const text = await objects.read(keys.launch(jobId, launch));
    const { standbyArn } = text === undefined ? {} : LaunchDocument.parse(JSON.parse(text));
    const claim = standbyArn === undefined ? undefined : await readClaim(objects, standbyArn);
    if (isClaimOf(claim, { jobId, launch }))
      facts.push({ type: 'StandbyClaimed', at: claim.createdAt, launch, taskArn: claim.taskArn });
  }
  return facts;
}

const secondsSinceEnd = ({ outcome }: Job, now: string): number =>
  (Date.parse(now) - Date.parse(outcome?.body.endedAt ?? now)) / 1000;
