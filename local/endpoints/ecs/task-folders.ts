import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Creates the temporary folder of a task. Other users can pass through it: when the supervisor is root, programs run as
 * another user in a folder inside it.
 */
export function newWorkFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'code-interpreter-task-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** Log file of a task. */
export function logFileOf(folder: string, taskArn: string): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `${taskArn.split('/').at(-1)}.log`);
}
