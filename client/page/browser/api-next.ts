import type { JobView } from '../..';

/** Fields of a job and bodies of operations that the client's types do not have yet. */
export interface Feedback {
  readonly rating: 'up' | 'down';
  readonly note?: string;
  readonly verified?: boolean;
  readonly givenAt?: string;
}

export interface Sharing {
  readonly shared: boolean;
  readonly sharedAt?: string;
}

export type Action = 'cancel' | 'erase' | 'rerun' | 'edit' | 'share' | 'feedback' | 'verify' | 'follow-up' | 'export';

export interface NextFields {
  readonly actions?: readonly string[];
  readonly feedback?: Feedback;
  readonly sharing?: Sharing;
  readonly rerunOf?: string;
  readonly programEdited?: true;
}

/** What a program has printed. Offsets are in characters over all launches. */
export interface ProgramOutput {
  readonly text: string;
  readonly next: number;
  readonly ended: boolean;
  readonly truncated: boolean;
}

export type StatusGroup = 'running' | 'succeeded' | 'failed' | 'cancelled';

const OWNED: readonly Action[] = ['cancel', 'erase', 'rerun', 'edit', 'share', 'feedback', 'follow-up', 'export'];

/** Whether the caller may do this with the job now. */
export const may = (job: JobView & NextFields, action: Action): boolean => (job.actions ?? OWNED).includes(action);
