import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { root } from '../local/setup/paths';

/** Folder of the question sets. */
export const QUESTIONS = join(root, 'tests/questions');

const FILE = 'questions.yaml';

const Flag = z.optional(z.boolean());
const Question = z.strictObject({
  ask: z.string(),
  /** Kind of the question, for the report. */
  shape: z.string(),
  /** SQL that gives the rows of the answer. Strings in a row are its labels, numbers its figures. */
  gold: z.optional(z.string()),
  /** Why the question has no answer; it must be refused. */
  unanswerable: z.optional(z.string()),
  /** The figures are shares: 0.25 can also be written as 25 %. */
  share: Flag,
  /** One label and one figure of each row are sufficient. */
  any: Flag,
  /** The labels must be in the first paragraph. */
  first: Flag,
  /** The table of the answer must have exactly the gold rows. */
  exact: Flag,
  /** The figures can be anywhere in the answer. */
  figures: Flag,
  /** There must be a chart among the artifacts. */
  chart: Flag,
  /** Patterns that the answer must match. */
  says: z.optional(z.array(z.string())),
  /** Pattern that the name of an artifact must match. */
  artifact: z.optional(z.string()),
  /** Pattern of value names → [minimum, maximum]; one of these values must be in the range. */
  between: z.optional(z.record(z.string(), z.tuple([z.number(), z.number()]))),
});
export type Question = z.infer<typeof Question>;

const QuestionFile = z.strictObject({ tables: z.string(), questions: z.array(Question) });

export interface QuestionSet {
  readonly name: string;
  readonly folder: string;
  /** Folder of the tables. */
  readonly tables: string;
  readonly questions: readonly Question[];
}

function readSet(name: string, folder: string): QuestionSet {
  const { tables, questions } = QuestionFile.parse(parse(readFileSync(join(folder, FILE), 'utf8')));
  return { name, folder, tables: resolve(folder, tables), questions };
}

const isSet = (folder: string): boolean => existsSync(join(folder, FILE));

/** Name → folder of the sets in a folder, or of the folder itself if it is a set. */
function setsIn(folder: string): Map<string, string> {
  if (isSet(folder)) return new Map([[basename(folder), folder]]);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.map((name) => [name, join(folder, name)] as const).filter(([, below]) => isSet(below)));
}

/**
 * Reads the question sets in a folder; with names, only those.
 * @throws when a set is missing or not valid
 */
export function readSets(names: readonly string[] = [], folder = QUESTIONS): QuestionSet[] {
  const all = setsIn(resolve(folder));
  if (all.size === 0)
    throw new Error(`There are no question sets in ${folder}. A set is a folder with a file ${FILE}.`);
  const unknown = names.find((name) => !all.has(name));
  if (unknown) throw new Error(`There is no question set "${unknown}". Available: ${[...all.keys()].join(', ')}.`);
  return [...all]
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([name, one]) => readSet(name, one));
}
