import type { Problem } from '../../../events';

type FieldError = NonNullable<Problem['errors']>[number];

/** Status and title of each kind of problem; its `type` is `urn:code-interpreter:problem:<kind>`. */
export const problemKinds = {
  'invalid-request': [400, 'The request is not valid'],
  unauthorized: [401, 'The caller is not authenticated'],
  forbidden: [403, 'Not allowed'],
  'edited-programs-off': [403, 'Edited programs are turned off'],
  'not-found': [404, 'Not found'],
  'already-ended': [409, 'The job has already ended'],
  'not-ended': [409, 'The job has not ended yet'],
  'not-succeeded': [409, 'The job has not succeeded'],
  'no-program': [409, 'The job has no program'],
  'being-verified': [409, 'The answer is being verified'],
  'being-erased': [409, 'The job is being erased'],
  'too-many-examples': [409, 'There are too many examples'],
  'tables-unavailable': [409, 'The tables cannot be shown'],
  'too-large': [413, 'The request is too large'],
  'not-an-example': [422, 'The job cannot be an example'],
  'earlier-job-erased': [422, 'A job of the conversation was erased'],
  'idempotency-key-reused': [422, 'The Idempotency-Key was used for another request'],
  'idempotency-key-expired': [422, 'The Idempotency-Key was used too long ago'],
  'too-many-open-jobs': [429, 'Too many open jobs'],
  'daily-budget-used': [429, 'The budget of the day is used up'],
  internal: [500, 'Internal error'],
} as const;

export type ProblemKind = keyof typeof problemKinds;

/** Problem details (RFC 9457). `detail` says what the caller can do. */
export function problem(kind: ProblemKind, detail: string, errors: readonly FieldError[] = []): Problem {
  const [status, title] = problemKinds[kind];
  return {
    type: `urn:code-interpreter:problem:${kind}`,
    title,
    status,
    detail,
    ...(errors.length > 0 && { errors: [...errors] }),
  };
}

/** Why a request is refused. */
export interface Refusal {
  readonly kind: ProblemKind;
  readonly detail: string;
}

export const refusal = (kind: ProblemKind, detail: string): Refusal => ({ kind, detail });

/** Thrown by a handler to refuse a request; becomes the response. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: Problem;

  constructor(kind: ProblemKind, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.problem = problem(kind, detail, errors);
  }

  static of({ kind, detail }: Refusal): ProblemError {
    return new ProblemError(kind, detail);
  }
}
