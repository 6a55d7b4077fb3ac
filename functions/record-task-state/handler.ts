import { EcsTaskStateChange } from '../../events';
import type { JobStore } from '../shared/job-store/port';
import type { LogContext } from '../shared/log-context';
import type { BusEvent } from '../shared/queue/batch';
import { taskFact } from '../shared/tasks/task-fact';

const told = (event: BusEvent) => {
  const { time, detail } = EcsTaskStateChange.schema.parse(event);
  return taskFact(detail, time);
};

/** The job that a task is of. */
export const logContextOfTask = (event: BusEvent): LogContext | undefined => {
  const { jobId, fact } = told(event) ?? {};
  return { jobId, launch: fact && 'launch' in fact ? fact.launch : undefined };
};

/** Records what ECS says of the executor's tasks. */
export const recordTaskState =
  ({ jobs }: { jobs: JobStore }) =>
  async (event: BusEvent): Promise<void> => {
    const news = told(event);
    if (news) await jobs.record(news.jobId, news.fact);
  };
