import type { Failure, FailureKind } from '../../../events';

/**
 * Failures that another program may mend. Time is not among them: the caller allowed so much of it, and a second
 * run would take as much again. Memory and the other limits are: the next program can ask the warehouse for less.
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

/** Less than this before the deadline, and a repair could not be written and run any more. */
const REPAIR_SECONDS = 60;

export interface Ending {
  /** Undefined: the program ended well. */
  readonly failure: Failure | undefined;
  readonly errorSha256: string | undefined;
  readonly previousErrorSha256: string | undefined;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Until the job's deadline. */
  readonly secondsLeft: number;
}

const reasons: readonly (readonly [reason: string, holds: (ending: Ending) => boolean])[] = [
  ['success', ({ failure }) => failure === undefined],
  ['not repairable', ({ failure }) => failure !== undefined && !repairable[failure.kind]],
  ['attempts used up', ({ attempt, maxAttempts }) => attempt >= maxAttempts],
  [
    'same failure twice',
    ({ errorSha256, previousErrorSha256 }) => errorSha256 !== undefined && errorSha256 === previousErrorSha256,
  ],
  ['time over', ({ secondsLeft }) => secondsLeft < REPAIR_SECONDS],
];

/** Why no other attempt follows this one, or undefined when one does. The only place that decides `final`. */
export function finalReason(ending: Ending): string | undefined {
  return reasons.find(([, holds]) => holds(ending))?.[0];
}
