import * as z from 'zod/mini';
import { Instant, JobId, Ordinal } from '../common';

/**
 * `jobs/{id}/launches/{n}.json`: how the launch gets its task. Written once, before a standby is claimed or a task is run,
 * so that every retry does the same.
 */
export const LaunchDocument = z.object({
  version: z.literal(1),
  jobId: JobId,
  launch: Ordinal,
  createdAt: Instant,
  /** The standby to claim; without it, RunTask. */
  standbyArn: z.optional(z.string()),
});
export type LaunchDocument = z.infer<typeof LaunchDocument>;
