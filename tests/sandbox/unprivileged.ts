import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from './support';

/** An unprivileged user, for tests that run as root, and a Python that every user can run. */
export const USER = 20_900;
export const PYTHON = '/usr/bin/python3';

const root = process.getuid?.() === 0;

const asUser = (command: string, ...parameters: string[]) =>
  spawnSync(command, parameters, { uid: USER, gid: USER, encoding: 'utf8' });

/** The packages, if the unprivileged user can import them. */
export function reachablePackages(): { packages: string } | { reason: string } {
  if (!root) return { reason: 'not root: the other tests already run unprivileged' };
  if (!existsSync(PYTHON)) return { reason: `no ${PYTHON}` };
  const version = asUser(PYTHON, '-c', 'import sys; print("python%d.%d" % sys.version_info[:2])').stdout?.trim();
  const packages = join(settings.python, '../../lib', version ?? '', 'site-packages');
  if (asUser('ls', packages).status !== 0) return { reason: `other users cannot reach ${packages}` };
  if (asUser(process.execPath, '-v').status !== 0) return { reason: 'other users cannot reach Node' };
  return { packages };
}
