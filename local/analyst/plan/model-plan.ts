import type { Column, Table } from '../schema/model';
import type { Condition } from './query';

export type Algorithm =
  | 'forest'
  | 'boosting'
  | 'logistic'
  | 'linear'
  | 'tree'
  | 'neighbours'
  | 'svm'
  | 'bayes'
  | 'network';

/** A model that foretells a column from the others of its row. */
export interface ModelPlan {
  readonly shape: 'model';
  readonly table: Table;
  readonly target: Column;
  readonly task: 'classification' | 'regression';
  /** Columns to learn from, of the table and of those its rows belong to. */
  readonly candidates: readonly Column[];
  readonly conditions: readonly Condition[];
  readonly algorithm?: Algorithm;
  /** The algorithm as the question called it. */
  readonly algorithmSaid?: string;
}

const onlyFor: Partial<Record<Algorithm, ModelPlan['task']>> = {
  logistic: 'classification',
  bayes: 'classification',
  linear: 'regression',
};

/** Whether there is such an algorithm for the task. */
export const fitsTask = (algorithm: Algorithm, task: ModelPlan['task']): boolean =>
  (onlyFor[algorithm] ?? task) === task;
