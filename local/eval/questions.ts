import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { root } from '../paths';

/** Where the question sets are, a folder each. */
export const QUESTIONS = join(root, 'tests/questions');

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

function readSet(name: string): QuestionSet {
  const folder = join(QUESTIONS, name);
  const { tables, questions } = QuestionFile.parse(parse(readFileSync(join(folder, 'questions.yaml'), 'utf8')));
  return { name, folder, tables: resolve(folder, tables), questions };
}

/** The sets of questions, or those of these names. @throws when a set is missing or is no set */
export function readSets(names?: readonly string[]): QuestionSet[] {
  const all = readdirSync(QUESTIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(QUESTIONS, entry.name)).includes('questions.yaml'))
    .map(({ name }) => name)
    .sort();
  const unknown = names?.find((name) => !all.includes(name));
  if (unknown) throw new Error(`There is no set of questions ${unknown}; there are ${all.join(', ')}.`);
  return all.filter((name) => !names?.length || names.includes(name)).map(readSet);
}
