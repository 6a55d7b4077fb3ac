import {
  type Artifact,
  ExecutionFinished,
  type Failure,
  keys,
  type PublishedEvent,
  type ReportDocument,
  type ReportSummary,
  type Values,
} from '../../../events';
import { type Attempt, type AttemptPorts, type JobContext, millisecondsSince } from '../loop/context';
import type { RunResult } from '../ports';
import { errorSha256 } from './attempt-result';
import { estimateCost } from './cost';

const TRACEBACK_CHARACTERS = 8000;
const MESSAGE_CHARACTERS = 4000;
const OUTPUT_CHARACTERS = 20_000;

/**
 * The report of an attempt, within its size limits; the final one has the cost of the job.
 * @param run undefined when no program ran.
 */
export function reportAttempt(
  { clock }: AttemptPorts,
  { job, launch, reports, generations, startedAt, readyAt }: JobContext,
  attempt: Attempt,
  content: Pick<ReportDocument, 'summary' | 'answer' | 'error' | 'queries'>,
  run?: RunResult,
): ReportDocument {
  const { summary, error, queries } = content;
  const taskSeconds = millisecondsSince(clock, startedAt) / 1000;
  const usage = { size: job.size, launch, earlier: reports, generations, queries, taskSeconds };
  return {
    version: 1,
    ...content,
    jobId: job.jobId,
    attempt: attempt.number,
    summary: cappedSummary({
      ...summary,
      readyAt: readyAt?.toISOString(),
      reportedAt: clock.now().toISOString(),
      cost: summary.final ? estimateCost(usage) : undefined,
    }),
    error: error && {
      ...error,
      message: error.message.slice(0, MESSAGE_CHARACTERS),
      traceback: error.traceback.slice(-TRACEBACK_CHARACTERS),
    },
    stdout: run?.stdout.slice(-OUTPUT_CHARACTERS) ?? '',
    stderr: run?.stderr.slice(-OUTPUT_CHARACTERS) ?? '',
    durations: {
      wait: attempt.waitMilliseconds,
      run: run?.runMilliseconds ?? 0,
      collect: run?.collectMilliseconds ?? 0,
      total: millisecondsSince(clock, attempt.startedAt),
    },
    peakMemoryBytes: Math.round(run?.peakMemoryBytes ?? 0),
    layers: [...attempt.layers],
  };
}

/** The report of an attempt without a run. It is always final. */
export function reportNotRun(
  ports: AttemptPorts,
  context: JobContext,
  attempt: Attempt,
  failure: Failure,
  warnings: string[] = [],
): ReportDocument {
  const now = ports.clock.now().toISOString();
  ports.log.info('Program not run.', { attempt: attempt.number, failure: failure.kind });
  const summary: ReportSummary = {
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

/** The event of a report. A function of the report, so that publishing it again is idempotent. */
export function executionFinished({ jobId, attempt, summary }: ReportDocument): PublishedEvent {
  const reportKey = keys.report(jobId, attempt);
  return ExecutionFinished.create({
    jobId,
    occurredAt: summary.reportedAt ?? summary.finishedAt,
    attempt,
    reportKey,
    ...summary,
  });
}

const ANSWER_CHARACTERS = 2000;
const FAILURE_CHARACTERS = 4000;
const MAX_ARTIFACTS = 50;
const MAX_LIST_ITEMS = 40;
const MAX_ITEM_BYTES = 600;
const MAX_NAME_BYTES = 100;
const MAX_VALUES = 100;

/** The summary within its size limits, which keep the event with its content under 200 kB. */
export function cappedSummary(summary: ReportSummary): ReportSummary {
  const { failure, answer, values, assumptions, warnings, artifacts } = summary;
  const more = artifacts.length - MAX_ARTIFACTS;
  const moreArtifacts = more > 0 ? [`${more} more files are listed in manifest.json only.`] : [];
  return {
    ...summary,
    failure: failure && { ...failure, message: truncate(failure.message, FAILURE_CHARACTERS) },
    answer: answer && truncate(answer, ANSWER_CHARACTERS),
    values: cappedValues(values),
    assumptions: cappedList(assumptions),
    warnings: [...cappedList(warnings), ...moreArtifacts],
    artifacts: artifacts.slice(0, MAX_ARTIFACTS).map(toArtifact),
  };
}

const toArtifact = ({ name, size, sha256, mediaType }: Artifact): Artifact => ({ name, size, sha256, mediaType });

/** The first characters of a text, without half a surrogate pair at the end. */
const truncate = (text: string, characters: number): string =>
  text.length > characters ? text.slice(0, characters).replace(/[\ud800-\udbff]$/, '') : text;

/** Truncates a text to `bytes` bytes of JSON, in which control and non-ASCII characters take several. */
function truncateJson(text: string, bytes: number): string {
  let short = truncate(text, bytes);
  while (Buffer.byteLength(JSON.stringify(short)) > bytes) short = truncate(short, Math.floor(short.length * 0.8));
  return short === text ? text : `${short}…`;
}

function cappedList(items: readonly string[]): string[] {
  const first = items.slice(0, MAX_LIST_ITEMS).map((item) => truncateJson(item, MAX_ITEM_BYTES));
  return items.length > MAX_LIST_ITEMS ? [...first, `… and ${items.length - MAX_LIST_ITEMS} more.`] : first;
}

function cappedValues(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values)
      .slice(0, MAX_VALUES)
      .map(([name, value]) => [
        truncateJson(name, MAX_NAME_BYTES),
        typeof value === 'string' ? truncateJson(value, MAX_ITEM_BYTES) : value,
      ]),
  );
}
