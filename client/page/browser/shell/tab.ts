import type { JobStatus } from '../../..';

export const PRODUCT = 'Code Interpreter on AWS';

/** What the tab shows: nothing under way, a question under way, or one that has ended. */
export type TabState = 'idle' | 'working' | 'succeeded' | 'failed';

const COLOURS: Readonly<Record<TabState, string>> = {
  idle: '#3a6df0',
  working: '#c77700',
  succeeded: '#1a7f4b',
  failed: '#6b7280',
};

const MARKS: Readonly<Record<TabState, string>> = {
  idle: 'M9 21V14m7 7V9m7 12v-9',
  working: 'M16 9v7l5 3',
  succeeded: 'M9 17l5 5 9-11',
  failed: 'M16 9v9m0 4v.1',
};

const PREFIXES: Readonly<Record<TabState, string>> = { idle: '', working: '… ', succeeded: '✓ ', failed: '! ' };

export const tabStateOf = (status: JobStatus | undefined): TabState => {
  if (status === undefined) return 'idle';
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'cancelled' ? 'failed' : 'working';
};

/** The icon as an address that needs no file. */
export const iconAddress = (state: TabState): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${COLOURS[state]}"/>` +
      `<path d="${MARKS[state]}" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  )}`;

const MAX_TITLE = 60;

export function titleOf(state: TabState, question: string | undefined): string {
  if (question === undefined) return PRODUCT;
  const text = question.replace(/\s+/g, ' ').trim();
  const short = text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE - 1)}…` : text;
  return `${PREFIXES[state]}${short}`;
}
