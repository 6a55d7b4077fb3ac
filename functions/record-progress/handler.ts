import { factOfEvent } from '../shared/event-facts';
import type { JobStore } from '../shared/job-store/port';
import type { EventBridgeEvent } from '../shared/queue/batch';
import { UnknownEvent } from '../shared/queue/detail';

/** Records the fact of each event on the bus. */
export const recordProgress =
  ({ jobs }: { jobs: JobStore }) =>
  async (event: EventBridgeEvent): Promise<void> => {
    const recorded = factOfEvent(event);
    if (!recorded) throw new UnknownEvent(event);
    await jobs.record(recorded.jobId, recorded.fact);
  };
