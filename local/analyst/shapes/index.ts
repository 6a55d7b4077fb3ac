import { compareShape } from './compare';
import { correlateShape } from './correlate';
import { distributionShape } from './distribution';
import { figuresShape, groupsShape } from './groups';
import { modelShape } from './model';
import { describeShape, sqlShape } from './plain';
import { changeShape } from './refused';
import { rankedRowsShape, rowsShape } from './rows';
import type { Shape } from './shape';
import { shareShape } from './share';
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
