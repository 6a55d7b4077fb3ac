// npm run rehearse: makes the Python environment of the rehearsal, then runs its tests and the rehearsal.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createEnvironment, findPython } from '../../local/setup/python.mjs';
import { root, withSetupLock } from '../../local/setup/steps.mjs';

const folder = join(root, 'tests/rehearsal');
const title = 'Creating the Python environment of the rehearsal';

await withSetupLock(() =>
  createEnvironment(findPython(), 'rehearsal', 'tests/rehearsal/requirements.txt', false, title),
);
const python = join(root, '.local/python/rehearsal/bin/python');
for (const args of [['-m', 'unittest', '--quiet', 'test_rehearsal'], ['rehearse.py']]) {
  const { status, error } = spawnSync(python, args, { cwd: folder, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
