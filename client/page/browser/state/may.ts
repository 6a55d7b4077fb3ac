import type { JobView } from '../../..';

/** Whether the caller may do this with the job now. */
export const may = (job: JobView, action: JobView['actions'][number]): boolean => job.actions.includes(action);
