import * as z from 'zod/mini';
import { PROGRAM_MAX_CHARACTERS, SizeClass } from '../common';

/** Body of POST /jobs/{jobId}/rerun. What is missing is as in the job that is run again. */
export const RerunRequest = z.strictObject({
  /** The Python program to run in place of the job's. */
  program: z.optional(z.string().check(z.minLength(1), z.maxLength(PROGRAM_MAX_CHARACTERS))),
  size: z.optional(SizeClass),
  timeoutSeconds: z.optional(z.int().check(z.gte(1), z.lte(3600))),
});
export type RerunRequest = z.infer<typeof RerunRequest>;
