import * as z from 'zod/mini';

/** 26 characters of Crockford's base 32 in lower case: valid in `startedBy`, S3 keys and URLs without escaping. */
export const JobId = z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{26}$/));

/** UTC, ISO 8601 with milliseconds: sorts as text. */
export const Instant = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/));

export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** The number of an attempt, launch or webhook delivery, from 1. */
export const Ordinal = z.int().check(z.gte(1), z.lte(1000));

export const SIZE_CLASSES = ['small', 'medium', 'large'] as const;
export const SizeClass = z.enum(SIZE_CLASSES);
export type SizeClass = z.infer<typeof SizeClass>;

export const FAILURE_KINDS = [
  'unanswerable',
  'refused',
  'model_unavailable',
  'invalid_program',
  'program_error',
  'out_of_memory',
  'out_of_time',
  'over_limit',
  'warehouse_unavailable',
  'sandbox_unavailable',
  'launch_failed',
  'task_lost',
  'deadline',
  'cancelled',
] as const;
export const FailureKind = z.enum(FAILURE_KINDS);
export type FailureKind = z.infer<typeof FailureKind>;

/** A complete question that can be answered instead, with the tables and columns that it needs. */
export const Choice = z.object({
  question: z.string().check(z.minLength(1), z.maxLength(500)),
  tables: z.array(z.string()),
  columns: z.array(z.string()),
});
export type Choice = z.infer<typeof Choice>;

/** Why there is no answer, as a sentence for the user. The hint is added where it is displayed. */
export const Failure = z.object({
  kind: FailureKind,
  message: z.string().check(z.maxLength(4000)),
  /** Set with `over_limit`. */
  limit: z.optional(z.object({ name: z.string(), allowed: z.number(), reached: z.number(), unit: z.string() })),
  /** Set with `unanswerable`, where there are any. */
  choices: z.optional(z.array(Choice).check(z.maxLength(3))),
});
export type Failure = z.infer<typeof Failure>;

/** Of a program, that of a model or of a caller. */
export const PROGRAM_MAX_CHARACTERS = 100_000;

/** Tokens of all model calls of one attempt. */
export const Usage = z.object({
  /** Neither read from the model's prompt cache nor written to it. */
  inputTokens: z.int(),
  outputTokens: z.int(),
  cacheReadInputTokens: z.optional(z.int()),
  cacheWriteInputTokens: z.optional(z.int()),
  modelCalls: z.int(),
  /** Of these, calls whose response broke off. Their tokens are estimated. */
  brokenCalls: z.optional(z.int()),
});
export type Usage = z.infer<typeof Usage>;

/** The caller's limits for a job, with defaults filled in. */
export const Limits = z.object({
  /** Wall time of one attempt in seconds. */
  timeoutSeconds: z.int().check(z.gte(1), z.lte(3600)),
  /** The first program and its repairs. */
  maxAttempts: z.int().check(z.gte(1), z.lte(5)),
});
export type Limits = z.infer<typeof Limits>;

/** A named value of an answer, from `answer(text, name=value)`. */
export const NamedValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const Values = z.record(z.string(), NamedValue);
export type Values = z.infer<typeof Values>;

export const Artifact = z.object({
  /** Path below the results prefix, with `/` between folders. */
  name: z.string().check(z.minLength(1), z.maxLength(400)),
  size: z.int(),
  sha256: Sha256,
  mediaType: z.string(),
});
export type Artifact = z.infer<typeof Artifact>;

/** US dollars at the prices of lib/prices.json; `units` are the quantities behind it. */
export const Cost = z.object({
  estimated: z.boolean(),
  usd: z.number(),
  units: z.object({
    inputTokens: z.int(),
    outputTokens: z.int(),
    cacheReadInputTokens: z.optional(z.int()),
    cacheWriteInputTokens: z.optional(z.int()),
    taskSeconds: z.number(),
    statements: z.int(),
  }),
});
export type Cost = z.infer<typeof Cost>;
