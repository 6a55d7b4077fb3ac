import type { Failure, ReportDocument } from '../../events';
import { type Attempt, type AttemptPorts, type JobContext, millisecondsSince } from './context';
import { estimateCost } from './cost';
import type { RunResult } from './ports';
import { buildReport, errorSha256 } from './report';

type Said = Pick<ReportDocument, 'summary' | 'answer' | 'error' | 'queries'>;

/** The report of an attempt: what was said of it, what the run measured, and, when it is the last, what the job cost. */
export function reportAttempt(
  { clock }: AttemptPorts,
  { job, launch, earlier, generations, startedAt }: JobContext,
  attempt: Attempt,
  said: Said,
  result?: RunResult,
): ReportDocument {
  const taskSeconds = millisecondsSince(clock, startedAt) / 1000;
  const spent = { size: job.size, launch, earlier, generations, queries: said.queries, taskSeconds };
  return buildReport({
    ...said,
    jobId: job.jobId,
    attempt: attempt.number,
    summary: { ...said.summary, cost: said.summary.final ? estimateCost(spent) : undefined },
    stdout: result?.stdout ?? '',
    stderr: result?.stderr ?? '',
    durations: {
      awaited: attempt.awaitedMilliseconds,
      run: result?.runMilliseconds ?? 0,
      collect: result?.collectMilliseconds ?? 0,
      total: millisecondsSince(clock, attempt.began),
    },
    peakMemoryBytes: result?.peakMemoryBytes ?? 0,
    layers: [...attempt.layers],
  });
}

/** The report of an attempt whose program was not run: always the final one. */
export function reportUnrun(
  ports: AttemptPorts,
  context: JobContext,
  attempt: Attempt,
  failure: Failure,
  warnings: string[] = [],
): ReportDocument {
  const now = ports.clock.now().toISOString();
  ports.log.info('no program was run', { attempt: attempt.number, failure: failure.kind });
  const summary: Said['summary'] = {
    launch: context.launch,
    result: 'failed',
    final: true,
    failure,
    errorSha256: errorSha256(failure, undefined),
    startedAt: now,
    finishedAt: now,
    values: {},
    assumptions: [],
    warnings,
    artifacts: [],
  };
  return reportAttempt(ports, context, attempt, { queries: [], summary });
}
