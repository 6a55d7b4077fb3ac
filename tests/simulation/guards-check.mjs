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

/** What the simulation says when a guard is gone: the promise that it saw broken, or nothing. */
async function withoutGuard({ changes, flavour }, number) {
  const outfile = join(folder, `without-${number}.cjs`);
  await bundleSimulation(outfile, changes);
  const options = { stdio: ['ignore', 'pipe', 'inherit'] };
  const child = spawn(process.execPath, [outfile, '--runs', RUNS, '--flavour', flavour], options);
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
  });
  const code = await new Promise((done) => child.on('close', done));
  const promise = /^✗ .*$/m.exec(printed)?.[0];
  if (code === 1 && promise) return `seed ${/^Seed (\d+)/m.exec(printed)?.[1]}: ${promise.slice(2)}`;
  if (code === 0) return undefined;
  throw new Error(`The simulation without guard ${number} did not run: it ended with ${code}.`);
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
