import type { JobStore } from '../shared/job-store/port';
import type { BusEvent } from '../shared/queue/batch';
import { factOfEvent } from './fact-of-event';

/** Records what own events say. */
export const recordProgress =
  ({ jobs }: { jobs: JobStore }) =>
  async (event: BusEvent): Promise<void> => {
    const { jobId, fact } = factOfEvent(event);
    await jobs.record(jobId, fact);
  };
