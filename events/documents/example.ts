import * as z from 'zod/mini';
import { Instant, JobId } from '../common';

/** The most examples that are read; a writer refuses more. */
export const MAX_EXAMPLES = 200;

/** `config/examples/{jobId}.json`: the question and the SQL of a verified job, shown with similar questions. */
export const ExampleDocument = z.object({
  version: z.literal(1),
  jobId: JobId,
  createdAt: Instant,
  question: z.string().check(z.minLength(1), z.maxLength(1000)),
  /** One SELECT. */
  sql: z.string().check(z.minLength(1), z.maxLength(4000)),
});
export type ExampleDocument = z.infer<typeof ExampleDocument>;
