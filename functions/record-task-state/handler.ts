import { EcsTaskStateChange } from '../../events';
import type { JobStore } from '../shared/job-store/port';
import type { BusEvent } from '../shared/queue/batch';
import { taskFact } from '../shared/tasks/task-fact';

/** Records what ECS says of the executor's tasks. */
export const recordTaskState =
  ({ jobs }: { jobs: JobStore }) =>
  async (event: BusEvent): Promise<void> => {
    const { time, detail } = EcsTaskStateChange.schema.parse(event);
    const told = taskFact(detail, time);
    if (told) await jobs.record(told.jobId, told.fact);
  };
