import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonOf } from '../local/setup/paths';
import { QUESTIONS, type QuestionSet } from './questions';

export type Cell = string | number | boolean | null;
/** Rows of the gold answer. */
export type Gold = readonly (readonly Cell[])[];

/** The gold answers of a set, in the order of its questions; undefined for unanswerable ones. */
export async function goldAnswers({ folder, questions }: QuestionSet): Promise<(Gold | undefined)[]> {
  const queries = questions.flatMap(({ gold }) => (gold === undefined ? [] : [gold]));
  const child = spawn(pythonOf('emulator'), [join(QUESTIONS, 'gold.py')], { stdio: 'pipe' });
  child.stdin.end(JSON.stringify({ folder, queries }));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (!stdout) throw new Error(`The gold answers of ${folder} cannot be computed: ${stderr.trim()}`);
  const { answers } = JSON.parse(stdout) as { answers: Gold[] };
  const remaining = answers.values();
  return questions.map(({ gold }) => (gold === undefined ? undefined : remaining.next().value));
}
