// Everything that takes too long for each change: npm run nightly [-- STAGE]
// Runs every stage, or those whose names begin with STAGE, and writes the result and the time of each to
// bench/nightly.md. The others run also when a stage fails.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, release, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const REPORT = join(root, 'bench/nightly.md');

function must(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) throw error ?? new Error(`${[program, ...args].join(' ')} ended with ${status}.`);
}

/** `npm run test:all` in a clone of the last commit, with a Node of this version from npm. */
function testWithNode(version) {
  const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
  try {
    const name = `node-${process.platform}-${process.arch}`;
    const node = join(folder, 'node');
    mkdirSync(node);
    must('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', node, `${name}@${version}`]);
    must('git', ['clone', '-q', root, join(folder, 'clone')]);
    const PATH = [join(node, 'node_modules', name, 'bin'), process.env.PATH].join(delimiter);
    must('npm', ['run', 'test:all'], { cwd: join(folder, 'clone'), env: { ...process.env, PATH } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Name and work of each stage, in order. */
const stages = [
  ['set-up killed at 20 moments', () => must('node', ['tests/setup/killed.mjs', '--moments', '20', '--seconds', '60'])],
  ...[22, 24, 26].map((version) => [`test:all with Node ${version}`, () => testWithNode(version)]),
  ['simulate, 10,000 runs', () => must('npm', ['run', 'simulate', '--', '--runs', '10000'])],
  ['arm64', () => must('node', ['--import', 'tsx', 'tests/arm64/run.ts'])],
  ['kills', () => must('npm', ['run', 'kills'])],
  ['gallery, 300 programs', () => must('npm', ['run', 'gallery', '--', '--programs', '300', '--seed', '7'])],
  ['bench', () => must('npm', ['run', 'bench'])],
  ['bench:load, 300 jobs', () => must('npm', ['run', 'bench:load'])],
];

const row = (...cells) => `| ${cells.join(' | ')} |`;

/** Replaces the stage's line in the report. */
function writeReport(name, result, seconds) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const when = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} processors, Linux ${release().split('-')[0]}, Node ${process.versions.node}`;
  const before = existsSync(REPORT) ? readFileSync(REPORT, 'utf8').split('\n') : [];
  const lines = stages.flatMap(([stage]) => {
    if (stage === name) return [row(stage, result, `${seconds} s`, when, commit, machine)];
    return before.filter((line) => line.startsWith(`| ${stage} |`));
  });
  const head = [row('stage', 'result', 'time', 'date', 'commit', 'machine'), '|---|---|---:|---|---|---|'];
  writeFileSync(
    REPORT,
    ['# Nightly', '', 'By `npm run nightly`: the last result of each stage.', '', ...head, ...lines, ''].join('\n'),
  );
}

const [prefix = ''] = process.argv.slice(2);
const chosen = stages.filter(([name]) => name.startsWith(prefix));
if (chosen.length === 0) {
  console.error(`There is no stage ${prefix}. The stages: ${stages.map(([name]) => name).join('; ')}`);
  process.exit(2);
}
let failed = 0;
for (const [name, work] of chosen) {
  const began = performance.now();
  console.log(`── ${name}`);
  let result = 'passed';
  try {
    work();
  } catch (error) {
    failed += 1;
    result = 'failed';
    console.error(`✗ ${error.message}`);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`── ${name}: ${result} after ${seconds} s`);
  writeReport(name, result, seconds);
}
process.exitCode = failed === 0 ? 0 : 1;
