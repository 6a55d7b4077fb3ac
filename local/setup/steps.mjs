import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf } from './environment.mjs';

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

/** The server that holds the lock of `alone`, while this process has it. */
let lock;

/**
 * Runs a program quietly; when it fails, its last lines are the error. Resolves to its output.
 * The program inherits the lock: npm works on for a while after its parent was killed, and the next set-up waits for it.
 */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const env = environmentOf(process.env, root);
    const stdio = ['ignore', 'pipe', 'pipe', ...(lock ? [lock._handle.fd] : [])];
    const child = spawn(command, args, { cwd: root, stdio, env, ...options });
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

const UNFINISHED = 'unfinished-';
const OWN_UNFINISHED = `${UNFINISHED}${process.pid}-`;

/** The file of a made folder that says what it was made from; written last. */
export const stampOf = (folder) => join(folder, '.stamp');

/** True when a folder was made, to its end, from what the digest stands for. */
export const isComplete = (folder, digest) =>
  existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === digest;

/** Removes what set-ups that were killed left in a folder; under the lock of `alone`. */
export function removeUnfinished(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const isLeft = name.startsWith(UNFINISHED) && !name.startsWith(OWN_UNFINISHED);
    if (isLeft) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Makes a folder or a link so that it is complete or not there, whenever this process is killed: it is made beside and
 * then takes the place of what is there.
 * @param beside a folder of the same file system
 * @param make gets an empty folder, and resolves to the path in it that is to be `target`
 */
export async function replace(target, beside, make) {
  mkdirSync(beside, { recursive: true });
  const scratch = mkdtempSync(join(beside, OWN_UNFINISHED));
  try {
    const made = await make(scratch);
    if (lstatSync(target, { throwIfNoEntry: false })) renameSync(target, join(scratch, 'before'));
    renameSync(made, target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A socket that one process at a time can listen on; the kernel gives it back, however that process ends. */
function lockAddress() {
  const hash = createHash('sha256').update(root).digest();
  // As long as the kernel's longest: Node 20 fills a shorter name with zeros and later ones do not.
  if (process.platform === 'linux')
    return { path: `\0code-interpreter-setup-${hash.toString('hex')}`.padEnd(108, '\0') };
  return { host: '127.0.0.1', port: 49_152 + (hash.readUInt16BE(0) % 16_384) };
}

function tryLock() {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? done(undefined) : fail(error)));
    server.listen(lockAddress(), () => done(server));
  });
}

/** Lets one process at a time set up this folder, with the programs that it runs. */
export async function alone(work) {
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
