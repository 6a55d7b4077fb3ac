import { keys, S3ObjectCreated } from '../../events';
import type { JobStore } from '../shared/job-store/port';
import type { LogContext } from '../shared/log-context';
import type { BusEvent } from '../shared/queue/batch';

/** The job that an object is a result of. */
export const logContextOfObject = (event: BusEvent): LogContext => {
  const { key } = S3ObjectCreated.schema.parse(event).detail.object;
  return { jobId: keys.jobOfResult(key), launch: keys.launchOfResult(key) };
};

/** Records objects that arrive below a job's results, each as an item of its own; the job's item is not touched. */
export const recordArtifactCreated =
  ({ jobs }: { jobs: JobStore }) =>
  async (event: BusEvent): Promise<void> => {
    const { time, detail } = S3ObjectCreated.schema.parse(event);
    const { key, size = 0, etag, sequencer } = detail.object;
    const jobId = keys.jobOfResult(key);
    // The job is read for its attempt on the log lines; one that is unknown (erased) has no artifacts.
    if (jobId && (await jobs.read(jobId)))
      await jobs.recordArtifact(jobId, { key, size, etag, sequencer, createdAt: time });
  };
