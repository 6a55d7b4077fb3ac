/** Where a banned phrase is right. An exception that excuses nothing fails the test. */
export interface Exception {
  /** A file, or a folder with its slash; every file when left out. */
  readonly path?: string;
  /** Every phrase when left out. */
  readonly phrase?: string;
  /** What the line contains; any line when left out. */
  readonly line?: RegExp;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  { path: 'analyst/lexicon/operators.yaml', reason: 'Words that users write.' },
  {
    path: 'functions/generate-code/prompt/instructions.md',
    reason: 'The prompt is versioned and measured: a changed word is a new version.',
  },
  { path: 'tests/recordings/', reason: 'Requests and responses are as they were sent.' },
  { path: 'tests/questions/', reason: 'Questions are in the words of users.' },
];
