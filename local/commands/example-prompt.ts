import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../paths';

/** The question that goes with a folder of tables: its prompt.txt, if there is one. */
export function examplePrompt(inputFolder: string): string | undefined {
  const file = join(resolve(root, inputFolder), 'prompt.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
