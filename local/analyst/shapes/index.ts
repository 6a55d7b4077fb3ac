import { figuresShape, groupsShape, rankedRowsShape, rowsShape } from './general';
import { modelShape } from './model';
import { changeShape } from './refused';
import type { Shape } from './shape';
import { shareShape } from './share';

/** The shapes of questions that are answered; the first one that a question has counts. */
export const shapes: readonly Shape[] = [
  changeShape,
  modelShape,
  shareShape,
  rankedRowsShape,
  groupsShape,
  figuresShape,
  rowsShape,
];
