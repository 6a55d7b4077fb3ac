import type { ManifestDocument, ReportDocument } from '../../../events';
import type { History, JobEnd } from '../world/history';
import type { JobPlan, Scenario } from '../world/scenario';
import { START, type World } from '../world/world';

/** Seconds between a function's check for a final report and its write: the longest timeout, that of sweep-jobs. */
const REPORT_CHECK_SECONDS = 55;
/** Seconds in which every job ends once the faults have ended. */
const MAX_UNDISTURBED_SECONDS = 650;

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

/** The outcome of a job agrees with what happened: its report, its deadline, its cancellation. */
export function outcomePromises(world: World, scenario: Scenario): string[] {
  const { history, table } = world;
  return table.jobs().flatMap(({ accepted }) => {
    const end = history.ends.get(accepted.jobId);
    const plan = history.plans.get(accepted.jobId);
    if (!end || !plan) return [];
    return [
      ...causePromises(history, accepted, end, scenario),
      ...answerPromises(world, accepted.jobId, end),
      ...undisturbedPromises(world, accepted.jobId, end, plan, scenario),
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
  const violations: string[] = [];
  const impliesNoReport = ['TaskLost', 'LaunchFailed', 'DeadlinePassed'].includes(outcome.cause);
  if (report && impliesNoReport && report.at < recordedAt - REPORT_CHECK_SECONDS)
    violations.push(`Job ${jobId} ended by ${outcome.cause} although its final report existed.`);
  if (outcome.cause === 'LaunchFailed' && !history.plans.get(jobId)?.launchRefused)
    violations.push(`Job ${jobId} ended by LaunchFailed although ECS never refused it.`);
  if (outcome.cause === 'DeadlinePassed' && recordedAt < deadline)
    violations.push(`Job ${jobId} ended by DeadlinePassed before its deadline.`);
  // A job that waited for another one of its owner has less time.
  const undisturbedFrom = Math.max(faultsEndAfter, history.insertions.get(jobId) ?? 0);
  const wasUndisturbed =
    undisturbedFrom + MAX_UNDISTURBED_SECONDS < deadline && faults.hang + faults.stall + faults.neverStarts === 0;
  if (outcome.cause === 'DeadlinePassed' && wasUndisturbed)
    violations.push(`Job ${jobId} missed its deadline although the faults had ended early enough.`);
  if (history.cancellations.has(jobId) !== (outcome.status === 'cancelled') && outcome.status !== 'cancelled')
    violations.push(`Job ${jobId} was cancelled but ${outcome.status}.`);
  return violations;
}

/** The answer is the report's, and the artifacts are those of the manifest. */
function answerPromises({ history, objects }: World, jobId: string, { outcome }: JobEnd): string[] {
  if (outcome.status !== 'succeeded') return [];
  const report = finalReport(history, jobId)?.document.summary;
  const { resultsPrefix, artifacts, answer } = outcome.body;
  if (report?.result !== 'succeeded') return [`Job ${jobId} succeeded without a successful report.`];
  const violations: string[] = [];
  if (report.answer !== answer || report.resultsPrefix !== resultsPrefix)
    violations.push(`The answer of job ${jobId} differs from its report.`);
  const manifest = objects.get(`${resultsPrefix}manifest.json`);
  if (!manifest) return [...violations, `Job ${jobId} succeeded without a manifest.`];
  const manifestArtifacts = (JSON.parse(manifest.body) as ManifestDocument).artifacts;
  if (JSON.stringify(manifestArtifacts) !== JSON.stringify(artifacts))
    violations.push(`The artifacts of job ${jobId} differ from its manifest.`);
  for (const { name, size } of manifestArtifacts) {
    const object = objects.get(resultsPrefix + name);
    if (!object || Buffer.byteLength(object.body) !== size)
      violations.push(`${resultsPrefix}${name} is missing or differs in size from its manifest.`);
  }
  return violations;
}

/** Without losses and deaths, the outcome follows from the programs alone. */
function undisturbedPromises(
  { history, tasks }: World,
  jobId: string,
  end: JobEnd,
  plan: JobPlan,
  { flavour }: Scenario,
): string[] {
  if (flavour !== 'calm' && flavour !== 'repeats') return [];
  if (history.cancellations.has(jobId)) return [];
  const isClaimed = [...tasks.values()].some((task) => task.jobId === jobId && task.claimedAt !== undefined);
  if (plan.launchRefused && !plan.unanswerable && !isClaimed)
    return end.outcome.cause === 'LaunchFailed'
      ? []
      : [`Job ${jobId} could not be launched and ended by ${end.outcome.cause}.`];
  // What fails in a rerun is not repaired.
  const endings = (plan.reruns ? [0] : [0, 1, 2]).map(
    (index) => plan.endings[Math.min(index, plan.endings.length - 1)],
  );
  const expected = !plan.unanswerable && endings.includes('succeeds') ? 'succeeded' : 'failed';
  return end.outcome.status === expected ? [] : [`Job ${jobId} should have ${expected} but ${end.outcome.status}.`];
}
