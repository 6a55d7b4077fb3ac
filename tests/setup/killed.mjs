// Kills set-ups and expects the next one to recover:
//   node tests/setup/killed.mjs [--moments 3] [--seconds 36]
// For each of so many moments, spread over so many seconds, the working tree is copied into a temporary folder, its
// set-up is started, and its whole process group is killed then, by SIGKILL and SIGINT in turns. The next command there
// must leave the packages and bundles that this folder has, and run a program; the one after it must have nothing to do.
// This folder is set up first.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const SIGNALS = ['SIGKILL', 'SIGINT'];
const PROGRAM = "from interpreter import answer\nanswer('It runs.')\n";

/** A copy as a clone would be: what git tracks or would track, and nothing that a set-up made. */
function copyTree(folder) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const name of listed.toString().split('\0').filter(Boolean)) cpSync(join(root, name), join(folder, name));
}

/** Every file below a folder with what it holds: contents, or the target of a link. */
function contents(folder, leftOut) {
  const found = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (leftOut(name)) continue;
    if (entry.isSymbolicLink()) found.set(name, `→ ${readlinkSync(path)}`);
    else if (entry.isFile()) found.set(name, createHash('sha256').update(readFileSync(path)).digest('hex'));
  }
  return found;
}

/** The first differences of two folders, in words. */
function differences(expected, found) {
  const wrong = [...expected]
    .filter(([name, held]) => found.get(name) !== held)
    .map(([name]) => `not as here: ${name}`);
  const more = [...found.keys()].filter((name) => !expected.has(name)).map((name) => `not here: ${name}`);
  return [...wrong, ...more].slice(0, 5);
}

const isOfPackages = (name) => name === '.stamp' || name === '.package-lock.json' || name.startsWith('.cache');
const isOfBundles = (name) => name === '.stamp';
const command = (folder, ...args) => [process.execPath, [join(folder, 'local/run.mjs'), ...args], { cwd: folder }];

/** Starts a set-up, and kills it and all that it started after so many seconds; true when it had not ended before. */
function killAfter(folder, seconds, signal) {
  const [program, args, options] = command(folder, 'setup');
  const child = spawn(program, args, { ...options, detached: true, stdio: 'ignore' });
  return new Promise((done) => {
    const timer = setTimeout(() => process.kill(-child.pid, signal), seconds * 1000);
    child.once('exit', (_, by) => {
      clearTimeout(timer);
      done(by === signal);
    });
  });
}

function mustRun(folder, ...args) {
  const [program, given, options] = command(folder, ...args);
  const { status, stdout, stderr } = spawnSync(program, given, { ...options, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** What is wrong with a folder after a set-up was killed there, once the next command has run; nothing when all is right. */
function faults(folder, expected) {
  writeFileSync(join(folder, 'program.py'), PROGRAM);
  const printed = mustRun(folder, 'sandbox', 'program.py');
  const found = [
    ...(printed.includes('It runs.') ? [] : [`the program did not answer: ${printed}`]),
    ...differences(expected.packages, contents(join(folder, 'node_modules'), isOfPackages)),
    ...differences(expected.bundles, contents(join(folder, 'dist'), isOfBundles)),
  ];
  const again = mustRun(folder, 'setup');
  if (again !== '') found.push(`the next set-up had something to do: ${again}`);
  const left = ['.local', '.local/python'].flatMap((name) => readdirSync(join(folder, name)));
  return [...found, ...left.filter((name) => name.startsWith('unfinished-')).map((name) => `left: ${name}`)];
}

async function killed(seconds, signal, expected) {
  const folder = mkdtempSync(join(tmpdir(), 'killed-set-up-'));
  try {
    chmodSync(folder, 0o755);
    copyTree(folder);
    const wasKilled = await killAfter(folder, seconds, signal);
    const found = faults(folder, expected);
    const what = `${signal} after ${seconds} s${wasKilled ? '' : ', when the set-up had ended'}`;
    console.log(found.length === 0 ? `✓ ${what}` : `✗ ${what}\n  ${found.join('\n  ')}`);
    return found.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: { moments: { type: 'string', default: '3' }, seconds: { type: 'string', default: '36' } },
});
const moments = Number(values.moments);
mustRun(root, 'setup');
const expected = {
  packages: contents(join(root, 'node_modules'), isOfPackages),
  bundles: contents(join(root, 'dist'), isOfBundles),
};
let wrong = 0;
for (let moment = 0; moment < moments; moment += 1) {
  const seconds = Math.round((Number(values.seconds) * (moment + 0.5) * 10) / moments) / 10;
  if (!(await killed(seconds, SIGNALS[moment % SIGNALS.length], expected))) wrong += 1;
}
console.log(
  wrong === 0 ? `Every next set-up recovered from the ${moments} killed ones.` : `${wrong} of ${moments} failed.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
