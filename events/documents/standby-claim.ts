import * as z from 'zod/mini';
import { Instant, JobId, Ordinal } from '../common';

const claim = { version: z.literal(1), taskArn: z.string(), createdAt: Instant };

/** `standby/{taskId}.json`: what a standby does next, serve a job or retire. Written once; the first writer decides. */
export const StandbyClaim = z.discriminatedUnion('claim', [
  z.object({ ...claim, claim: z.literal('job'), jobId: JobId, launch: Ordinal }),
  z.object({ ...claim, claim: z.literal('retirement'), reason: z.string() }),
]);
export type StandbyClaim = z.infer<typeof StandbyClaim>;
export type JobClaim = Extract<StandbyClaim, { claim: 'job' }>;
