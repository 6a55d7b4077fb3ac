import * as z from 'zod/mini';
import { Failure, Instant, JobId, Ordinal, Sha256, Usage } from '../common';

/** Milliseconds in which the invocation that wrote the program read the tables, with looks, and called the model. */
export const GenerationDurations = z.object({ tables: z.number(), model: z.number() });
export type GenerationDurations = z.infer<typeof GenerationDurations>;

/** A look of the model into a column: what it asked, never what it saw. */
export const Look = z.object({
  table: z.string(),
  column: z.string(),
  /** Whether it asked for values that contain a text. */
  contains: z.boolean(),
  /** Of its conditions. */
  operators: z.array(z.string()),
  /** The number of values that came back. */
  values: z.optional(z.int()),
  /** Missing if its invocation was lost. */
  milliseconds: z.optional(z.number()),
  /** Why no values came back. */
  error: z.optional(z.enum(['refused', 'failed', 'timed_out', 'unavailable'])),
});
export type Look = z.infer<typeof Look>;

/** In place of the model and its instructions, for the program of a rerun. */
export const NO_MODEL = 'none';

const generation = {
  version: z.literal(1),
  jobId: JobId,
  attempt: Ordinal,
  createdAt: Instant,
  /** NO_MODEL if no model was called. */
  modelId: z.string(),
  /** Version of the instructions in the model's prompt. */
  instructionsVersion: z.string(),
  usage: Usage,
  /** Hash of the catalog that the model's tables were described with. */
  catalogSha256: z.optional(Sha256),
  durations: z.optional(GenerationDurations),
  /** Of all invocations. */
  looks: z.optional(z.array(Look)),
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
