import type { Right } from './rights';
import type { Outcome, Stage } from './stage';

/** What the whole proof shares. */
export interface Props {
  /** A job that was answered. */
  readonly answered: string;
  /** ARN of a task that lives until it is stopped: it waits for a program. */
  waiting(): Promise<string>;
  /** Does something while no task can be launched. */
  whenFull<T>(work: () => Promise<T>): Promise<T>;
}

/** Whether somebody was denied something. */
export const isDenied = (said: string): boolean => /AccessDenied|not authorized to perform/.test(said);

/** Something that the system does in a role, with the rights that it takes. */
export interface Exercise {
  /** Logical id. */
  readonly role: string;
  readonly does: string;
  readonly rights: readonly (string | Right)[];
  run(stage: Stage, props: Props): Promise<Outcome>;
}

export const rightOf = (right: string | Right): Right => (typeof right === 'string' ? { action: right } : right);
