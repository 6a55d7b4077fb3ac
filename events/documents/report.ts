import * as z from 'zod/mini';
import { Artifact, Cost, Failure, Instant, JobId, Ordinal, Sha256, Values } from '../common';

/** One statement that a program ran. */
export const QueryRun = z.object({
  sql: z.string(),
  result: z.enum(['finished', 'failed', 'refused']),
  rows: z.optional(z.int()),
  bytes: z.optional(z.int()),
  milliseconds: z.number(),
  /** Set when the answer was cut at the row or byte limit. */
  truncated: z.optional(z.boolean()),
  error: z.optional(z.string()),
});
export type QueryRun = z.infer<typeof QueryRun>;

/**
 * What an ExecutionFinished event repeats of its report: enough to tell the outcome of the job
 * without reading S3.
 */
export const ReportSummary = z.object({
  launch: Ordinal,
  result: z.enum(['succeeded', 'failed']),
  final: z.boolean(),
  /** Set with result `failed`. */
  failure: z.optional(Failure),
  /** sha256 of error type, message and line: two equal ones in a row end the repairs. */
  errorSha256: z.optional(Sha256),
  startedAt: Instant,
  finishedAt: Instant,
  /** The beginning of the answer, at most 2,000 characters. */
  answer: z.optional(z.string()),
  values: Values,
  assumptions: z.array(z.string()),
  warnings: z.array(z.string()),
  resultsPrefix: z.optional(z.string()),
  artifacts: z.array(Artifact),
  /** Estimated when the last attempt ends, over all attempts. */
  cost: z.optional(Cost),
});
export type ReportSummary = z.infer<typeof ReportSummary>;

/** `attempts/{n}/report.json`: how a program ran. Written once, before ExecutionFinished. */
export const ReportDocument = z.object({
  version: z.literal(1),
  jobId: JobId,
  attempt: Ordinal,
  summary: ReportSummary,
  /** All of the answer, markdown. */
  answer: z.optional(z.string()),
  error: z.optional(
    z.object({ type: z.string(), message: z.string(), line: z.optional(z.int()), traceback: z.string() }),
  ),
  /** The end of what the program printed. */
  stdout: z.string(),
  stderr: z.string(),
  queries: z.array(QueryRun),
  /** Milliseconds. */
  durations: z.object({ awaited: z.number(), run: z.number(), collect: z.number(), total: z.number() }),
  peakMemoryBytes: z.int(),
  /** Which layers held the program, for example `uid`, `seccomp`, `landlock:7`. */
  layers: z.array(z.string()),
});
export type ReportDocument = z.infer<typeof ReportDocument>;
