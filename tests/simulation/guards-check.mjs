// Entry of `npm run simulate:guards`: takes each guard away, alone, and expects the simulation to fail.
//   --runs N        runs without each guard, at the most (default 600)
//   --only PATTERN  only the guards whose names match
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
const chosen = guards
  .map((guard, number) => ({ guard, number }))
  .filter(({ guard }) => new RegExp(values.only ?? '').test(guard.name));
const folder = join(root, '.local/simulation');
mkdirSync(folder, { recursive: true });

/** The first promise that a simulation saw broken, and its seed; undefined when none was. */
async function brokenIn(bundle, ...options) {
  const child = spawn(process.execPath, [bundle, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
  });
  const code = await new Promise((done) => child.on('close', done));
  const promise = /^✗ .*$/m.exec(printed)?.[0];
  if (code === 1 && promise) return { seed: /^Seed (\d+)/m.exec(printed)?.[1] ?? '', promise: promise.slice(2) };
  if (code === 0) return undefined;
  throw new Error(`The simulation ${bundle} did not run: it ended with ${code}.`);
}

const guarded = join(folder, 'guarded.cjs');
await bundleSimulation(guarded, []);

/** What the simulation says when a guard is gone: the promise that it saw broken, or nothing. */
async function withoutGuard({ changes, flavour }, number) {
  const outfile = join(folder, `without-${number}.cjs`);
  await bundleSimulation(outfile, changes);
  const broken = await brokenIn(outfile, '--runs', RUNS, '--flavour', flavour);
  if (!broken) return undefined;
  // What breaks with the guard, too, says nothing about it.
  const anyway = await brokenIn(guarded, '--runs', '1', '--seed', broken.seed);
  if (anyway) throw new Error(`Seed ${broken.seed} breaks a promise with every guard in place: ${anyway.promise}`);
  return `seed ${broken.seed}: ${broken.promise}`;
}

const began = Date.now();
const left = [...chosen];
let missed = 0;
async function work() {
  for (let next = left.shift(); next; next = left.shift()) {
    const broken = await withoutGuard(next.guard, next.number);
    if (!broken) missed += 1;
    const what = broken ?? `${RUNS} runs (${next.guard.flavour}) break no promise`;
    console.log(`${broken ? '✓' : '✗'} ${next.guard.name}\n    without it, ${what}`);
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
const seconds = ((Date.now() - began) / 1000).toFixed(0);
console.log(`${chosen.length - missed} of ${chosen.length} guards are needed, ${seconds} s`);
process.exit(missed > 0 ? 1 : 0);
