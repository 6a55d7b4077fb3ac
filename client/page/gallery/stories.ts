import { stories as sessionStories } from '../browser/session/stories';
import { pageStories } from './page-stories';
import type { Story } from './story';

/** All stories: each folder of the page has a stories.tsx. */
export const stories: readonly Story[] = [...pageStories, ...sessionStories];
