import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../paths';

/** The question that goes with a folder of tables: its prompt.txt, if there is one. */
export function examplePrompt(inputFolder: string): string | undefined {
  const file = join(resolve(root, inputFolder), 'prompt.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/**
 * What `npm run demo` asks.
 * @throws an error that says what to do when there is nothing to ask
 */
export function demoPrompt(asked: string | undefined, inputFolder: string): string {
  const folder = resolve(root, inputFolder);
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder} to read tables from.`);
  if (asked !== undefined && asked.trim() === '') throw new Error('The question is empty.');
  const prompt = asked ?? examplePrompt(inputFolder);
  if (prompt) return prompt;
  const fault = prompt === undefined ? `${inputFolder} has no prompt.txt` : `prompt.txt in ${inputFolder} is empty`;
  throw new Error(`${fault}; say what to ask: npm run demo -- --prompt <text>`);
}
