import { DEPROVISIONING, STOP_TIMEOUT } from '../world/cluster';
import type { History } from '../world/history';
import { attemptOf } from '../world/sandbox';
import type { Scenario } from '../world/scenario';
import type { Task } from '../world/task';
import { SWEEP_SECONDS, type World } from '../world/world';
import { finalReport } from './outcomes';

/** Seconds that a task is left to end by itself when it has reported. */
const BY_ITSELF = 120;
/** Seconds until the sweep asks for what is due, and until a stop that was asked for is done. */
const SWEEP_GRACE = 35;
const MAX_LAUNCHES = 3;

/** Tasks are few, one at a time, none without need, and none for long after the job's end. */
export function taskPromises({ history, tasks, seconds }: World, scenario: Scenario): string[] {
  const all = [...tasks.values()];
  const broken = history.conflicts.map((token) => `RunTask was called in two ways under the token ${token}.`);
  for (const jobId of history.plans.keys()) {
    const own = all.filter((task) => task.jobId === jobId);
    const launches = own.map(({ launch }) => launch);
    if (new Set(launches).size < launches.length) broken.push(`A launch of job ${jobId} has several tasks.`);
    if (own.length > MAX_LAUNCHES) broken.push(`Job ${jobId} had ${own.length} tasks.`);
    for (const [index, task] of own.entries()) {
      const before = own[index - 1];
      if (before && (before.stoppedAt ?? seconds()) > task.launchedAt)
        broken.push(`Job ${jobId} had two tasks at once.`);
    }
  }
  return [
    ...broken,
    ...all.flatMap((task) => [
      ...needless(history, task),
      ...lifetime(history, task, scenario),
      ...work(history, task),
    ]),
  ];
}

/** A task that nobody needed any more when somebody set about launching it. */
function needless(history: History, { jobId, launch, wantedAt }: Task): string[] {
  const end = history.ends.get(jobId);
  const report = finalReport(history, jobId);
  if (end && end.recordedAt < wantedAt) return [`Launch ${launch} of job ${jobId} came after its end.`];
  if (report && report.at < wantedAt) return [`Launch ${launch} of job ${jobId} came after its final report.`];
  return [];
}

/** Ends in time when its job has ended, and by itself when it is told to stop. */
function lifetime(history: History, task: Task, { faults, faultsEndAfter }: Scenario): string[] {
  const { jobId, launchedAt, stoppedAt = Number.POSITIVE_INFINITY, launch } = task;
  const broken: string[] = [];
  const end = history.ends.get(jobId);
  if (end) {
    const grace = end.outcome.cause === 'ExecutionFinished' ? BY_ITSELF : 0;
    const from = Math.max(end.recordedAt + grace, launchedAt, isCalm(faults) ? 0 : faultsEndAfter);
    const late = stoppedAt - from - 2 * SWEEP_SECONDS - SWEEP_GRACE - faults.late - STOP_TIMEOUT - DEPROVISIONING;
    if (late > 0) broken.push(`The task of launch ${launch} outlived job ${jobId} by ${late.toFixed(0)} s too much.`);
  }
  const { crash, fail, hang, stall } = faults;
  if (task.sigtermAt !== undefined && ![0, 143].includes(task.exitCode ?? 0) && crash + fail + hang + stall === 0)
    broken.push(`The task of launch ${launch} of job ${jobId} was told to stop and ended with ${task.exitCode}.`);
  return broken;
}

/** Nothing that could keep the system from stopping a task. */
const isCalm = ({ crash, fail, hang, stall, drop, blind, unheard }: Scenario['faults']): boolean =>
  crash + fail + hang + stall + drop + blind + unheard === 0;

/** Writes nothing that counts when it was told to stop, and runs nothing that has been reported. */
function work({ runs, writes }: History, task: Task): string[] {
  const broken: string[] = [];
  const { sigtermAt = Number.POSITIVE_INFINITY, beganAt = 0, jobId, launch } = task;
  for (const { key, name, begunAt } of writes) {
    if (name === task.process.name && key.endsWith('/report.json') && begunAt > sigtermAt)
      broken.push(`The task of launch ${launch} of job ${jobId} was told to stop and wrote ${key}.`);
  }
  for (const { program } of runs.filter((run) => run.task === task)) {
    const key = `jobs/${jobId}/attempts/${attemptOf(program)}/report.json`;
    if (writes.some((write) => write.key === key && write.at < beganAt))
      broken.push(`Launch ${launch} of job ${jobId} ran attempt ${attemptOf(program)}, which had been reported.`);
  }
  return broken;
}
