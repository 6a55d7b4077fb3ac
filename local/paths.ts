import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Interpreter of an environment that the set-up made; by the path at which other users of the machine find it too. */
export function pythonOf(environment: 'emulator' | 'executor'): string {
  const folder = join(root, '.local/python', environment);
  return join(existsSync(folder) ? realpathSync(folder) : folder, 'bin/python');
}
