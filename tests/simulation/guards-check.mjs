// Entry of `npm run simulate:guards`: removes each guard alone and expects the simulation to fail.
//   --runs N        maximum number of runs per guard (default 600)
//   --only PATTERN  only guards whose name matches this regular expression
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleSimulation, root } from './bundle.mjs';
import { guards } from './guards.mjs';

const text = { type: 'string' };
const { values } = parseArgs({ options: { runs: text, only: text } });
const RUNS = values.runs ?? '600';
const selection = guards
  .map((guard, number) => ({ guard, number }))
  .filter(({ guard }) => new RegExp(values.only ?? '').test(guard.name));
const folder = join(root, '.local/simulation');
mkdirSync(folder, { recursive: true });

/** The first broken promise of a simulation and its seed; undefined if all promises were kept. */
async function firstViolation(bundle, ...options) {
  const child = spawn(process.execPath, [bundle, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const promise = /^✗ .*$/m.exec(output)?.[0];
  if (code === 1 && promise) return { seed: /^Seed (\d+)/m.exec(output)?.[1] ?? '', promise: promise.slice(2) };
  if (code === 0) return undefined;
  throw new Error(`The simulation ${bundle} failed to run: exit code ${code}.`);
}

const completeBundle = join(folder, 'guarded.cjs');
await bundleSimulation(completeBundle, []);

/** The promise that is broken without a guard, with its seed; undefined if none is. */
async function violationWithout({ changes, flavour, firstSeed = 1 }, number) {
  const outfile = join(folder, `without-${number}.cjs`);
  await bundleSimulation(outfile, changes);
  const seeds = ['--runs', RUNS, '--seed', String(firstSeed)];
  const violation = await firstViolation(outfile, ...seeds, '--flavour', flavour);
  if (!violation) return undefined;
  // A promise that is broken with the guard as well proves nothing about it.
  const unrelated = await firstViolation(completeBundle, '--runs', '1', '--seed', violation.seed);
  if (unrelated)
    throw new Error(`Seed ${violation.seed} breaks a promise with every guard in place: ${unrelated.promise}`);
  return `seed ${violation.seed}: ${violation.promise}`;
}

const startedAt = Date.now();
const queue = [...selection];
let unneeded = 0;
async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const violation = await violationWithout(next.guard, next.number);
    if (!violation) unneeded += 1;
    const result = violation ?? `${RUNS} runs (${next.guard.flavour}) break no promise`;
    console.log(`${violation ? '✓' : '✗'} ${next.guard.name}\n    without it, ${result}`);
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
console.log(`${selection.length - unneeded} of ${selection.length} guards are needed, ${seconds} s`);
process.exit(unneeded > 0 ? 1 : 0);
