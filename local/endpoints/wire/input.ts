import type * as z from 'zod/mini';
import { ServiceError } from './service-error';

/** Validates a request's input. @throws ServiceError with the given code and the first problem */
export function parseInput<T>(schema: z.ZodMiniType<T>, input: unknown, code: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ServiceError(code, `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'is not valid'}`);
}
