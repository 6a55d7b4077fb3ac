import type { FailureKind } from '../../../events';

/** Failures of the system rather than of the question: operators are alerted. */
export const systemFailureKinds: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'model_unavailable',
  'warehouse_unavailable',
  'sandbox_unavailable',
  'launch_failed',
  'task_lost',
]);

/** What the user can do about a failure of a question. */
export const hints: Readonly<Record<FailureKind, string>> = {
  unanswerable: 'Rephrase the question with tables and columns that exist; the message says what is missing.',
  refused: 'Ask a question about the data. Changing data is not possible here.',
  model_unavailable:
    'Do what the message says about the model, its access or its server; otherwise ask again in a few minutes.',
  invalid_program: 'Simplify the question, or name the tables and columns that you mean.',
  program_error: 'Read the error of the last attempt. Naming tables and columns in the question often helps.',
  out_of_memory: 'Choose a larger size class, or ask for fewer rows.',
  out_of_time: 'Raise timeoutSeconds, choose a larger size class, or ask for less.',
  over_limit: 'Ask for less at once, or choose a larger size class. The message names the limit.',
  warehouse_unavailable:
    'Fix what the message names (the warehouse, the permissions of its user, catalog.yaml) and ask again.',
  sandbox_unavailable: 'Contact an administrator: the sandbox did not pass its own safety check.',
  launch_failed: 'Contact an administrator: the task could not be started. The message says why.',
  task_lost: 'Ask again. If it keeps failing, contact an administrator, who can look at the stopped tasks in ECS.',
  deadline: 'Ask again, with a longer timeoutSeconds if the program needs it.',
  cancelled: 'Ask again if you did not mean to cancel.',
};

/** What the user can do about a failure of a rerun, where that is something else. */
const hintsOfReruns: Readonly<Partial<Record<FailureKind, string>>> = {
  invalid_program: 'Rerun the job again, with the program that it should run.',
  program_error: 'Read the error, correct the program, and rerun the job with it.',
  out_of_memory: 'Rerun the job with a larger size class, or with a program that fetches fewer rows.',
  out_of_time: 'Rerun the job with a longer timeoutSeconds or a larger size class, or with a program that does less.',
  over_limit:
    'Rerun the job with a program that does less at once, or with a larger size class. The message names the limit.',
  warehouse_unavailable: 'Fix what the message names (the warehouse, the permissions of its user) and rerun the job.',
  task_lost: 'Rerun the job. If it keeps failing, contact an administrator, who can look at the stopped tasks in ECS.',
  deadline: 'Rerun the job, with a longer timeoutSeconds if the program needs it.',
  cancelled: 'Rerun the job if you did not mean to cancel.',
};

/** What the user can do about a failure of a job. */
export const hintOf = ({ rerunOf }: { readonly rerunOf?: string }, kind: FailureKind): string =>
  (rerunOf === undefined ? undefined : hintsOfReruns[kind]) ?? hints[kind];
