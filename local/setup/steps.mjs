import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf } from './environment.mjs';

/** The project's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** An error of the set-up for the user; printed without a stack trace. */
export class SetupError extends Error {}

/** Runs a step and prints a line when it starts and when it is done. */
export async function step(title, work) {
  const start = performance.now();
  console.error(`· ${title} …`);
  await work();
  console.error(`✓ ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

/** The listening socket that is the lock, while this process holds it. */
let lock;

/**
 * Runs a command without showing its output. Resolves to the output; when it fails, the last lines are the error.
 * The command inherits the lock: npm continues for a while after its parent was killed, and the next set-up must wait.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const env = environmentOf(process.env, root);
    const stdio = ['ignore', 'pipe', 'pipe', ...(lock ? [lock._handle.fd] : [])];
    const child = spawn(command, args, { cwd: root, stdio, env, ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-20_000);
      });
    }
    child.on('error', (error) => reject(new SetupError(`${command} cannot be run: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else
        reject(new SetupError(`${[command, ...args].join(' ')} failed:\n${output.split('\n').slice(-25).join('\n')}`));
    });
  });
}

const UNFINISHED = 'unfinished-';
const OWN_UNFINISHED = `${UNFINISHED}${process.pid}-`;

/** The stamp file of a folder: the digest of its sources, written last. */
export const stampOf = (folder) => join(folder, '.stamp');

/** Whether a folder was completed from the sources with this digest. */
export const isComplete = (folder, digest) =>
  existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === digest;

/** Removes the temporary folders of killed set-ups. Call it under the set-up lock. */
export function removeUnfinished(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const isLeftover = name.startsWith(UNFINISHED) && !name.startsWith(OWN_UNFINISHED);
    if (isLeftover) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Replaces a folder or link. If this process is killed, it is the old one, the new one, or missing, but never incomplete.
 * @param parent a folder on the same file system, for the temporary folder
 * @param make gets an empty folder and resolves to the path in it that becomes `target`
 */
export async function replaceAtomically(target, parent, make) {
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, OWN_UNFINISHED));
  try {
    const source = await make(scratch);
    if (lstatSync(target, { throwIfNoEntry: false })) renameSync(target, join(scratch, 'before'));
    renameSync(source, target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The address of the lock: one process at a time can listen on it, and the kernel frees it when the process exits. */
function lockAddress() {
  const hash = createHash('sha256').update(root).digest();
  // The maximum length: Node 20 pads shorter names with zeros and later versions do not.
  if (process.platform === 'linux')
    return { path: `\0code-interpreter-setup-${hash.toString('hex')}`.padEnd(108, '\0') };
  return { host: '127.0.0.1', port: 49_152 + (hash.readUInt16BE(0) % 16_384) };
}

function tryLock() {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(lockAddress(), () => resolve(server));
  });
}

/** Runs `work` under the lock of this folder: one set-up at a time, including the commands that it started. */
export async function withSetupLock(work) {
  lock = await tryLock();
  if (!lock) console.error('· Waiting for another set-up of this folder …');
  while (!lock) {
    await new Promise((wake) => setTimeout(wake, 300));
    lock = await tryLock();
  }
  try {
    return await work();
  } finally {
    lock.close();
    lock = undefined;
  }
}
