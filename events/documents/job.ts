import * as z from 'zod/mini';
import { Instant, JobId, Limits, Sha256, SizeClass } from '../common';

/** `jobs/{id}/job.json`: the prompt. Written once, by submit-prompt. */
export const JobDocument = z.object({
  version: z.literal(1),
  jobId: JobId,
  prompt: z.string(),
  owner: z.string(),
  webhookUrl: z.optional(z.string()),
  size: SizeClass,
  limits: Limits,
  acceptedAt: Instant,
  deadlineAt: Instant,
  /** Hash of the request body; detects reuse of an Idempotency-Key with a different body. */
  requestSha256: Sha256,
});
export type JobDocument = z.infer<typeof JobDocument>;
