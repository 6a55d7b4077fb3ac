import { EcsTaskStateChange } from '../../events';
import type { JobStore } from '../shared/job-store/port';
import type { LogContext } from '../shared/log-context';
import type { EventBridgeEvent } from '../shared/queue/batch';
import { taskFact } from '../shared/tasks/task-fact';

const taskFactOf = (event: EventBridgeEvent) => {
  const { time, detail } = EcsTaskStateChange.schema.parse(event);
  return taskFact(detail, time);
};

/** Job and launch of the task, for the log lines. */
export const logContextOfTask = (event: EventBridgeEvent): LogContext | undefined => {
  const { jobId, fact } = taskFactOf(event) ?? {};
  return { jobId, launch: fact && 'launch' in fact ? fact.launch : undefined };
};

/** Records the state changes that ECS reports for executor tasks. */
export const recordTaskState =
  ({ jobs }: { jobs: JobStore }) =>
  async (event: EventBridgeEvent): Promise<void> => {
    const recorded = taskFactOf(event);
    if (recorded) await jobs.record(recorded.jobId, recorded.fact);
  };
