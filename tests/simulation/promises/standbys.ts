import { keys, LaunchDocument, StandbyClaim } from '../../../events';
import { taskId } from '../../../functions/shared/domain/facts';
import { DEPROVISIONING, STOP_TIMEOUT } from '../world/cluster';
import type { Scenario } from '../world/scenario';
import { isStandby } from '../world/task';
import { SWEEP_GRACE, SWEEP_SECONDS, type World } from '../world/world';

/** Seconds in which a standby that has retired exits before it is stopped. */
const EXIT_SECONDS = 120;
/** Seconds in which a claimed standby has to take its job. */
const READY_SECONDS = 30;
const STOP_SECONDS = 2 * SWEEP_SECONDS + SWEEP_GRACE + STOP_TIMEOUT + DEPROVISIONING;

/**
 * A standby serves one job, its claim is known to the job, one that does not take its job is replaced, one that has
 * retired stops, and a launch follows the document that it wrote first.
 */
export function standbyPromises(world: World, scenario: Scenario): string[] {
  const { faults, faultsEndAfter, standby } = scenario;
  const { history, table, tasks, seconds } = world;
  const violations: string[] = [];
  const { publishedEvents, writes, ends, erasures } = history;
  for (const task of tasks.values()) {
    if (!isStandby(task)) continue;
    const claims = writes.filter(({ key }) => key === keys.standbyClaim(taskId(task.taskArn)));
    const name = task.process.name;
    if (claims.length > 1) violations.push(`The claim of ${name} was written ${claims.length} times.`);
    const served = publishedEvents.filter(
      ({ detailType, detail }) =>
        detailType === 'TaskReady' && (detail as { taskArn: string }).taskArn === task.taskArn,
    );
    const jobs = new Set(served.map(({ detail }) => (detail as { jobId: string }).jobId));
    if (jobs.size > 1) violations.push(`${name} served ${jobs.size} jobs.`);
    const isDisturbed = faults.crash + faults.fail + faults.hang + faults.stall > 0;
    if (task.sigtermAt !== undefined && !isDisturbed && ![0, 143].includes(task.exitCode ?? 0))
      violations.push(`${name} received SIGTERM and exited with ${task.exitCode}.`);
    const [write] = claims;
    if (!write) {
      if (jobs.size > 0) violations.push(`${name} served a job that had not claimed it.`);
      continue;
    }
    const claim = StandbyClaim.parse(JSON.parse(write.body));
    const stoppedAt = task.stoppedAt ?? seconds();
    const undisturbedFrom = Math.max(write.at, faultsEndAfter) + faults.maxDelay;
    if (claim.claim === 'retirement') {
      if (jobs.size > 0) violations.push(`${name} served a job after its retirement.`);
      if (stoppedAt > undisturbedFrom + EXIT_SECONDS + STOP_SECONDS)
        violations.push(`${name} outlived its retirement.`);
      continue;
    }
    if (jobs.size > 0 && !jobs.has(claim.jobId)) violations.push(`${name} served another job than that of its claim.`);
    const { jobId, launch } = claim;
    // A retry claims the standby that was chosen before, whatever was deployed meanwhile.
    const choice = writes.find(({ key }) => key === keys.launch(jobId, launch));
    const chosenBy = choice?.processStartedAt ?? write.processStartedAt;
    if (chosenBy > standby.newRevisionAfter && task.launchedAt < standby.newRevisionAfter)
      violations.push(`${name} was of an outdated revision when it was chosen.`);
    const job = table.jobs().find(({ accepted }) => accepted.jobId === jobId);
    if (job && !job.launches[launch]?.tasks[task.taskArn])
      violations.push(`The claim of ${name} is unknown to job ${jobId}.`);
    const endedAt = ends.get(jobId)?.recordedAt ?? erasures.get(jobId) ?? seconds();
    const latest = undisturbedFrom + READY_SECONDS + STOP_SECONDS;
    if (served.length === 0 && Math.min(stoppedAt, endedAt) > latest)
      violations.push(`${name} did not take its job and was not replaced.`);
  }
  return [...violations, ...launchDocumentPromises(world), ...announcementPromises(world)];
}

/** Without a standby in the document of the launch, none was claimed; with one, only that one. */
function launchDocumentPromises({ history: { writes, erasures } }: World): string[] {
  return writes
    .filter(({ key }) => key.startsWith('standby/'))
    .flatMap(({ body }) => {
      const claim = StandbyClaim.parse(JSON.parse(body));
      if (claim.claim !== 'job' || erasures.has(claim.jobId)) return [];
      const [first] = writes.filter(({ key }) => key === keys.launch(claim.jobId, claim.launch));
      const { standbyArn } = first ? LaunchDocument.parse(JSON.parse(first.body)) : { standbyArn: undefined };
      return standbyArn === claim.taskArn
        ? []
        : [`Launch ${claim.launch} of job ${claim.jobId} claimed another standby than that of its document.`];
    });
}

/** A task that is announced as that of a launch serves no other. */
const announcementPromises = ({ history, tasks }: World): string[] =>
  history.publishedEvents
    .filter(({ detailType }) => detailType === 'TaskLaunched')
    .flatMap(({ detail }) => {
      const { jobId, launch, taskArn } = detail as { jobId: string; launch: number; taskArn: string };
      const task = tasks.get(taskArn);
      return task?.jobId === jobId && task.launch === launch
        ? []
        : [`Launch ${launch} of job ${jobId} was announced with the task of another launch.`];
    });
