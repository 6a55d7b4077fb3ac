import type { Failure, GenerationDocument, ReportDocument, ReportSummary } from '../../../events';
import { keys } from '../../../events';
import { REPAIR_WAIT_SECONDS } from '../../../lib/time-limits';
import type { OnPrinted } from '../ports';
import { renameReserved, writeArtifacts } from '../report/artifacts';
import { attemptResult, finalReason } from '../report/attempt-result';
import { emptyValuesWarning } from '../report/empty-values';
import { withPrintedAnswer } from '../report/printed-answer';
import { reportAttempt, reportNotRun } from '../report/report';
import { awaitGeneration } from './await-generation';
import { type Attempt, type AttemptPorts, type JobContext, millisecondsSince, secondsLeft } from './context';
import { queryLimits, runLimits } from './limits';

type Program = GenerationDocument & { result: 'program' };

/**
 * Waits for the attempt's program, runs it and composes the report. A final attempt also uploads the artifacts.
 * @returns undefined if the first program could not be written: that ends the job, and there is nothing to report.
 */
export async function runAttempt(
  ports: AttemptPorts,
  context: JobContext,
  number: number,
): Promise<ReportDocument | undefined> {
  const { clock, files } = ports;
  const { job } = context;
  const startedAt = clock.now();
  const attemptOf = (layers: readonly string[]): Attempt => {
    return { number, startedAt, waitMilliseconds: millisecondsSince(clock, startedAt), layers };
  };
  const sandbox = await context.sandboxStart;
  if (!sandbox.ok) {
    return reportNotRun(ports, context, attemptOf([]), { kind: 'sandbox_unavailable', message: sandbox.reason });
  }
  if (job.program?.edited && sandbox.missing !== undefined) {
    return reportNotRun(ports, context, attemptOf(sandbox.layers), unconfinedEdit(sandbox.missing));
  }
  const generation = await awaitGeneration(files, clock, context.stop, {
    attempt: number,
    until: number === 1 ? new Date(job.deadlineAt) : endOfRepairWait(startedAt, job),
    pollMilliseconds: ports.pollMilliseconds,
  });
  if (generation) context.generations.push(generation);
  const attempt = attemptOf(sandbox.layers);
  if (!generation) return reportNotRun(ports, context, attempt, ...noProgram(context));
  if (number === 1 && generation.result === 'failure') return undefined;
  if (generation.result === 'failure') return reportNotRun(ports, context, attempt, generation.failure);
  if (secondsLeft(clock, job) <= 0) return reportNotRun(ports, context, attempt, deadlinePassed);
  return run(ports, context, attempt, generation);
}

async function run(
  ports: AttemptPorts,
  context: JobContext,
  attempt: Attempt,
  generation: Program,
): Promise<ReportDocument> {
  const { clock, log } = ports;
  const { job, launch, reports, liveOutput } = context;
  const { program } = generation;
  const earlierWarnings = await context.earlierFiles;
  const limits = runLimits(job.size, job.limits, secondsLeft(clock, job));
  const session = ports.openQueries(queryLimits(job.size));
  log.info('Program started.', { attempt: attempt.number });
  liveOutput?.begin(attempt.number);
  const onPrinted: OnPrinted = (stream, part) => liveOutput?.printed(stream, part);
  const runResult = await ports.sandbox.run(program, limits, session.query, onPrinted).finally(session.close);
  const isOutputStored = liveOutput?.end();
  // What a program prints about an unavailable warehouse is no answer.
  const result = session.failure() ? runResult : withPrintedAnswer(runResult);
  context.stop.throwIfAborted();

  const shortenedByDeadline = limits.wallSeconds < job.limits.timeoutSeconds;
  const { failure, error, errorSha256 } = attemptResult(result, {
    queryFailure: session.failure(),
    shortenedByDeadline,
  });
  const reason = finalReason({
    failure,
    errorSha256,
    previousErrorSha256: reports.at(-1)?.summary.errorSha256,
    attempt: attempt.number,
    maxAttempts: job.limits.maxAttempts,
    secondsLeft: secondsLeft(clock, job),
  });
  log.info('Program ended.', { attempt: attempt.number, failure: failure?.kind, final: reason });

  const queries = [...session.runs()];
  const { files, warnings: renameWarnings } = renameReserved(result.outputs);
  const answer = failure ? undefined : result.answer;
  const assumptions = unique(generation.assumptions, result.assumptions);
  const warnings = unique(
    unconfinedWarning(attempt.layers),
    earlierWarnings,
    await session.warnings(failure === undefined),
    answer === undefined ? [] : emptyValuesWarning(result.values),
    renameWarnings,
    result.warnings,
  );
  const origin = { jobId: job.jobId, launch, attempt: attempt.number, createdAt: clock.now().toISOString() };
  const artifacts = reason
    ? await writeArtifacts(ports.files, { ...origin, program, answer, assumptions, warnings, queries, files })
    : [];
  const summary: ReportSummary = {
    launch,
    result: failure ? 'failed' : 'succeeded',
    final: reason !== undefined,
    failure,
    errorSha256,
    startedAt: result.startedAt,
    finishedAt: result.finishedAt,
    answer,
    values: result.values,
    assumptions,
    warnings,
    resultsPrefix: reason && keys.results(job.jobId, launch),
    artifacts,
  };
  // A reader who knows of the report finds all of the output.
  await isOutputStored;
  return reportAttempt(ports, context, attempt, { queries, answer, error, summary }, result);
}

/** The operator of a machine without all layers has accepted the programs of the model, not those of its users. */
const unconfinedEdit = (missing: string): Failure => ({
  kind: 'sandbox_unavailable',
  message: `An edited program runs only where every layer of the sandbox confines it. ${missing} Rerun a job with the program that the model wrote, or use a machine or a container that has the missing layers.`,
});

const deadlinePassed: Failure = {
  kind: 'deadline',
  message: "The job's deadline passed before the program could run.",
};

/** The failure and warnings of an attempt without a program. For a repair it is the failure to be repaired. */
function noProgram({ reports }: JobContext): [Failure, string[]?] {
  const previous = reports.at(-1)?.summary.failure;
  if (!previous) return [deadlinePassed];
  return [previous, ['No repaired program arrived in time. The failure is that of the previous attempt.']];
}

/** A repair is waited for as long as it can be written, a first program until the job's deadline. */
const endOfRepairWait = (startedAt: Date, { deadlineAt }: JobContext['job']): Date =>
  new Date(Math.min(startedAt.getTime() + REPAIR_WAIT_SECONDS * 1000, Date.parse(deadlineAt)));

/** The texts of all lists, trimmed, without duplicates and empty ones. */
function unique(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat().map((text) => text.trim()))].filter((text) => text !== '');
}

/** Warns of a program that too few layers confined, see `SandboxSettings.unsafe`. */
export function unconfinedWarning(layers: readonly string[]): string[] {
  if (!layers.includes('unsafe')) return [];
  const confining = layers.filter((layer) => layer !== 'unsafe');
  const by = confining.length === 0 ? 'nothing' : `${confining.join(', ')} only`;
  return [`This program ran in an unsafe sandbox: it was confined by ${by}, as this machine supports no other layers.`];
}
