import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Interpreter of an environment that the set-up made. */
export function pythonOf(environment: 'emulator' | 'executor'): string {
  const override = process.env[`LOCAL_PYTHON_${environment.toUpperCase()}`];
  return override ?? join(root, '.local/python', environment, 'bin/python');
}
