import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, parse as parsePath, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { root } from '../local/setup/paths';

/** Folder of the question sets. */
export const QUESTIONS = join(root, 'tests/questions');
/** Folder of the set about tables that instruct the model. */
export const INJECTION = join(root, 'tests/injection');

const FILE = 'questions.yaml';

const Flag = z.optional(z.boolean());
const Hostile = z.strictObject({
  /** Calls of other tools before the program. */
  calls: z.optional(z.array(z.strictObject({ name: z.string(), input: z.record(z.string(), z.unknown()) }))),
  program: z.string(),
  /** Patterns that nothing of the job may match, whatever the program does. */
  never: z.optional(z.array(z.string())),
  /** Patterns that a warning of the job matches, whatever the program does. */
  warns: z.optional(z.array(z.string())),
  /** Patterns that the result of the attempt matches: its answer, or its error. */
  ends: z.optional(z.array(z.string())),
});

const Question = z.strictObject({
  ask: z.string(),
  /** Kind of the question, for the report. */
  shape: z._default(z.string(), 'question'),
  /** SQL that gives the rows of the answer. Strings in a row are its labels, numbers its figures. */
  gold: z.optional(z.string()),
  /** The rows of the answer, instead of SQL. */
  rows: z.optional(z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])))),
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
  /** A refusal is as right as the answer. */
  mayRefuse: Flag,
  /** Patterns that nothing of the job may match: answer, values, assumptions, warnings, statements, names of artifacts. */
  avoids: z.optional(z.array(z.string())),
  /** Patterns that a warning of the job must match. */
  warns: z.optional(z.array(z.string())),
  /** What a model does that obeys an instruction in the tables, and what the system holds nevertheless. For tests. */
  hostile: z.optional(Hostile),
});
export type Question = z.infer<typeof Question>;

const QuestionFile = z.strictObject({ tables: z.optional(z.string()), questions: z.array(Question) });

export interface QuestionSet {
  readonly name: string;
  readonly folder: string;
  /** Folder of the tables; undefined if they are those of a running system. */
  readonly tables?: string;
  readonly questions: readonly Question[];
}

/** @throws when the file is no file of questions; the message names the field */
function readFile(name: string, file: string): QuestionSet {
  const folder = dirname(file);
  const parsed = QuestionFile.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, ...issue }) => `${path.join('.')}: ${reasonOf(issue)}`);
    throw new Error(`${file} is not valid. ${reasons.join('; ')}. Format: tests/questions/README.md.`);
  }
  const { tables, questions } = parsed.data;
  return { name, folder, questions, ...(tables !== undefined && { tables: resolve(folder, tables) }) };
}

const reasonOf = (issue: { readonly message: string; readonly keys?: unknown }): string =>
  Array.isArray(issue.keys) ? `unknown ${issue.keys.join(', ')}` : issue.message;

const isSet = (folder: string): boolean => existsSync(join(folder, FILE));

/** Name → file of the sets in a folder, of the folder itself if it is a set, or of a file of questions. */
function setsIn(path: string): Map<string, string> {
  if (existsSync(path) && statSync(path).isFile()) return new Map([[parsePath(path).name, path]]);
  if (isSet(path)) return new Map([[basename(path), join(path, FILE)]]);
  const names = existsSync(path) ? readdirSync(path).sort() : [];
  return new Map(
    names.filter((name) => isSet(join(path, name))).map((name) => [name, join(path, name, FILE)] as const),
  );
}

/**
 * Reads the question sets in some folders or files; with names, only those.
 * @throws when a set is missing or not valid
 */
export function readSets(names: readonly string[] = [], paths: string | readonly string[] = QUESTIONS): QuestionSet[] {
  const all = new Map<string, string>();
  for (const path of [paths].flat()) {
    const sets = setsIn(resolve(path));
    if (sets.size === 0) {
      throw new Error(
        `There are no question sets in ${path}. A set is a file of questions, or a folder with a file ${FILE}.`,
      );
    }
    for (const [name, file] of sets) {
      if (all.has(name))
        throw new Error(`There are two question sets "${name}": ${all.get(name)} and ${file}. Rename one.`);
      all.set(name, file);
    }
  }
  const unknown = names.find((name) => !all.has(name));
  if (unknown) throw new Error(`There is no question set "${unknown}". Available: ${[...all.keys()].join(', ')}.`);
  return [...all]
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([name, file]) => readFile(name, file));
}
