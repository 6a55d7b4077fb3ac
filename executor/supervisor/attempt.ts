import type { Failure, GenerationDocument, ReportDocument } from '../../events';
import { keys } from '../../events';
import { unheldWarning, union } from './answer';
import { reportAttempt, reportUnrun } from './attempt-report';
import { type Attempt, type AttemptPorts, type JobContext, millisecondsSince, secondsLeft } from './context';
import { finalReason } from './decide';
import { awaitGeneration, GENERATION_WAIT_SECONDS } from './generations';
import { queryLimits, runLimits } from './limits';
import { outcomeOf } from './outcome';
import { nameOutputs, writeOutputs } from './outputs';
import { errorSha256 } from './report';

type Program = GenerationDocument & { result: 'program' };

/** Waits for the attempt's program, runs it and says how it went. Outputs are uploaded when it is the last attempt. */
export async function runAttempt(ports: AttemptPorts, context: JobContext, number: number): Promise<ReportDocument> {
  const { clock, files } = ports;
  const { job } = context;
  const began = clock.now();
  const sandbox = await context.ready;
  if (!sandbox.ok) {
    const attempt: Attempt = { number, began, awaitedMilliseconds: millisecondsSince(clock, began), layers: [] };
    return reportUnrun(ports, context, attempt, { kind: 'sandbox_unavailable', message: sandbox.reason });
  }
  const generation = await awaitGeneration(files, clock, context.stop, number, new Date(job.deadlineAt));
  if (generation) context.generations.push(generation);
  const { layers } = sandbox;
  const attempt: Attempt = { number, began, awaitedMilliseconds: millisecondsSince(clock, began), layers };
  if (!generation) return reportUnrun(ports, context, attempt, ...noProgram(context, secondsLeft(clock, job)));
  if (generation.result === 'failure') return reportUnrun(ports, context, attempt, generation.failure);
  if (secondsLeft(clock, job) <= 0) return reportUnrun(ports, context, attempt, pastDeadline);
  return run(ports, context, attempt, generation);
}

async function run(
  ports: AttemptPorts,
  context: JobContext,
  attempt: Attempt,
  { program, assumptions: assumed }: Program,
): Promise<ReportDocument> {
  const { clock, log } = ports;
  const { job, launch, earlier } = context;
  const limits = runLimits(job.size, job.limits, secondsLeft(clock, job));
  const session = ports.openQueries(queryLimits(job.size));
  log.info('program starts', { attempt: attempt.number });
  const result = await ports.sandbox.run(program, limits, session.query).finally(session.close);
  context.stop.throwIfAborted();

  const cutByDeadline = limits.wallSeconds < job.limits.timeoutSeconds;
  const { failure, error } = outcomeOf({ result, queryFailure: session.failure(), cutByDeadline });
  const fingerprint = failure && errorSha256(failure, error);
  const reason = finalReason({
    failure,
    errorSha256: fingerprint,
    previousErrorSha256: earlier.at(-1)?.summary.errorSha256,
    attempt: attempt.number,
    maxAttempts: job.limits.maxAttempts,
    secondsLeft: secondsLeft(clock, job),
  });
  log.info('program ended', { attempt: attempt.number, failure: failure?.kind, final: reason });

  const queries = [...session.runs()];
  const { files, warnings: renamed } = nameOutputs(result.outputs);
  const answer = failure ? undefined : result.answer;
  const assumptions = union(assumed, result.assumptions);
  const warnings = union(
    unheldWarning(attempt.layers),
    await session.warnings(failure === undefined),
    renamed,
    result.warnings,
  );
  const where = { jobId: job.jobId, launch, attempt: attempt.number, createdAt: clock.now().toISOString() };
  const outputs = { ...where, program, answer, assumptions, warnings, queries, files };
  const artifacts = reason ? await writeOutputs(ports.files, outputs) : [];
  const summary: ReportDocument['summary'] = {
    launch,
    result: failure ? 'failed' : 'succeeded',
    final: reason !== undefined,
    failure,
    errorSha256: fingerprint,
    startedAt: result.startedAt,
    finishedAt: result.finishedAt,
    answer,
    values: result.values,
    assumptions,
    warnings,
    resultsPrefix: reason && keys.results(job.jobId, launch),
    artifacts,
  };
  return reportAttempt(ports, context, attempt, { queries, answer, error, summary }, result);
}

const pastDeadline: Failure = { kind: 'deadline', message: "The job's deadline came before its program could run." };

/** The failure of an attempt whose program did not come: the last one's, which nothing has mended. */
function noProgram({ earlier }: JobContext, left: number): [Failure, string[]?] {
  const failure = earlier.at(-1)?.summary.failure;
  if (failure) return [failure, ['No repaired program came in time; this is the failure of the attempt before.']];
  if (left <= 0) return [pastDeadline];
  return [{ kind: 'model_unavailable', message: `No program came within ${GENERATION_WAIT_SECONDS} seconds.` }];
}
