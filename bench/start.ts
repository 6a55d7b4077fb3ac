/**
 * How long the executor takes from the start of its process to *ready*, when it can run a program, and until every library
 * is loaded, in parts; compared with a bare `python -c "import pandas"`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FLAGS } from '../executor/supervisor/node-flags';
import { createSandbox } from '../executor/supervisor/sandbox';
import { pythonOf, root } from '../local/setup/paths';
import { limits, noWarehouse } from '../tests/sandbox/support';
import { milliseconds, percentile, table } from './figures';

const STARTS = 15;
/** Milliseconds to ready, in units of a bare import of pandas. */
const LIMIT = 3;

interface Start {
  readonly ready: number;
  readonly program: number;
  readonly libraries: number;
}

async function startSandbox(): Promise<Start> {
  const workDir = mkdtempSync('/tmp/bench-start-');
  const settings = { python: pythonOf('executor'), sandboxDir: join(root, 'executor/sandbox'), workDir };
  const sandbox = createSandbox({ ...settings, uid: 20001, unsafe: false, maxAttempts: 1 });
  try {
    const began = Date.now();
    const since = () => Date.now() - began;
    const started = await sandbox.start();
    if (!started.ok) throw new Error(started.reason);
    const ready = since();
    // A program that arrives at once: it waits for what every program needs.
    const { startedAt } = await sandbox.run('pass', limits, noWarehouse);
    const program = Date.parse(startedAt) - began;
    await sandbox.preloaded();
    return { ready, program, libraries: since() };
  } finally {
    await sandbox.stop();
    rmSync(workDir, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): number {
  const began = Date.now();
  spawnSync(command, args, { env: { PATH: process.env.PATH } });
  return Date.now() - began;
}

async function main(): Promise<number> {
  const node: number[] = [];
  const pandas: number[] = [];
  const starts: Start[] = [];
  for (let index = 0; index < STARTS; index += 1) {
    // It exits when it finds no settings: after its modules are loaded, and before it starts the sandbox.
    node.push(run(process.execPath, [...NODE_FLAGS, join(root, 'dist/executor/index.js')]));
    pandas.push(run(pythonOf('executor'), ['-I', '-c', 'import pandas']));
    starts.push(await startSandbox());
  }
  const ready = starts.map((start, index) => start.ready + (node[index] ?? 0));
  const unit = percentile(pandas, 50);
  const row = (name: string, values: readonly number[]) => [
    name,
    milliseconds(percentile(values, 50)),
    milliseconds(percentile(values, 95)),
    (percentile(values, 50) / unit).toFixed(1),
  ];
  table([
    [`${STARTS} starts`, 'median', 'p95', 'of pandas'],
    row('python -c "import pandas"', pandas),
    row('supervisor: Node with its modules', node),
    row(
      'sandbox: Python, core libraries, probe',
      starts.map((start) => start.ready),
    ),
    row('process start to ready', ready),
    row(
      'first line of a program that arrives when ready',
      starts.map((start) => start.program - start.ready),
    ),
    row(
      'ready to all libraries, with that program between',
      starts.map((start) => start.libraries - start.ready),
    ),
  ]);
  const isWithinLimit = percentile(ready, 50) <= LIMIT * unit;
  console.log(`${isWithinLimit ? '✓' : '✗'} ready within ${LIMIT} times a bare import of pandas`);
  return isWithinLimit ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
