// Kills set-ups and checks that the next one repairs the folder:
//   node tests/setup/killed.mjs [--moments 3] [--seconds 36]
// At several moments of the set-up, in a copy of the working tree, the process group is killed, by SIGKILL and SIGINT in
// turns. The next command must produce the same packages and bundles as in this folder and run a program; the next set-up
// must have nothing to do. This folder is set up first.
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

/** Copies the files that git tracks or would track. */
function copyTree(folder) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const name of listed.toString().split('\0').filter(Boolean)) cpSync(join(root, name), join(folder, name));
}

/** A copy is no git repository, so its bundles do not name the commit. */
const withoutCommit = (bytes) => bytes.toString('latin1').replace(/"[0-9a-f]{12}(-changed)?"/g, '"unknown"');

/** Name → hash of the contents, or target of the link, of all files below a folder. */
function contents(folder, isExcluded) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (isExcluded(name)) continue;
    if (entry.isSymbolicLink()) files.set(name, `→ ${readlinkSync(path)}`);
    else if (entry.isFile())
      files.set(
        name,
        createHash('sha256')
          .update(withoutCommit(readFileSync(path)))
          .digest('hex'),
      );
  }
  return files;
}

/** Descriptions of the first differences between two folders. */
function differences(expected, actual) {
  const different = [...expected]
    .filter(([name, content]) => actual.get(name) !== content)
    .map(([name]) => `different: ${name}`);
  const unexpected = [...actual.keys()].filter((name) => !expected.has(name)).map((name) => `unexpected: ${name}`);
  return [...different, ...unexpected].slice(0, 5);
}

const isOfPackages = (name) => name === '.stamp' || name === '.package-lock.json' || name.startsWith('.cache');
const isOfBundles = (name) => name === '.stamp';
const command = (folder, ...args) => [process.execPath, [join(folder, 'local/run.mjs'), ...args], { cwd: folder }];

/** Starts a set-up and kills its process group after some seconds; false if it had already exited. */
function killAfter(folder, seconds, signal) {
  const [program, args, options] = command(folder, 'setup');
  const child = spawn(program, args, { ...options, detached: true, stdio: 'ignore' });
  return new Promise((resolve) => {
    const timer = setTimeout(() => process.kill(-child.pid, signal), seconds * 1000);
    child.once('exit', (_, by) => {
      clearTimeout(timer);
      resolve(by === signal);
    });
  });
}

function mustRun(folder, ...args) {
  const [program, argv, options] = command(folder, ...args);
  const { status, stdout, stderr } = spawnSync(program, argv, { ...options, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** Runs the next command in the folder of a killed set-up; returns the problems. */
function problemsOf(folder, expected) {
  writeFileSync(join(folder, 'program.py'), PROGRAM);
  const printed = mustRun(folder, 'sandbox', 'program.py');
  const problems = [
    ...(printed.includes('It runs.') ? [] : [`the program did not answer: ${printed}`]),
    ...differences(expected.packages, contents(join(folder, 'node_modules'), isOfPackages)),
    ...differences(expected.bundles, contents(join(folder, 'dist'), isOfBundles)),
  ];
  const again = mustRun(folder, 'setup');
  if (again !== '') problems.push(`the next set-up had something to do: ${again}`);
  const leftovers = ['.local', '.local/python'].flatMap((name) => readdirSync(join(folder, name)));
  return [
    ...problems,
    ...leftovers.filter((name) => name.startsWith('unfinished-')).map((name) => `leftover: ${name}`),
  ];
}

async function passesAfterKill(seconds, signal, expected) {
  const folder = mkdtempSync(join(tmpdir(), 'killed-set-up-'));
  try {
    chmodSync(folder, 0o755);
    copyTree(folder);
    const wasKilled = await killAfter(folder, seconds, signal);
    const problems = problemsOf(folder, expected);
    const title = `${signal} after ${seconds} s${wasKilled ? '' : ', when the set-up had ended'}`;
    console.log(problems.length === 0 ? `✓ ${title}` : `✗ ${title}\n  ${problems.join('\n  ')}`);
    return problems.length === 0;
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
let failures = 0;
for (let moment = 0; moment < moments; moment += 1) {
  const seconds = Math.round((Number(values.seconds) * (moment + 0.5) * 10) / moments) / 10;
  if (!(await passesAfterKill(seconds, SIGNALS[moment % SIGNALS.length], expected))) failures += 1;
}
console.log(failures === 0 ? `All ${moments} killed set-ups were repaired.` : `${failures} of ${moments} failed.`);
process.exitCode = failures === 0 ? 0 : 1;
