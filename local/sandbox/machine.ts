import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonOf, root } from '../paths';

/** What programs need and this machine does not have, in a sentence; undefined when they can be held here. */
function missingLayers(): string | undefined {
  const script = join(root, 'local/sandbox/machine.py');
  const command = ['-I', '-S', script, join(root, 'executor/sandbox')];
  const { status, stdout, stderr, error } = spawnSync(pythonOf('executor'), command, { encoding: 'utf8' });
  if (status !== 0) return `It could not be found out what this machine has: ${error?.message ?? stderr}`.trim();
  return stdout.trim() || undefined;
}

/**
 * Refuses a machine on which generated programs would be held by too little.
 * @param unsafe the user knows, and wants it all the same.
 * @throws an error that says what is missing.
 */
export function checkMachine(unsafe: boolean, missing: () => string | undefined = missingLayers): void {
  const reason = unsafe ? undefined : missing();
  if (reason === undefined) return;
  throw new Error(
    `Programs of a model cannot be run safely on this machine. ${reason}\n  To run them all the same, with the rights that you have here: --unsafe-sandbox. Every result then says so.`,
  );
}
