import { JOB_ACTIONS, type JobAction } from '../../../events';
import { isShared, isVerificationOpen } from '../domain/feedback';
import { type Job, statusOf } from '../domain/job';
import { type ProblemKind, type Refusal, refusal } from '../http/problem';
import { whyNotErasable } from './erasable';

export interface Caller {
  readonly owner: string;
  /** Whether the parameter Curators names the caller. */
  readonly isCurator: boolean;
}

/** What the deployment allows. */
export interface ActionSettings {
  /** Whether a rerun may have another program than the model wrote. */
  readonly editedPrograms: boolean;
}

/** Of routes that run no programs again. */
const ANY_PROGRAM: ActionSettings = { editedPrograms: true };

interface Situation {
  readonly job: Job;
  readonly jobId: string;
  readonly caller: Caller;
  readonly now: string;
  readonly settings: ActionSettings;
}

export const isOwner = (job: Job, { owner }: Caller): boolean => job.accepted.owner === owner;

/** The owner reads a job, and everybody else one that is shared. */
export const mayRead = (job: Job, caller: Caller): boolean => isOwner(job, caller) || isShared(job);

export const noSuchJob = (jobId: string): Refusal =>
  refusal('not-found', `Job ${jobId.slice(0, 100)} does not exist or is not yours. GET /jobs lists your jobs.`);

/**
 * Why the caller may not do that with the job now; undefined if it may. The only place that decides: the routes refuse
 * by it, and the actions of a job are what it does not refuse.
 */
export function refusalOf(
  action: JobAction,
  job: Job,
  caller: Caller,
  now: string,
  settings = ANY_PROGRAM,
): Refusal | undefined {
  const situation = { job, jobId: job.accepted.jobId, caller, now, settings };
  if (!mayRead(job, caller)) return noSuchJob(situation.jobId);
  if (!isOwner(job, caller) && !FOR_READERS.has(action)) return refusalForReaders(action, situation);
  if (job.erasureStartedAt !== undefined && action !== 'erase')
    return refusal('being-erased', `Job ${situation.jobId} is being erased. DELETE it again if that does not end.`);
  return rules[action](situation);
}

/** What the caller may do with the job now. */
export const actionsOf = (job: Job, caller: Caller, now: string, settings: ActionSettings): JobAction[] =>
  JOB_ACTIONS.filter((action) => !refusalOf(action, job, caller, now, settings));

const FOR_READERS: ReadonlySet<JobAction> = new Set(['verify', 'export']);

/** A reader knows that the job exists; the rest of the API calls it theirs or not. */
const refusalForReaders = (action: JobAction, { jobId }: Situation): Refusal =>
  action === 'feedback'
    ? refusal('forbidden', `Only its owner rates job ${jobId}. Curators send \`verified\` alone.`)
    : noSuchJob(jobId);

type Rule = (situation: Situation) => Refusal | undefined;

/** Refuses a job that has not ended. */
const ended =
  (purpose: string): Rule =>
  ({ job, jobId }) =>
    job.outcome
      ? undefined
      : refusal('not-ended', `Job ${jobId} has not ended (${statusOf(job)}). Wait for its end, then ${purpose}.`);

/** Refuses a job without a program. */
const withProgram =
  (purpose: string, kind: ProblemKind, advice: string): Rule =>
  (situation) => {
    const { job, jobId } = situation;
    const hasProgram = Object.values(job.generations).some(({ result }) => result === 'program');
    if (!job.outcome || hasProgram) return ended(purpose)(situation);
    return refusal(kind, `Job ${jobId} ended without a program. ${advice}`);
  };

const again = withProgram('run it again', 'no-program', 'Ask its question again with POST /prompt.');

/** Refuses a program that a caller has edited, now or before, where the deployment runs none. */
const allowedProgram =
  (isEdited: (job: Job) => boolean): Rule =>
  (situation) => {
    const refused = again(situation);
    if (refused || situation.settings.editedPrograms || !isEdited(situation.job)) return refused;
    return refusal(
      'edited-programs-off',
      'This deployment runs no edited programs (EditedPrograms=false). Rerun a job with the program that the model wrote.',
    );
  };

const rules: Readonly<Record<JobAction, Rule>> = {
  cancel: ({ job, jobId }) =>
    job.outcome &&
    refusal('already-ended', `Job ${jobId} has already ended (${statusOf(job)}) and cannot be cancelled.`),
  erase({ job, now }) {
    const reason = whyNotErasable(job, now);
    return reason === undefined ? undefined : refusal('not-ended', reason);
  },
  rerun: allowedProgram(({ accepted }) => accepted.programEdited === true),
  edit: allowedProgram(() => true),
  share: () => undefined,
  feedback: ended('rate it'),
  verify({ job, jobId, caller, now }) {
    if (!caller.isCurator)
      return refusal('forbidden', 'Only curators verify answers. The parameter Curators of the deployment names them.');
    if (statusOf(job) !== 'succeeded')
      return refusal('not-succeeded', `Job ${jobId} has not succeeded (${statusOf(job)}): it has no answer to verify.`);
    return isVerificationOpen(job, now)
      ? refusal('being-verified', `Another request is verifying job ${jobId}. Retry in a moment.`)
      : undefined;
  },
  'follow-up': ended('ask the follow-up'),
  export: withProgram('export it', 'not-found', 'There is nothing to export.'),
};
