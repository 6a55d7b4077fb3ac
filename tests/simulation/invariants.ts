import { obligationsOf } from '../../functions/shared/domain/obligations';
import type { Scenario } from './world/scenario';
import { START, type world } from './world/world';

type World = ReturnType<typeof world>;

const SWEEP = 60;
/** A job's end by its deadline is recorded by the sweep after next at the latest. */
const DEADLINE_SLACK = 2 * SWEEP + 35;

/** Everything that was promised and not kept, in sentences. */
export function brokenPromises({ history, table, living, objects }: World, scenario: Scenario): string[] {
  const broken = [...history.violations];
  const jobs = table.jobs();

  for (const [jobId, plan] of history.accepted) {
    const job = jobs.find(({ accepted }) => accepted.jobId === jobId);
    const end = history.outcomes.get(jobId);
    if (!job || !end) {
      broken.push(`Job ${jobId} was accepted and has no end.`);
      continue;
    }
    const { outcome, recordedAt } = end;
    const late = (recordedAt - Date.parse(job.accepted.deadlineAt)) / 1000;
    if (late > DEADLINE_SLACK) broken.push(`Job ${jobId} ended ${late} s after its deadline.`);

    const owed = obligationsOf(job).map(({ kind }) => kind);
    if (owed.length > 0) broken.push(`Job ${jobId} still owes ${owed.join(', ')}.`);

    const announced = history.published.filter(({ detail }) => {
      const { jobId: of, eventId } = detail as { jobId: string; eventId: string };
      return of === jobId && /:Job(Succeeded|Failed|Cancelled)$/.test(eventId);
    });
    if (announced.length === 0) broken.push(`The end of job ${jobId} was never announced.`);
    if (new Set(announced.map((event) => JSON.stringify(event))).size > 1)
      broken.push(`Job ${jobId} was announced in two ways.`);

    const delivered = history.delivered.filter((delivery) => delivery.jobId === jobId);
    if (job.accepted.webhookUrl && delivered.length === 0) broken.push(`The webhook of job ${jobId} never arrived.`);
    if (!job.accepted.webhookUrl && delivered.length > 0)
      broken.push(`Job ${jobId} sent a webhook that nobody wanted.`);
    if (new Set(delivered.map(({ webhookId }) => webhookId)).size > 1)
      broken.push(`The webhook of job ${jobId} has two ids.`);
    if (new Set(delivered.map(({ body }) => JSON.stringify({ ...JSON.parse(body), timestamp: '' }))).size > 1) {
      broken.push(`The webhook of job ${jobId} has two bodies.`);
    }

    const final = history.finalReports.get(jobId);
    const isDeath = outcome.cause === 'DeathSettled' || outcome.cause === 'LaunchFailed';
    if (final && isDeath && final.at <= recordedAt)
      broken.push(`Job ${jobId} was taken for lost although its report was there.`);
    if (final && outcome.cause === 'DeadlinePassed' && final.at < recordedAt - 3000) {
      broken.push(`Job ${jobId} missed its deadline although its report was there.`);
    }
    if (outcome.status === 'succeeded' && final?.outcome !== 'succeeded')
      broken.push(`Job ${jobId} succeeded without a report.`);
    if (plan.unanswerable && outcome.status === 'succeeded')
      broken.push(`Job ${jobId} has an answer that nobody gave.`);
    if (outcome.status === 'succeeded' && !objects.objects.has(`${outcome.body.resultsPrefix}manifest.json`)) {
      broken.push(`Job ${jobId} succeeded without a manifest.`);
    }
    for (const [text, count] of crashFreeCalls(history.modelCalls, jobId, scenario))
      broken.push(`${text}: ${count} calls.`);
  }

  for (const [attempt, programs] of history.programs) {
    if (programs.size > 1) broken.push(`Attempt ${attempt} ran ${programs.size} different programs.`);
  }
  for (const { arn } of living()) broken.push(`Task ${arn} outlived its job.`);
  return broken;
}

/** Without crashes, failures and lost leases one call of the model for each attempt is enough. */
function crashFreeCalls(calls: ReadonlyMap<string, number>, jobId: string, { faults }: Scenario): [string, number][] {
  if (faults.crash > 0 || faults.fail > 0) return [];
  return [...calls].filter(([attempt, count]) => attempt.startsWith(jobId) && count > 1);
}

/** Watched while the run goes on: tasks that live together, and tasks that outlive their job. */
export function watchTasks({ time, living, history, table }: World): void {
  const together = new Map<string, number>();
  const GRACE = (120 + 2 * SWEEP + 60 + 60) * 1000;
  const look = () => {
    const counts = new Map<string, number>();
    for (const { request } of living()) counts.set(request.jobId, (counts.get(request.jobId) ?? 0) + 1);
    for (const [jobId, count] of counts) {
      if (count < 2) together.delete(jobId);
      else if (!together.has(jobId)) together.set(jobId, time.now());
      if (count > 1 && time.now() - (together.get(jobId) ?? time.now()) > 150_000) {
        history.violations.push(`Job ${jobId} has had ${count} tasks alive at once for more than two sweeps.`);
        together.set(jobId, Number.POSITIVE_INFINITY);
      }
      const end = history.outcomes.get(jobId);
      const isKnown = table.jobs().some(({ accepted }) => accepted.jobId === jobId);
      if (isKnown && end && time.now() - Math.max(end.recordedAt, START) > GRACE + 900_000) {
        history.violations.push(`A task of job ${jobId} outlived it by more than the sweep.`);
      }
    }
    time.after(10, look);
  };
  time.after(10, look);
}
