import type * as z from 'zod/mini';
import { ServiceError } from './service-error';

/** Checks a request's input; what is wrong with it is answered as the service's own error. */
export function parsed<T>(schema: z.ZodMiniType<T>, input: unknown, code: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ServiceError(code, `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'is not valid'}`);
}
