import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What went wrong in words for whoever runs the set-up; no stack is shown. */
export class SetupError extends Error {}

/** Runs a long step, with a line when it begins and one when it is done. */
export async function step(title, work) {
  const began = performance.now();
  console.error(`· ${title} …`);
  await work();
  console.error(`✓ ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

/** Runs a program quietly; when it fails, its last lines are the error. Resolves to what it printed. */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        printed = (printed + text).slice(-20_000);
      });
    }
    child.on('error', (error) => fail(new SetupError(`${command} cannot be run: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) done(printed);
      else
        fail(new SetupError(`${[command, ...args].join(' ')} failed:\n${printed.split('\n').slice(-25).join('\n')}`));
    });
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Lets one process at a time set up; a lock whose owner is gone is taken over. */
export async function alone(work) {
  const lock = join(root, '.local/setup.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let said = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (owner > 0 && !isAlive(owner)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!said) console.error(`· Waiting for another set-up (process ${owner}) …`);
    said = true;
    await new Promise((wake) => setTimeout(wake, 300));
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
