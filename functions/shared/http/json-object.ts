import type * as z from 'zod/mini';
import { BODY_MAX_BYTES } from '../../../events';
import { fieldErrors } from './field-errors';
import { ProblemError } from './problem';
import { type HttpRequest, jsonBody } from './request';

/** The validated JSON object of a request's body; refuses with one message for each invalid field. */
export function jsonObject<S extends z.ZodMiniObject>(request: HttpRequest, schema: S, example: string): z.infer<S> {
  const body = jsonBody(request, BODY_MAX_BYTES, example);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ProblemError('invalid-request', `The body must be a JSON object, for example ${example}.`);
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalidFields(fieldErrors(parsed.error.issues, body, Object.keys(schema.shape)));
  return parsed.data;
}

export const invalidFields = (errors: ConstructorParameters<typeof ProblemError>[2]): ProblemError =>
  new ProblemError('invalid-request', 'Fix the fields listed under `errors` and retry.', errors);
