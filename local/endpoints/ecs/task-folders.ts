import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder for one task below the machine's folder for temporary files. Others may pass through it: when the
 * supervisor is root, programs run as a user of their own in a folder inside it.
 */
export function newWorkFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'code-interpreter-task-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** File that takes what a task prints. */
export function logFileOf(folder: string, taskArn: string): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `${taskArn.split('/').at(-1)}.log`);
}
