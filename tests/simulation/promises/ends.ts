import type { Job } from '../../../functions/shared/domain/job';
import { obligationsOf } from '../../../functions/shared/domain/obligations';
import type { Scenario } from '../world/scenario';
import { START, SWEEP_GRACE, SWEEP_SECONDS, type World } from '../world/world';

/** More events than any legitimate history of one job; the longest has a few hundred. */
const MAX_EVENTS_PER_JOB = 600;

/** Every job ends exactly once and in time, has its outcome published and its webhook delivered, and has no open obligations. */
export function endPromises({ history, table, tasks }: World, scenario: Scenario): string[] {
  const violations: string[] = [];
  const jobs = table.jobs();
  for (const { jobId } of history.acceptances) {
    if (!history.erasures.has(jobId) && !jobs.some(({ accepted }) => accepted.jobId === jobId))
      violations.push(`Job ${jobId} was accepted and is missing.`);
  }
  for (const jobId of history.changedOutcomes) violations.push(`The outcome of job ${jobId} has changed.`);
  for (const { taskArn, status } of tasks.values()) {
    if (status !== 'STOPPED') violations.push(`Task ${taskArn} is still ${status}.`);
  }
  for (const number of scenario.jobs.keys()) {
    const ids = new Set(history.acceptances.filter(({ request }) => request === number).map(({ jobId }) => jobId));
    if (ids.size > 1) violations.push(`Request ${number} created ${ids.size} jobs.`);
  }
  return [...violations, ...jobs.flatMap((job) => promisesOf(job, history, scenario))];
}

function promisesOf(job: Job, history: World['history'], { faultsEndAfter }: Scenario): string[] {
  const { jobId, deadlineAt } = job.accepted;
  const end = history.ends.get(jobId);
  if (!end) return [`Job ${jobId} never ended.`];
  const violations: string[] = [];

  const deadline = (Date.parse(deadlineAt) - START) / 1000;
  const secondsLate = end.recordedAt - Math.max(deadline, faultsEndAfter) - 2 * SWEEP_SECONDS - SWEEP_GRACE;
  if (secondsLate > 0) violations.push(`Job ${jobId} ended ${secondsLate.toFixed(1)} s too late.`);

  const openObligations = obligationsOf(job).map(({ kind }) => kind);
  if (openObligations.length > 0)
    violations.push(`Job ${jobId} still has open obligations: ${openObligations.join(', ')}.`);

  const jobEvents = history.publishedEvents.filter(({ detail }) => (detail as { jobId: string }).jobId === jobId);
  if (jobEvents.length > MAX_EVENTS_PER_JOB)
    violations.push(`${jobEvents.length} events were published about job ${jobId}.`);
  const outcomeEvents = jobEvents.filter(({ detailType }) => /^Job(Succeeded|Failed|Cancelled)$/.test(detailType));
  if (outcomeEvents.length === 0) violations.push(`The outcome of job ${jobId} was never published.`);
  const texts = outcomeEvents.map(({ detailType, detail }) => JSON.stringify([detailType, detail]));
  if (new Set(texts).size > 1) violations.push(`The outcome of job ${jobId} was published with different content.`);

  const deliveries = history.deliveries.filter((delivery) => delivery.jobId === jobId);
  const { webhookUrl } = job.accepted;
  const isGivenUp = Object.values(job.deliveries).some(({ state }) => state === 'given_up');
  const neverAnswers = history.plans.get(jobId)?.webhook?.worksAfter === Number.POSITIVE_INFINITY;
  if (webhookUrl && isGivenUp !== neverAnswers)
    violations.push(`The webhook of job ${jobId} was ${isGivenUp ? '' : 'not '}given up.`);
  if (webhookUrl && deliveries.length === 0 && !neverAnswers)
    violations.push(`The webhook of job ${jobId} was never delivered.`);
  if (!webhookUrl && deliveries.length > 0) violations.push(`Job ${jobId} sent a webhook without a webhookUrl.`);
  if (new Set(deliveries.map(({ webhookId, body }) => webhookId + body)).size > 1)
    violations.push(`The webhook of job ${jobId} was delivered with different ids or bodies.`);
  return violations;
}
