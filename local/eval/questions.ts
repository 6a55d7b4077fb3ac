import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { root } from '../setup/paths';

/** Where the question sets are, a folder each. */
export const QUESTIONS = join(root, 'tests/questions');

const FILE = 'questions.yaml';

const Flag = z.optional(z.boolean());
const Question = z.strictObject({
  ask: z.string(),
  /** Kind of question, for the report. */
  shape: z.string(),
  /** SQL whose rows the answer has to give; texts in a row are its labels, numbers its figures. */
  gold: z.optional(z.string()),
  /** Why there is no answer: it has to be refused. */
  unanswerable: z.optional(z.string()),
  /** The figures are shares: 0.25 may be said as 25 %. */
  share: Flag,
  /** One of the labels and one of the figures of each row are enough. */
  any: Flag,
  /** The labels have to be in the first paragraph. */
  first: Flag,
  /** The answer's table has the rows of gold and no others. */
  exact: Flag,
  /** The figures count wherever they are in the answer. */
  figures: Flag,
  /** A picture has to be among the artifacts. */
  chart: Flag,
  /** Patterns that the answer has to have. */
  says: z.optional(z.array(z.string())),
  /** Pattern of the name of an artifact. */
  artifact: z.optional(z.string()),
  /** Pattern of names of values → lowest and highest; one of these values has to be within. */
  between: z.optional(z.record(z.string(), z.tuple([z.number(), z.number()]))),
});
export type Question = z.infer<typeof Question>;

const QuestionFile = z.strictObject({ tables: z.string(), questions: z.array(Question) });

export interface QuestionSet {
  readonly name: string;
  readonly folder: string;
  /** Folder of the tables that the questions are about. */
  readonly tables: string;
  readonly questions: readonly Question[];
}

function readSet(name: string, folder: string): QuestionSet {
  const { tables, questions } = QuestionFile.parse(parse(readFileSync(join(folder, FILE), 'utf8')));
  return { name, folder, tables: resolve(folder, tables), questions };
}

const isSet = (folder: string): boolean => existsSync(join(folder, FILE));

/** The sets below a folder, or the folder itself when it is one: name → folder. */
function setsIn(folder: string): Map<string, string> {
  if (isSet(folder)) return new Map([[basename(folder), folder]]);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.map((name) => [name, join(folder, name)] as const).filter(([, below]) => isSet(below)));
}

/**
 * The sets of questions in a folder, or those of these names.
 * @throws when a set is missing or is no set
 */
export function readSets(names: readonly string[] = [], folder = QUESTIONS): QuestionSet[] {
  const all = setsIn(resolve(folder));
  if (all.size === 0) throw new Error(`There are no questions in ${folder}: a set is a folder with a ${FILE}.`);
  const unknown = names.find((name) => !all.has(name));
  if (unknown) throw new Error(`There is no set of questions ${unknown}; there are ${[...all.keys()].join(', ')}.`);
  return [...all]
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([name, one]) => readSet(name, one));
}
