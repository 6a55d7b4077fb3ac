import type { JobView } from '../../..';

export type FailureKind = NonNullable<JobView['failure']>['kind'];

/** How a failure looks: something to read, or something that is broken. */
export type Tone = 'calm' | 'problem';

/** What the user can try, as a button. */
export type Remedy = 'ask-again' | 'more-time' | 'larger-machine';

interface Words {
  readonly title: string;
  readonly tone: Tone;
  readonly hint: string;
  readonly remedies: readonly Remedy[];
}

/** Each kind of failure in the words of the page. */
export const FAILURES: Readonly<Record<FailureKind, Words>> = {
  unanswerable: {
    title: 'Your tables cannot answer this',
    tone: 'calm',
    hint: 'Try other words, or name a table or column.',
    remedies: [],
  },
  refused: {
    title: 'This is not a question about your data',
    tone: 'calm',
    hint: 'Ask about the tables. Data can be read here, but not changed.',
    remedies: [],
  },
  cancelled: { title: 'You cancelled this question', tone: 'calm', hint: '', remedies: ['ask-again'] },
  over_limit: {
    title: 'The program reached a limit',
    tone: 'calm',
    hint: 'Ask for less at once, or use a larger machine.',
    remedies: ['larger-machine'],
  },
  out_of_memory: {
    title: 'The program ran out of memory',
    tone: 'calm',
    hint: 'Use a larger machine, or ask for fewer rows.',
    remedies: ['larger-machine'],
  },
  out_of_time: {
    title: 'The program took too long',
    tone: 'calm',
    hint: 'Give it more time, use a larger machine, or ask for less.',
    remedies: ['more-time', 'larger-machine'],
  },
  deadline: {
    title: 'There was no answer in time',
    tone: 'problem',
    hint: 'Ask again, with more time if the program needs it.',
    remedies: ['ask-again', 'more-time'],
  },
  invalid_program: {
    title: 'No program for this question worked',
    tone: 'problem',
    hint: 'Simplify the question, or name the tables and columns that you mean.',
    remedies: ['ask-again'],
  },
  program_error: {
    title: 'The program failed',
    tone: 'problem',
    hint: 'Naming tables and columns in the question often helps.',
    remedies: ['ask-again'],
  },
  model_unavailable: {
    title: 'The language model is not available',
    tone: 'problem',
    hint: 'Ask again in a few minutes.',
    remedies: ['ask-again'],
  },
  warehouse_unavailable: {
    title: 'The warehouse is not available',
    tone: 'problem',
    hint: 'Ask again in a few minutes. If it stays like this, an administrator has to look at it.',
    remedies: ['ask-again'],
  },
  sandbox_unavailable: {
    title: 'No safe sandbox could be prepared',
    tone: 'problem',
    hint: 'An administrator has to look at it.',
    remedies: [],
  },
  launch_failed: {
    title: 'The sandbox could not be started',
    tone: 'problem',
    hint: 'An administrator has to look at it.',
    remedies: ['ask-again'],
  },
  task_lost: {
    title: 'The sandbox was lost',
    tone: 'problem',
    hint: 'Ask again. If it happens more often, an administrator has to look at it.',
    remedies: ['ask-again'],
  },
};
