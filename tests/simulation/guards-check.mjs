// Entry of `npm run simulate:guards`: takes each guard away, alone, and expects the simulation to fail.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bundleSimulation, root } from './bundle.mjs';
import { guards } from './guards.mjs';

const RUNS = process.argv[2] ?? '1500';
const folder = join(root, '.local/simulation');
mkdirSync(folder, { recursive: true });

/** What the simulation says when a guard is gone: the promise that it saw broken, or nothing. */
async function withoutGuard(guard, number) {
  const outfile = join(folder, `without-${number}.cjs`);
  await bundleSimulation(outfile, guard);
  const child = spawn(process.execPath, [outfile, '--runs', RUNS], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
  });
  const code = await new Promise((done) => child.on('exit', done));
  const promise = /^✗ .*$/m.exec(printed)?.[0];
  return code === 1 && promise ? `${promise.slice(2)} (seed ${/^Seed (\d+)/m.exec(printed)?.[1]})` : undefined;
}

let missed = 0;
const left = guards.map((guard, number) => ({ guard, number }));
async function work() {
  for (let next = left.shift(); next; next = left.shift()) {
    const broken = await withoutGuard(next.guard, next.number);
    if (!broken) missed += 1;
    console.log(
      broken
        ? `✓ ${next.guard.name}\n    without it: ${broken}`
        : `✗ ${next.guard.name}\n    without it ${RUNS} runs break no promise`,
    );
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
console.log(`${guards.length - missed} of ${guards.length} guards are needed`);
process.exit(missed > 0 ? 1 : 0);
