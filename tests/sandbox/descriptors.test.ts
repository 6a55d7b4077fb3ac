import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project, settings } from './support';

test('a sandbox without file descriptors left is refused, and does not end the process', () => {
  const workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const script = `
    const { closeSync, openSync } = require('node:fs');
    const { createSandbox } = require('./executor/supervisor/sandbox');
    const sandbox = createSandbox(${JSON.stringify({ ...settings, workDir })});
    const open = [];
    try {
      for (;;) open.push(openSync('/dev/null'));
    } catch {
      // Enough for the sandbox's folder and user, too few for the channels of its programs.
      for (const file of open.slice(-12)) closeSync(file);
    }
    sandbox.start().then((started) => {
      process.stdout.write(JSON.stringify(started));
      setTimeout(() => process.exit(7), 100);
    });`;
  const node = [process.execPath, '--import', 'tsx', '--eval', script];
  const shell = ['-c', 'ulimit -n 300; exec "$@"', 'sh', ...node];
  const { status, stdout, stderr } = spawnSync('sh', shell, { cwd: project, encoding: 'utf8' });
  rmSync(workDir, { recursive: true });
  expect(stderr).toBe('');
  expect(stdout).toContain('"ok":false');
  expect(stdout).toContain('The Python process could not be started');
  expect(status).toBe(7);
});
