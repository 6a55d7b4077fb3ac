import type { Problem } from '../../../events';

type FieldError = NonNullable<Problem['errors']>[number];

/** The kinds of refusal, each with its status and title: an answer's `type` is `urn:code-interpreter:problem:<kind>`. */
const kinds = {
  'invalid-request': [400, 'The request is not valid'],
  unauthorized: [401, 'The caller is not known'],
  'not-found': [404, 'Not found'],
  'already-ended': [409, 'The job has ended already'],
  'not-ended': [409, 'The job has not ended yet'],
  'too-large': [413, 'The request is too large'],
  'idempotency-key-reused': [422, 'The Idempotency-Key was used for another request'],
  'idempotency-key-expired': [422, 'The Idempotency-Key was used too long ago'],
  internal: [500, 'Something went wrong on our side'],
} as const;

export type ProblemKind = keyof typeof kinds;

/** Problem details after RFC 9457. `detail` tells the caller what to do. */
export function problem(kind: ProblemKind, detail: string, errors: readonly FieldError[] = []): Problem {
  const [status, title] = kinds[kind];
  return {
    type: `urn:code-interpreter:problem:${kind}`,
    title,
    status,
    detail,
    ...(errors.length > 0 && { errors: [...errors] }),
  };
}

/** Thrown by a handler that refuses a request; the edge answers with its problem. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly problem: Problem;

  constructor(kind: ProblemKind, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.problem = problem(kind, detail, errors);
  }
}
