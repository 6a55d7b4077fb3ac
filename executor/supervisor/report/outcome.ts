import type { Failure } from '../../../events';
import type { RunResult } from '../ports';
import type { ProgramError } from './report';

export interface RunFacts {
  readonly result: RunResult;
  /** From the query session: why the last statement had no answer, when that was no fault of its text. */
  readonly queryFailure: Failure | undefined;
  /** The run was given less time than the caller allowed, because the job's deadline comes first. */
  readonly cutByDeadline: boolean;
}

export interface Outcome {
  /** Undefined: the job has its answer. */
  readonly failure?: Failure;
  readonly error?: ProgramError;
}

const NO_ANSWER = 'The program ended without calling answer(…): it has to say its answer in words.';

/** What a run means for the job: the program's own failure, or what really stood behind it. */
export function outcomeOf({ result, queryFailure, cutByDeadline }: RunFacts): Outcome {
  const { failure, error } = result;
  if (!failure && result.answer?.trim()) return {};
  if (!failure) {
    const type = 'NoAnswer';
    return {
      failure: { kind: 'program_error', message: NO_ANSWER },
      error: { type, message: NO_ANSWER, traceback: '' },
    };
  }
  if (failure.kind === 'program_error' && queryFailure) return { failure: queryFailure, error };
  if (failure.kind === 'out_of_time' && cutByDeadline) {
    return { failure: { kind: 'deadline', message: "The job's deadline came while the program was running." }, error };
  }
  return { failure, error };
}
