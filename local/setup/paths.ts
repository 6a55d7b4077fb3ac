import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Python of an environment that the set-up made. Symbolic links are resolved: other users may not be able to follow them. */
export function pythonOf(environment: 'emulator' | 'executor'): string {
  const folder = join(root, '.local/python', environment);
  return join(existsSync(folder) ? realpathSync(folder) : folder, 'bin/python');
}
