import { figuresShape, groupsShape, rankedRowsShape, rowsShape } from './general';
import { modelShape } from './model';
import { describeShape, sqlShape } from './plain';
import { changeShape } from './refused';
import type { Shape } from './shape';
import { shareShape } from './share';
import { compareShape, correlateShape, distributionShape } from './statistics';
import { growthShape, trendShape } from './trend';

/** The shapes of questions that are answered; the first one that a question has counts. */
export const shapes: readonly Shape[] = [
  sqlShape,
  changeShape,
  modelShape,
  describeShape,
  growthShape,
  compareShape,
  correlateShape,
  distributionShape,
  shareShape,
  trendShape,
  rankedRowsShape,
  groupsShape,
  figuresShape,
  rowsShape,
];
