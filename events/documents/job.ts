import * as z from 'zod/mini';
import { Artifact, Instant, JobId, Limits, Sha256, SizeClass } from '../common';

/** The jobs of a conversation that a follow-up gets. */
export const MAX_EARLIER_JOBS = 5;

/** An object of the bucket with its content: with another one, or without one, it counts as erased. */
export const StoredObject = z.object({ key: z.string(), sha256: Sha256 });
export type StoredObject = z.infer<typeof StoredObject>;

/** An earlier job of the conversation, with its documents and results as they were when the follow-up was accepted. */
export const EarlierJob = z.object({
  jobId: JobId,
  job: StoredObject,
  /** Of the last attempt. */
  generation: z.optional(StoredObject),
  report: z.optional(StoredObject),
  artifacts: z.array(z.object({ ...StoredObject.shape, name: Artifact.shape.name, size: Artifact.shape.size })),
});
export type EarlierJob = z.infer<typeof EarlierJob>;

/** The program of a rerun, which no model writes, as text in UTF-8. */
export const RerunProgram = z.object({
  ...StoredObject.shape,
  /** Whether a caller wrote it: it differs from the program of the job that is run again, or that one was edited. */
  edited: z.boolean(),
  /** Those of the program that is run again; empty if it is edited. */
  plan: z.string(),
  assumptions: z.array(z.string()),
  /** Hash of the catalog that the program of the job that is run again was written with. */
  catalogSha256: z.optional(Sha256),
});
export type RerunProgram = z.infer<typeof RerunProgram>;

/** `jobs/{id}/job.json`: the prompt. Written once, by submit-prompt. */
export const JobDocument = z.object({
  version: z.literal(1),
  jobId: JobId,
  prompt: z.string(),
  owner: z.string(),
  webhookUrl: z.optional(z.string()),
  /** The job whose question this one follows. */
  followUpOf: z.optional(JobId),
  /** The conversation before a follow-up, the nearest job first. */
  earlier: z.optional(z.array(EarlierJob).check(z.maxLength(MAX_EARLIER_JOBS))),
  /** The job that this one runs again, with its prompt and its conversation. */
  rerunOf: z.optional(JobId),
  /** Set for a rerun. */
  program: z.optional(RerunProgram),
  size: SizeClass,
  limits: Limits,
  acceptedAt: Instant,
  deadlineAt: Instant,
  /** Of the job, for its outcome. */
  link: z.optional(z.string()),
  /** Whether the outcome has the start of the question. */
  questionInEvents: z.optional(z.boolean()),
  /** Hash of the request body; detects reuse of an Idempotency-Key with a different body. */
  requestSha256: Sha256,
});
export type JobDocument = z.infer<typeof JobDocument>;
