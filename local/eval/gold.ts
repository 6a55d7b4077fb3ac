import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonOf } from '../setup/paths';
import { QUESTIONS, type QuestionSet } from './questions';

export type Cell = string | number | boolean | null;
/** Rows of the gold answer. */
export type Gold = readonly (readonly Cell[])[];

/** The gold answers of a set, one for each question; undefined where there is none. */
export async function goldAnswers({ folder, questions }: QuestionSet): Promise<(Gold | undefined)[]> {
  const queries = questions.flatMap(({ gold }) => (gold === undefined ? [] : [gold]));
  const child = spawn(pythonOf('emulator'), [join(QUESTIONS, 'gold.py')], { stdio: 'pipe' });
  child.stdin.end(JSON.stringify({ folder, queries }));
  const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (!printed) throw new Error(`The gold answers of ${folder} cannot be computed: ${said.trim()}`);
  const { answers } = JSON.parse(printed) as { answers: Gold[] };
  const rest = answers.values();
  return questions.map(({ gold }) => (gold === undefined ? undefined : rest.next().value));
}
