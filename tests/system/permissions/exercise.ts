import type { Right } from './rights';
import type { ActionResult, Stage } from './stage';

/** ARNs of standby tasks. */
export interface Standbys {
  readonly idle: readonly string[];
  readonly claimed: readonly string[];
}

/** Fixtures of all exercises. */
export interface Props {
  /** A job that has succeeded. */
  readonly answered: string;
  /** ARN of a task that waits for a program until it is stopped. */
  waiting(): Promise<string>;
  /**
   * Arranges how many standbys there are: idle ones whose libraries are loaded, and ones that a job has claimed, which
   * wait for its program. Returns their ARNs.
   */
  standbys(counts: { readonly idle: number; readonly claimed?: number }): Promise<Standbys>;
  /** ARN of a standby that has retired and does not exit; there are no others. */
  hangingStandby(): Promise<string>;
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
