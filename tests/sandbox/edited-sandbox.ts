import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from './support';

/** A file of the sandbox, a text that it has once, and what is in its place. */
export type Edit = readonly [file: string, text: string, instead: string];

/** Loads less before it is ready: for tests of what happens afterwards. */
export const LIGHT: Edit = ['forkserver/preload.py', 'for name in MODULES:', 'for name in MODULES[:2]:'];

/** A copy of the sandbox below `folder`, which every user can reach, with some lines changed. */
export function editedSandbox(folder: string, ...edits: readonly Edit[]): string {
  const copy = mkdtempSync(join(folder, 'sandbox-'));
  chmodSync(copy, 0o755);
  for (const name of readdirSync(settings.sandboxDir)) {
    if (!name.startsWith('.')) cpSync(join(settings.sandboxDir, name), join(copy, name), { recursive: true });
  }
  for (const [file, text, instead] of edits) {
    const before = readFileSync(join(copy, file), 'utf8');
    if (before.split(text).length !== 2) throw new Error(`${file} does not have this once: ${text}`);
    writeFileSync(join(copy, file), before.replace(text, instead));
  }
  return copy;
}
