import { keys, S3ObjectCreated } from '../../events';
import type { JobStore } from '../shared/job-store/port';
import type { LogContext } from '../shared/log-context';
import type { EventBridgeEvent } from '../shared/queue/batch';

/** Job and launch of the artifact, for the log lines. */
export const logContextOfObject = (event: EventBridgeEvent): LogContext => {
  const { key } = S3ObjectCreated.schema.parse(event).detail.object;
  return { jobId: keys.jobOfResult(key), launch: keys.launchOfResult(key) };
};

/** Records each object created below a job's results as a separate item; the job's item stays unchanged. */
export const recordArtifact =
  ({ jobs }: { jobs: JobStore }) =>
  async (event: EventBridgeEvent): Promise<void> => {
    const { time, detail } = S3ObjectCreated.schema.parse(event);
    const { key, size = 0, etag, sequencer } = detail.object;
    const jobId = keys.jobOfResult(key);
    // The read adds the attempt to the log lines. An unknown job was erased and has no artifacts.
    if (jobId && (await jobs.read(jobId)))
      await jobs.recordArtifact(jobId, { key, size, etag, sequencer, createdAt: time });
  };
