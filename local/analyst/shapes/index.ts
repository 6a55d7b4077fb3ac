import { figuresShape, groupsShape, rankedRowsShape, rowsShape } from './general';
import { modelShape } from './model';
import type { Shape } from './shape';

/** The shapes of questions that are answered; the first one that a question has counts. */
export const shapes: readonly Shape[] = [modelShape, rankedRowsShape, groupsShape, figuresShape, rowsShape];
