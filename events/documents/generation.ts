import * as z from 'zod/mini';
import { Failure, Instant, JobId, Ordinal, Sha256, Usage } from '../common';

/** Milliseconds in which the invocation that wrote the program described the tables, and called the model. */
export const GenerationDurations = z.object({ tables: z.number(), model: z.number() });
export type GenerationDurations = z.infer<typeof GenerationDurations>;

const generation = {
  version: z.literal(1),
  jobId: JobId,
  attempt: Ordinal,
  createdAt: Instant,
  modelId: z.string(),
  /** Version of the instructions in the model's prompt. */
  instructionsVersion: z.string(),
  usage: Usage,
  /** Hash of the catalog that the model's tables were described with. */
  catalogSha256: z.optional(Sha256),
  durations: z.optional(GenerationDurations),
};

/** `attempts/{n}/generation.json`: a program or a failure. Written once; the first writer decides. */
export const GenerationDocument = z.discriminatedUnion('result', [
  z.object({
    ...generation,
    result: z.literal('program'),
    program: z.string(),
    plan: z.string(),
    assumptions: z.array(z.string()),
  }),
  z.object({ ...generation, result: z.literal('failure'), failure: Failure }),
]);
export type GenerationDocument = z.infer<typeof GenerationDocument>;
