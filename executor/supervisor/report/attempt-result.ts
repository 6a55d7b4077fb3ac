import { createHash } from 'node:crypto';
import type { Failure, FailureKind, ReportDocument, ReportSummary } from '../../../events';
import type { RunResult } from '../ports';

/** The result of an attempt. Without `failure` the job has its answer. */
export type AttemptResult = Pick<ReportSummary, 'failure' | 'errorSha256'> & Pick<ReportDocument, 'error'>;

export interface RunContext {
  /** Set when the last statement failed for a reason outside its text. */
  readonly queryFailure: Failure | undefined;
  /** The job's deadline shortened the run below the caller's time limit. */
  readonly shortenedByDeadline: boolean;
}

const NO_ANSWER = 'The program ended without calling answer(…). It must state its answer in words.';

/** The result of an attempt whose program ran: the run's own failure, or the cause behind it. */
export function attemptResult({ failure, error, answer }: RunResult, context: RunContext): AttemptResult {
  const { queryFailure, shortenedByDeadline } = context;
  if (!failure && answer?.trim()) return {};
  if (!failure) {
    const noAnswer = { type: 'NoAnswer', message: NO_ANSWER, traceback: '' };
    return failed({ kind: 'program_error', message: NO_ANSWER }, noAnswer);
  }
  if (failure.kind === 'program_error' && queryFailure) return failed(queryFailure, error);
  if (failure.kind === 'out_of_time' && shortenedByDeadline) {
    return failed({ kind: 'deadline', message: "The job's deadline passed while the program was running." }, error);
  }
  return failed(failure, error);
}

const failed = (failure: Failure, error: ReportDocument['error']): AttemptResult => ({
  failure,
  error,
  errorSha256: errorSha256(failure, error),
});

/**
 * A fingerprint that repeated failures share. It covers type, message and line of an error in the program; of other
 * failures kind and limit, because the quantities in their messages vary.
 */
export function errorSha256(failure: Failure, error: ReportDocument['error']): string {
  const identity =
    failure.kind === 'program_error' && error
      ? [error.type, error.message, error.line ?? null]
      : [failure.kind, failure.limit?.name ?? null];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/**
 * Failures that another program can avoid. A timeout is not one: a second run would take as long again. Exceeding
 * memory and the other limits is: the next program can fetch less from the warehouse.
 */
const repairable: Readonly<Record<FailureKind, boolean>> = {
  program_error: true,
  invalid_program: true,
  out_of_memory: true,
  over_limit: true,
  out_of_time: false,
  unanswerable: false,
  refused: false,
  model_unavailable: false,
  warehouse_unavailable: false,
  sandbox_unavailable: false,
  launch_failed: false,
  task_lost: false,
  deadline: false,
  cancelled: false,
};

/** The least time before the deadline in which a repair can be written and run. */
const MIN_REPAIR_SECONDS = 60;

export interface AttemptEnd extends Pick<AttemptResult, 'failure' | 'errorSha256'> {
  readonly previousErrorSha256: string | undefined;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Until the job's deadline. */
  readonly secondsLeft: number;
}

const reasons: readonly (readonly [reason: string, applies: (end: AttemptEnd) => boolean])[] = [
  ['success', ({ failure }) => failure === undefined],
  ['not repairable', ({ failure }) => failure !== undefined && !repairable[failure.kind]],
  ['attempts used up', ({ attempt, maxAttempts }) => attempt >= maxAttempts],
  [
    'same failure twice',
    ({ errorSha256: current, previousErrorSha256 }) => current !== undefined && current === previousErrorSha256,
  ],
  ['no time for a repair', ({ secondsLeft }) => secondsLeft < MIN_REPAIR_SECONDS],
];

/** Why this attempt is the last one; undefined when another follows. The only place that decides `final`. */
export function finalReason(end: AttemptEnd): string | undefined {
  return reasons.find(([, applies]) => applies(end))?.[0];
}
