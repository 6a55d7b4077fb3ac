import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from './support';

/** A file of the sandbox, a text that occurs in it once, and its replacement. */
export type Edit = readonly [file: string, text: string, replacement: string];

/** Preloads only what the sandbox patches. */
export const LIGHT: Edit = [
  'forkserver/preload.py',
  'deque(zip(map(_package, OPTIONAL), _imports(OPTIONAL)))',
  'deque()',
];

/** A copy of the sandbox below `folder`, which every user can reach, with the edits applied. */
export function editedSandbox(folder: string, ...edits: readonly Edit[]): string {
  const copy = mkdtempSync(join(folder, 'sandbox-'));
  chmodSync(copy, 0o755);
  for (const name of readdirSync(settings.sandboxDir)) {
    if (!name.startsWith('.')) cpSync(join(settings.sandboxDir, name), join(copy, name), { recursive: true });
  }
  for (const [file, text, replacement] of edits) {
    const before = readFileSync(join(copy, file), 'utf8');
    if (before.split(text).length !== 2) throw new Error(`${file} must have this text once: ${text}`);
    writeFileSync(join(copy, file), before.replace(text, replacement));
  }
  return copy;
}
