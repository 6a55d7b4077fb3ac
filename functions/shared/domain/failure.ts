/** Why a job ended without an answer: a closed list. */
export type FailureKind =
  | 'unanswerable'
  | 'refused'
  | 'model_unavailable'
  | 'invalid_program'
  | 'program_error'
  | 'out_of_memory'
  | 'out_of_time'
  | 'over_limit'
  | 'warehouse_unavailable'
  | 'sandbox_unavailable'
  | 'launch_failed'
  | 'task_lost'
  | 'deadline'
  | 'cancelled';

export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly limit?: { readonly name: string; readonly allowed: number; readonly reached: number; readonly unit: string };
}

/** What lies with the system and not with the question: an operator wants to know of it. */
export const systemFailureKinds: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'model_unavailable',
  'warehouse_unavailable',
  'sandbox_unavailable',
  'launch_failed',
  'task_lost',
]);

/** What the person who asked can do about it. */
export const hints: Readonly<Record<FailureKind, string>> = {
  unanswerable: 'Ask about the tables and columns that are there; the message names what is missing.',
  refused: 'Rephrase the question as one about the data. Changing data is not possible here.',
  model_unavailable: 'Send the prompt again in a few minutes. If it goes on, check model access and quotas in Bedrock.',
  invalid_program: 'Put the question more simply, or name the tables and columns that you mean.',
  program_error: 'Read the error in the last attempt; naming tables and columns in the prompt often helps.',
  out_of_memory: 'Send the prompt with a larger size class, or ask for fewer rows.',
  out_of_time: 'Raise timeoutSeconds, choose a larger size class, or ask for less.',
  over_limit: 'Ask for less at once, or choose a larger size class; the message names the limit.',
  warehouse_unavailable:
    'Mend what the message names (the warehouse, the rights of its user, catalog.yaml), and send the prompt again.',
  sandbox_unavailable: 'An operator has to look: the place where programs run did not pass its own safety check.',
  launch_failed: 'An operator has to look: the task could not be started. The message says why.',
  task_lost: 'Send the prompt again. If it goes on, an operator should look at the stopped tasks.',
  deadline: 'Send the prompt again, with a longer timeoutSeconds if the program needs it.',
  cancelled: 'Send the prompt again if it was cancelled by mistake.',
};
