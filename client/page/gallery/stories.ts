import { answerStories } from '../browser/answer/stories';
import type { Story } from './story';

/** All stories: each folder of the page has a stories.tsx. */
export const stories: readonly Story[] = [...answerStories];
