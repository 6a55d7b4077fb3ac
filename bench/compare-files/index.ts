/** Runs compare.py in a separate environment, which it creates; see there. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pythonOf, root } from '../../local/setup/paths';

const environment = join(root, '.local/python/compare-files');
const python = join(environment, 'bin/python');

function run(command: string, ...args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed.`);
}

if (!existsSync(python)) run(pythonOf('emulator'), '-m', 'venv', environment);
run(python, '-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', join(__dirname, 'requirements.txt'));
const downloads = join(root, '.local/compare-files');
run(
  python,
  join(__dirname, 'compare.py'),
  join(__dirname, 'packages.txt'),
  downloads,
  join(__dirname, 'report.md'),
  pythonOf('emulator'),
);
