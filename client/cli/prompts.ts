import { readFileSync } from 'node:fs';
import { type AskOptions, UsageError } from './arguments';

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`The questions cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Every question that is to be asked, in order. @throws UsageError when there is none */
export function readPrompts({ prompts, file }: Pick<AskOptions, 'prompts' | 'file'>): string[] {
  const lines = file === undefined ? [] : textOf(file).split(/\r?\n/);
  const all = [...prompts, ...lines.filter((line) => !line.trimStart().startsWith('#'))]
    .map((prompt) => prompt.trim())
    .filter((prompt) => prompt !== '');
  if (all.length === 0)
    throw new UsageError('What is the question? For example: npm run ask -- "How many users are there?"');
  return all;
}
