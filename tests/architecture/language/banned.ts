import type { Ban } from './findings';

/** What the glossary has no row for, because it names no thing of the system. */
export const PHRASES: readonly Ban[] = [
  { phrase: 'hear', use: 'receive, read' },
  { phrase: 'hears', use: 'receives, reads' },
  { phrase: 'tell', use: 'report, return, record' },
  { phrase: 'tells', use: 'reports, returns, records' },
  { phrase: 'swept', use: 'the noun of the result' },
  { phrase: 'beside', use: 'next to, with' },
  { phrase: 'for want of', use: 'because … is missing' },
  { phrase: 'by itself', use: 'alone, automatically' },
  { phrase: 'by themselves', use: 'alone, automatically' },
  { phrase: 'of its own', use: 'separate, or nothing' },
  { phrase: 'of their own', use: 'separate, or nothing' },
  { phrase: 'what it is about', use: 'the noun' },
  { phrase: 'takes it for', use: 'treats it as' },
  { phrase: 'goes on', use: 'continues' },
  { phrase: 'go on', use: 'continue' },
  { phrase: 'in silence', use: 'silently' },
];
