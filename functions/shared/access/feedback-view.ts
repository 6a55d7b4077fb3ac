import type { Feedback, Sharing } from '../../../events';
import { isShared, isVerified } from '../domain/feedback';
import type { Job } from '../domain/job';
import { type Caller, isOwner } from './actions';

/** The feedback on a job; undefined where there is none. The note is for the owner and curators. */
export function feedbackView(job: Job, caller: Caller): Feedback | undefined {
  const { feedback, verificationFinished } = job;
  const [givenAt] = [feedback?.at, verificationFinished?.at]
    .filter((at) => at !== undefined)
    .sort()
    .reverse();
  if (givenAt === undefined) return undefined;
  const seesNote = isOwner(job, caller) || caller.isCurator;
  return {
    ...(feedback && { rating: feedback.rating }),
    ...(feedback?.note !== undefined && seesNote && { note: feedback.note }),
    verified: isVerified(job),
    givenAt,
  };
}

export const sharingView = (job: Job): Sharing =>
  isShared(job) && job.sharing ? { shared: true, sharedAt: job.sharing.at } : { shared: false };
