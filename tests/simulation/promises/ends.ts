import type { Job } from '../../../functions/shared/domain/job';
import { obligationsOf } from '../../../functions/shared/domain/obligations';
import type { Scenario } from '../world/scenario';
import { START, SWEEP_SECONDS, type World } from '../world/world';

/** Seconds that the sweep leaves an event, and that it needs itself. */
const GRACE = 35;
/** Events about one job that no course of things needs: the longest takes a few hundred. */
const STORM = 600;

/** Every job ends once and in time, is announced, delivers its webhook, and has no obligations left. */
export function endPromises({ history, table, tasks }: World, scenario: Scenario): string[] {
  const broken: string[] = [];
  const jobs = table.jobs();
  for (const { jobId } of history.accepted) {
    if (!history.erased.has(jobId) && !jobs.some(({ accepted }) => accepted.jobId === jobId))
      broken.push(`Job ${jobId} was accepted and is not there.`);
  }
  for (const jobId of history.changedEnds) broken.push(`The end of job ${jobId} has changed.`);
  for (const { taskArn, status } of tasks.values()) {
    if (status !== 'STOPPED') broken.push(`Task ${taskArn} is still ${status}.`);
  }
  for (const number of scenario.jobs.keys()) {
    const ids = new Set(history.accepted.filter(({ request }) => request === number).map(({ jobId }) => jobId));
    if (ids.size > 1) broken.push(`Request ${number} was given ${ids.size} jobs.`);
  }
  return [...broken, ...jobs.flatMap((job) => promisesOf(job, history, scenario))];
}

function promisesOf(job: Job, history: World['history'], { faultsEndAfter }: Scenario): string[] {
  const { jobId, deadlineAt } = job.accepted;
  const end = history.ends.get(jobId);
  if (!end) return [`Job ${jobId} never ended.`];
  const broken: string[] = [];

  const deadline = (Date.parse(deadlineAt) - START) / 1000;
  const late = end.recordedAt - Math.max(deadline, faultsEndAfter) - 2 * SWEEP_SECONDS - GRACE;
  if (late > 0) broken.push(`Job ${jobId} ended ${late.toFixed(1)} s too late.`);

  const owed = obligationsOf(job).map(({ kind }) => kind);
  if (owed.length > 0) broken.push(`Job ${jobId} still has the obligations ${owed.join(', ')}.`);

  const published = history.published.filter(({ detail }) => (detail as { jobId: string }).jobId === jobId);
  if (published.length > STORM) broken.push(`${published.length} events were published about job ${jobId}.`);
  const announced = published.filter(({ detailType }) => /^Job(Succeeded|Failed|Cancelled)$/.test(detailType));
  if (announced.length === 0) broken.push(`The end of job ${jobId} was never announced.`);
  const texts = announced.map(({ detailType, detail }) => JSON.stringify([detailType, detail]));
  if (new Set(texts).size > 1) broken.push(`The end of job ${jobId} was announced in two ways.`);

  const delivered = history.delivered.filter((delivery) => delivery.jobId === jobId);
  const { webhookUrl } = job.accepted;
  const isGivenUp = Object.values(job.deliveries).some(({ state }) => state === 'given_up');
  const isDeaf = history.plans.get(jobId)?.webhook?.worksAfter === Number.POSITIVE_INFINITY;
  if (webhookUrl && isGivenUp !== isDeaf)
    broken.push(`The webhook of job ${jobId} was ${isGivenUp ? '' : 'not '}given up.`);
  if (webhookUrl && delivered.length === 0 && !isDeaf) broken.push(`The webhook of job ${jobId} never arrived.`);
  if (!webhookUrl && delivered.length > 0) broken.push(`Job ${jobId} sent a webhook that nobody wanted.`);
  if (new Set(delivered.map(({ webhookId, body }) => webhookId + body)).size > 1)
    broken.push(`The webhook of job ${jobId} came in two ways.`);
  return broken;
}
