import { answerStories } from '../browser/answer/stories';
import { pageStories } from './page-stories';
import type { Story } from './story';

/** All stories. */
export const stories: readonly Story[] = [...pageStories, ...answerStories];
