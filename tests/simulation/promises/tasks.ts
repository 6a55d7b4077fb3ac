import { type GenerationDocument, keys } from '../../../events';
import { DEPROVISIONING, STOP_TIMEOUT } from '../world/cluster';
import type { History } from '../world/history';
import { attemptOf } from '../world/sandbox';
import type { Scenario } from '../world/scenario';
import { assignedAt, type Task } from '../world/task';
import { SWEEP_GRACE, SWEEP_SECONDS, type World } from '../world/world';
import { finalReport } from './outcomes';

/** Seconds in which a task may exit after its final report, before it is stopped. */
const EXIT_GRACE_SECONDS = 120;
const MAX_LAUNCHES = 3;

/** A job has few tasks, one at a time, none unneeded, and none that outlives it for long. */
export function taskPromises({ history, tasks, seconds }: World, scenario: Scenario): string[] {
  const allTasks = [...tasks.values()];
  const violations = history.conflicts.map(
    (token) => `RunTask was called with different input under the token ${token}.`,
  );
  for (const jobId of history.plans.keys()) {
    const jobTasks = allTasks.filter((task) => task.jobId === jobId).sort((a, b) => assignedAt(a) - assignedAt(b));
    const launches = jobTasks.map(({ launch }) => launch);
    if (new Set(launches).size < launches.length) violations.push(`A launch of job ${jobId} has several tasks.`);
    // A report before it is that of the deadline, at which a task stops waiting.
    const failedAt = failedGeneration(history, jobId)
      ? history.writes.findIndex(({ key }) => key === keys.generation(jobId, 1))
      : Number.POSITIVE_INFINITY;
    if (history.writes.some(({ key }, at) => key === keys.report(jobId, 1) && at > failedAt))
      violations.push(`A task of job ${jobId} reported its first attempt, which had no program.`);
    if (jobTasks.length > MAX_LAUNCHES) violations.push(`Job ${jobId} had ${jobTasks.length} tasks.`);
    for (const [index, task] of jobTasks.entries()) {
      const previous = jobTasks[index - 1];
      if (previous && (previous.stoppedAt ?? seconds()) > assignedAt(task))
        violations.push(`Job ${jobId} had two tasks at once.`);
    }
  }
  return [
    ...violations,
    ...allTasks
      .filter(({ jobId }) => jobId !== '')
      .flatMap((task) => [
        ...needPromises(history, task),
        ...lifetimePromises(history, task, scenario),
        ...workPromises(history, task),
      ]),
  ];
}

/** The write of a generation.json without the first program. */
const failedGeneration = ({ writes }: History, jobId: string) =>
  writes.find(
    ({ key, body }) =>
      key === keys.generation(jobId, 1) && (JSON.parse(body) as GenerationDocument).result === 'failure',
  );

/** A task was still needed when the function that launched it started. */
function needPromises(history: History, { jobId, launch, requestedAt }: Task): string[] {
  const end = history.ends.get(jobId);
  const report = finalReport(history, jobId);
  const generatedNothing = failedGeneration(history, jobId);
  if (generatedNothing && generatedNothing.at < requestedAt)
    return [`Launch ${launch} of job ${jobId} came after its first program could not be written.`];
  if (end && end.recordedAt < requestedAt) return [`Launch ${launch} of job ${jobId} came after its end.`];
  if (report && report.at < requestedAt) return [`Launch ${launch} of job ${jobId} came after its final report.`];
  return [];
}

/** A task stops in time after its job's end, and exits with 0 or 143 on SIGTERM. */
function lifetimePromises(history: History, task: Task, { faults, faultsEndAfter }: Scenario): string[] {
  const { jobId, stoppedAt = Number.POSITIVE_INFINITY, launch } = task;
  const violations: string[] = [];
  const end = history.ends.get(jobId);
  if (end) {
    const exitGrace = end.outcome.cause === 'ExecutionFinished' ? EXIT_GRACE_SECONDS : 0;
    const stopFrom = Math.max(end.recordedAt + exitGrace, assignedAt(task), canAlwaysStop(faults) ? 0 : faultsEndAfter);
    const stopTime = 2 * SWEEP_SECONDS + SWEEP_GRACE + faults.maxDelay + STOP_TIMEOUT + DEPROVISIONING;
    const secondsLate = stoppedAt - stopFrom - stopTime;
    if (secondsLate > 0)
      violations.push(`The task of launch ${launch} of job ${jobId} was stopped ${secondsLate.toFixed(0)} s too late.`);
  }
  const { crash, fail, hang, stall } = faults;
  if (task.sigtermAt !== undefined && ![0, 143].includes(task.exitCode ?? 0) && crash + fail + hang + stall === 0)
    violations.push(`The task of launch ${launch} of job ${jobId} received SIGTERM and exited with ${task.exitCode}.`);
  return violations;
}

/** Whether no fault can keep the system from stopping a task. */
const canAlwaysStop = ({ crash, fail, hang, stall, drop, visibilityLag, eventsLost }: Scenario['faults']): boolean =>
  crash + fail + hang + stall + drop + visibilityLag + eventsLost === 0;

/** A task starts no report after SIGTERM, and runs no attempt that was reported before it started. */
function workPromises({ programRuns, writes, plans }: History, task: Task): string[] {
  const violations: string[] = [];
  const { sigtermAt = Number.POSITIVE_INFINITY, startedAt = 0, jobId, launch } = task;
  for (const { key, name, callStartedAt } of writes) {
    if (name === task.process.name && key.endsWith('/report.json') && callStartedAt > sigtermAt)
      violations.push(`The task of launch ${launch} of job ${jobId} received SIGTERM and then wrote ${key}.`);
  }
  for (const { program } of programRuns.filter((run) => run.task === task)) {
    const attempt = plans.get(jobId)?.reruns ? 1 : attemptOf(program);
    const key = `jobs/${jobId}/attempts/${attempt}/report.json`;
    if (writes.some((write) => write.key === key && write.at < startedAt))
      violations.push(`Launch ${launch} of job ${jobId} ran attempt ${attempt}, which had been reported.`);
  }
  return violations;
}
