import * as z from 'zod/mini';
import { Artifact, Cost, Failure, Instant, JobId, Ordinal, Sha256, Values } from '../common';

/** One statement of a program. */
export const QueryRun = z.object({
  sql: z.string(),
  result: z.enum(['finished', 'failed', 'refused']),
  rows: z.optional(z.int()),
  bytes: z.optional(z.int()),
  milliseconds: z.number(),
  /** Set when rows were cut at the row or byte limit. */
  truncated: z.optional(z.boolean()),
  error: z.optional(z.string()),
});
export type QueryRun = z.infer<typeof QueryRun>;

/** The part of a report that ExecutionFinished repeats: enough to determine the job's outcome without reading S3. */
export const ReportSummary = z.object({
  launch: Ordinal,
  result: z.enum(['succeeded', 'failed']),
  final: z.boolean(),
  /** Set with result `failed`. */
  failure: z.optional(Failure),
  /** Hash of error type, message and line: two equal ones in a row end the repairs. */
  errorSha256: z.optional(Sha256),
  /** When the task could run a program. */
  readyAt: z.optional(Instant),
  /** Of the program. */
  startedAt: Instant,
  finishedAt: Instant,
  /** When the artifacts were collected and stored. */
  reportedAt: z.optional(Instant),
  /** The first 2,000 characters of the answer. */
  answer: z.optional(z.string()),
  values: Values,
  assumptions: z.array(z.string()),
  warnings: z.array(z.string()),
  resultsPrefix: z.optional(z.string()),
  artifacts: z.array(Artifact),
  /** Estimate over all attempts, set by the last one. */
  cost: z.optional(Cost),
});
export type ReportSummary = z.infer<typeof ReportSummary>;

/** `attempts/{n}/report.json`: the result of an attempt. Written once, before ExecutionFinished. */
export const ReportDocument = z.object({
  version: z.literal(1),
  jobId: JobId,
  attempt: Ordinal,
  summary: ReportSummary,
  /** The whole answer, markdown. */
  answer: z.optional(z.string()),
  error: z.optional(
    z.object({ type: z.string(), message: z.string(), line: z.optional(z.int()), traceback: z.string() }),
  ),
  /** The last part of what the program printed. */
  stdout: z.string(),
  stderr: z.string(),
  queries: z.array(QueryRun),
  /** Milliseconds. */
  durations: z.object({ wait: z.number(), run: z.number(), collect: z.number(), total: z.number() }),
  peakMemoryBytes: z.int(),
  /** Layers that confined the program, for example `uid`, `seccomp`, `landlock:7`. */
  layers: z.array(z.string()),
});
export type ReportDocument = z.infer<typeof ReportDocument>;
