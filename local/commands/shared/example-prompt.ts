import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../../setup/paths';

/** The example question of a folder: the text of its prompt.txt, if there is one. */
export function examplePrompt(inputFolder: string): string | undefined {
  const file = join(resolve(root, inputFolder), 'prompt.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/**
 * The question for `npm run demo`: `--prompt`, or else the example question of the folder.
 * @throws when there is neither
 */
export function demoPrompt(prompt: string | undefined, inputFolder: string): string {
  const folder = resolve(root, inputFolder);
  if (!existsSync(folder)) throw new Error(`The folder ${folder} does not exist.`);
  if (prompt !== undefined && prompt.trim() === '') throw new Error('The question is empty.');
  const question = prompt ?? examplePrompt(inputFolder);
  if (question) return question;
  const reason = question === undefined ? `${inputFolder} has no prompt.txt` : `prompt.txt in ${inputFolder} is empty`;
  throw new Error(`${reason}. Give a question: npm run demo -- --prompt <text>`);
}
