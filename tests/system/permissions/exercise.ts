import type { Right } from './rights';
import type { ActionResult, Stage } from './stage';

/** Fixtures of all exercises. */
export interface Props {
  /** A job that has succeeded. */
  readonly answered: string;
  /** ARN of a task that waits for a program until it is stopped. */
  waiting(): Promise<string>;
  /** Runs `work` while ECS has no capacity. */
  whenFull<T>(work: () => Promise<T>): Promise<T>;
}

/** Whether a call was denied. */
export const isDenied = (output: string): boolean => /AccessDenied|not authorized to perform/.test(output);

/** An action of the system in a role, with the rights that it needs. */
export interface Exercise {
  /** Logical id of the role. */
  readonly role: string;
  readonly does: string;
  readonly rights: readonly (string | Right)[];
  run(stage: Stage, props: Props): Promise<ActionResult>;
}

export const rightOf = (right: string | Right): Right => (typeof right === 'string' ? { action: right } : right);
