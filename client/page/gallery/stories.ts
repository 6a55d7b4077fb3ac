import { answerStories } from '../browser/answer/stories';
import { stories as sessionStories } from '../browser/session/stories';
import { pageStories } from './page-stories';
import type { Story } from './story';

/** All stories. */
export const stories: readonly Story[] = [...pageStories, ...sessionStories, ...answerStories];
