import { readFileSync } from 'node:fs';
import { type AskOptions, UsageError } from './arguments';

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read the questions: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether the questions are typed, because the command line has none. */
export const areTyped = ({ prompts, file }: Pick<AskOptions, 'prompts' | 'file'>): boolean =>
  prompts.length === 0 && file === undefined && process.stdin.isTTY === true;

/** The questions of the command line and the file, in order. @throws UsageError when there are none */
export function readPrompts({ prompts, file }: Pick<AskOptions, 'prompts' | 'file'>): string[] {
  const lines = file === undefined ? [] : textOf(file).split(/\r?\n/);
  const all = [...prompts, ...lines.filter((line) => !line.trimStart().startsWith('#'))]
    .map((prompt) => prompt.trim())
    .filter((prompt) => prompt !== '');
  if (all.length === 0)
    throw new UsageError('No question given. For example: npm run ask -- "How many users are there?"');
  return all;
}
