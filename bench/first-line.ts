/**
 * How long after its arrival the first line of a program runs in the preloaded sandbox, compared with a new Python that
 * has to import first and has no layers.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '../executor/supervisor/sandbox';
import { pythonOf, root } from '../local/setup/paths';
import { limits, noWarehouse } from '../tests/sandbox/support';
import { median, milliseconds, table } from './figures';

const RUNS = 40;
const STARTS = 5;
/** Milliseconds, on an idle machine. */
const LIMIT = 50;

const IMPORTS = 'import numpy, pandas, pyarrow, sklearn.ensemble, sklearn.model_selection, matplotlib.pyplot\n';
const SAYS_WHEN = 'import time; print(time.time())\n';

/** Milliseconds from `began` to what the program printed as its time. */
const until = (printed: string, began: number): number => Number(printed) * 1000 - began;

async function preloaded(): Promise<{ start: number; waits: number[]; layers: readonly string[] }> {
  const workDir = mkdtempSync('/tmp/bench-first-line-');
  const settings = { python: pythonOf('executor'), sandboxDir: join(root, 'executor/sandbox'), workDir };
  const sandbox = createSandbox({ ...settings, uid: 20001, unsafe: false, maxAttempts: RUNS });
  try {
    const before = Date.now();
    const started = await sandbox.start();
    if (!started.ok) throw new Error(started.reason);
    const start = Date.now() - before;
    const waits: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const began = Date.now();
      waits.push(until((await sandbox.run(SAYS_WHEN, limits, noWarehouse)).stdout, began));
    }
    return { start, waits, layers: started.layers };
  } finally {
    await sandbox.stop();
    rmSync(workDir, { recursive: true, force: true });
  }
}

function anew(program: string): number[] {
  return Array.from({ length: STARTS }, () => {
    const began = Date.now();
    return until(spawnSync(pythonOf('executor'), ['-I', '-c', program], { encoding: 'utf8' }).stdout, began);
  });
}

async function main(): Promise<number> {
  const { start, waits, layers } = await preloaded();
  const [bare, importing] = [median(anew(SAYS_WHEN)), median(anew(IMPORTS + SAYS_WHEN))];
  const middle = median(waits);
  const ratio = (value: number) => (value / middle).toFixed(1);
  table([
    [`in the sandbox (${layers.join(', ')}), median of ${RUNS}`, milliseconds(middle), '1'],
    ['  slowest run', milliseconds(Math.max(...waits)), ratio(Math.max(...waits))],
    ['a new Python process, without imports', milliseconds(bare), ratio(bare)],
    ['a new Python process, with imports', milliseconds(importing), ratio(importing)],
    ['start of the sandbox, once per task', milliseconds(start), ratio(start)],
  ]);
  const isWithinLimit = middle <= LIMIT;
  console.log(`${isWithinLimit ? '✓' : '✗'} the first line runs within ${LIMIT} ms of the program's arrival`);
  return isWithinLimit ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
