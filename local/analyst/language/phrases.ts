import { ofSentences } from './phrases-of-sentences';
import { ofTasks } from './phrases-of-tasks';

/** Phrases by role and argument, apart by `;`. Lower case. */
export type PhraseTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What means something in a question whatever the tables are. */
export const phrases: PhraseTable = { ...ofSentences, ...ofTasks };
