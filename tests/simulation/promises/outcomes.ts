import type { ManifestDocument, ReportDocument } from '../../../events';
import type { History, JobEnd } from '../world/history';
import type { JobPlan, Scenario } from '../world/scenario';
import { START, type World } from '../world/world';

/** Seconds that who looks for a report has for writing what follows from there being none: sweep-jobs has the most. */
const LOOK = 55;
/** Seconds in which any job comes to its end when nothing goes wrong any more. */
const LONGEST_COURSE = 650;

interface FinalReport {
  readonly at: number;
  readonly document: ReportDocument;
}

/** The first final report of a job. */
export function finalReport({ writes }: History, jobId: string): FinalReport | undefined {
  for (const { key, body, at } of writes) {
    if (!key.startsWith(`jobs/${jobId}/attempts/`) || !key.endsWith('/report.json')) continue;
    const document = JSON.parse(body) as ReportDocument;
    if (document.summary.final) return { at, document };
  }
  return undefined;
}

/** The end of a job is the true one. */
export function outcomePromises(world: World, scenario: Scenario): string[] {
  const { history, table } = world;
  return table.jobs().flatMap(({ accepted }) => {
    const end = history.ends.get(accepted.jobId);
    const plan = history.plans.get(accepted.jobId);
    if (!end || !plan) return [];
    return [
      ...causePromises(history, accepted, end, scenario),
      ...answerPromises(world, accepted.jobId, end),
      ...naturalEnd(history, accepted.jobId, end, plan, scenario),
    ];
  });
}

function causePromises(
  history: History,
  accepted: { jobId: string; deadlineAt: string },
  end: JobEnd,
  { faults, faultsEndAfter }: Scenario,
): string[] {
  const { jobId } = accepted;
  const { outcome, recordedAt } = end;
  const report = finalReport(history, jobId);
  const deadline = (Date.parse(accepted.deadlineAt) - START) / 1000;
  const broken: string[] = [];
  const isWithoutReport = ['DeathSettled', 'LaunchFailed', 'DeadlinePassed'].includes(outcome.cause);
  if (report && isWithoutReport && report.at < recordedAt - LOOK)
    broken.push(`Job ${jobId} ended by ${outcome.cause} although its final report was there.`);
  if (outcome.cause === 'LaunchFailed' && !history.plans.get(jobId)?.refused)
    broken.push(`Job ${jobId} failed to launch, which ECS never refused.`);
  if (outcome.cause === 'DeadlinePassed' && recordedAt < deadline)
    broken.push(`Job ${jobId} was ended before its deadline.`);
  const wasFree = faultsEndAfter + LONGEST_COURSE < deadline && faults.hang + faults.stall + faults.stuck === 0;
  if (outcome.cause === 'DeadlinePassed' && wasFree)
    broken.push(`Job ${jobId} was not brought to its end before its deadline, although nothing stood in the way.`);
  if (history.cancelled.has(jobId) !== (outcome.status === 'cancelled') && outcome.status !== 'cancelled')
    broken.push(`Job ${jobId} was cancelled and has ${outcome.status}.`);
  return broken;
}

/** An answer is that of the report, and its files are there as the manifest says. */
function answerPromises({ history, objects }: World, jobId: string, { outcome }: JobEnd): string[] {
  if (outcome.status !== 'succeeded') return [];
  const report = finalReport(history, jobId)?.document.summary;
  const { resultsPrefix, artifacts, answer } = outcome.body;
  if (report?.result !== 'succeeded') return [`Job ${jobId} succeeded without a report that says so.`];
  const broken: string[] = [];
  if (report.answer !== answer || report.resultsPrefix !== resultsPrefix)
    broken.push(`Job ${jobId} has another answer than its report.`);
  const manifest = objects.get(`${resultsPrefix}manifest.json`);
  if (!manifest) return [...broken, `Job ${jobId} succeeded without a manifest.`];
  const listed = (JSON.parse(manifest.body) as ManifestDocument).artifacts;
  if (JSON.stringify(listed) !== JSON.stringify(artifacts))
    broken.push(`The manifest of job ${jobId} lists other files.`);
  for (const { name, size } of listed) {
    const object = objects.get(resultsPrefix + name);
    if (!object || Buffer.byteLength(object.body) !== size)
      broken.push(`${resultsPrefix}${name} is not as it is listed.`);
  }
  return broken;
}

/** Where nothing is lost and nothing dies, a job ends as its programs do. */
function naturalEnd(history: History, jobId: string, end: JobEnd, plan: JobPlan, { flavour }: Scenario): string[] {
  if (flavour !== 'calm' && flavour !== 'repeats') return [];
  if (history.cancelled.has(jobId)) return [];
  if (plan.refused && !plan.unanswerable)
    return end.outcome.cause === 'LaunchFailed'
      ? []
      : [`Job ${jobId} could not be launched and has ${end.outcome.cause}.`];
  const endings = [0, 1, 2].map((index) => plan.endings[Math.min(index, plan.endings.length - 1)]);
  const expected = !plan.unanswerable && endings.includes('succeeds') ? 'succeeded' : 'failed';
  return end.outcome.status === expected ? [] : [`Job ${jobId} should have ${expected} and has ${end.outcome.status}.`];
}
