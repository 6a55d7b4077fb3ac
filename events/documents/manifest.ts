import * as z from 'zod/mini';
import { Artifact, Instant, JobId, Ordinal } from '../common';

/** `results/{id}/{launch}/manifest.json`: the authoritative list of a job's artifacts. */
export const ManifestDocument = z.object({
  version: z.literal(1),
  jobId: JobId,
  launch: Ordinal,
  attempt: Ordinal,
  createdAt: Instant,
  artifacts: z.array(Artifact),
});
export type ManifestDocument = z.infer<typeof ManifestDocument>;
