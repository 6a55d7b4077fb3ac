import type { JobView } from '../../..';
import type { AnswerActions } from './actions';

/** The answer of a job that succeeded. */
export function Answer({ job }: { readonly job: JobView; readonly actions: AnswerActions }) {
  return <p>{job.answer}</p>;
}
