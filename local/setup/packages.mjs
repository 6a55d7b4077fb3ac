import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, step } from './steps.mjs';

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {};
}

/** True when node_modules holds what package-lock.json names; packages for other machines may be missing. */
export function packagesFit() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    return installed[path] === undefined
      ? optional === true || devOptional === true
      : installed[path].version === version;
  });
}

/** Installs the npm packages of package-lock.json. */
export async function installPackages() {
  if (packagesFit()) return;
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  // Not `npm ci`: it would begin by deleting what is there.
  const args = ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'];
  await step('Installing npm packages', () => run(command, [...first, ...args]));
}
