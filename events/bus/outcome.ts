import * as z from 'zod/mini';
import { Artifact, Cost, Failure, Instant, Values } from '../common';
import { defineEvent } from '../contract';

/** Fields of every outcome, fixed by the fact that ended the job. */
const outcome = {
  /** The first 300 characters of the question, unless QuestionInEvents is false. */
  question: z.optional(z.string()),
  /** Where to read the job: on the page, or GET /jobs/{jobId}. */
  link: z.optional(z.string()),
  endedAt: Instant,
  timings: z.object({ totalSeconds: z.number() }),
  cost: z.optional(Cost),
};

/** The job has its answer. */
export const JobSucceeded = defineEvent('JobSucceeded', {
  ...outcome,
  /** Markdown, the first 2,000 characters; answer.md has all of it. */
  answer: z.string(),
  values: Values,
  assumptions: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Key prefix of the artifacts. */
  resultsPrefix: z.string(),
  artifacts: z.array(Artifact),
});

/** The job ended without an answer. */
export const JobFailed = defineEvent('JobFailed', {
  ...outcome,
  failure: z.object({ ...Failure.shape, hint: z.string() }),
  resultsPrefix: z.optional(z.string()),
  artifacts: z.array(Artifact),
});

/** The caller cancelled the job. */
export const JobCancelled = defineEvent('JobCancelled', { ...outcome });
