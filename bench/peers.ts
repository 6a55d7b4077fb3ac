/**
 * From "run this" to the result in hand: this sandbox as a task has it when its program arrives, a new Python process, a
 * Jupyter kernel that is started for the program, and one that is running and has the libraries loaded. In turns, with the
 * same packages. Only the sandbox confines the program.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '../executor/supervisor/sandbox';
import { pythonOf, root } from '../local/setup/paths';
import { limits, noWarehouse } from '../tests/sandbox/support';
import { milliseconds, percentile, table } from './figures';
import { Kernels } from './peers/kernels';

const ROUNDS = 15;
/** Milliseconds that the sandbox may take longer than the running kernel. */
const LIMIT = 300;

const DATA = `import numpy as np, pandas as pd
random = np.random.default_rng(1)
frame = pd.DataFrame({'group': random.integers(0, 50, 300_000), 'x': random.normal(size=300_000)})
`;
const PROGRAMS: readonly [string, string][] = [
  ['pandas group-by', `${DATA}print(len(frame.groupby('group').x.agg(['mean', 'std', 'count'])))\n`],
  [
    'scikit-learn fit',
    `${DATA}from sklearn.linear_model import LogisticRegression
sample = frame.head(20_000)
print(LogisticRegression().fit(sample[['x']], sample.group > 24).coef_.shape[1])
`,
  ],
];

async function compare(name: string, program: string, kernels: Kernels): Promise<boolean> {
  const workDir = mkdtempSync('/tmp/bench-peers-');
  const settings = { python: pythonOf('executor'), sandboxDir: join(root, 'executor/sandbox'), workDir };
  const sandbox = createSandbox({ ...settings, uid: 20001, unsafe: false, maxAttempts: ROUNDS + 1 });
  const inSandbox = async () => {
    const began = performance.now();
    const { stdout, failure } = await sandbox.run(program, limits, noWarehouse);
    return { milliseconds: performance.now() - began, text: failure?.message ?? stdout };
  };
  const inProcess = async () => {
    const began = performance.now();
    const { stdout } = spawnSync(pythonOf('executor'), ['-c', program], { encoding: 'utf8' });
    return { milliseconds: performance.now() - began, text: stdout };
  };
  const ways = {
    'this sandbox': inSandbox,
    'a new Python process': inProcess,
    'a new Jupyter kernel': () => kernels.run(program, true),
    'a running Jupyter kernel': () => kernels.run(program, false),
  };
  const took = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  try {
    const started = await sandbox.start();
    if (!started.ok) throw new Error(started.reason);
    await sandbox.preloaded();
    const expected = (await kernels.run(program, false)).text;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [way, run] of Object.entries(ways)) {
        const result = await run();
        if (result.text !== expected) throw new Error(`${name}, ${way}: ${result.text}`);
        took.get(way)?.push(result.milliseconds);
      }
    }
  } finally {
    await sandbox.stop();
    rmSync(workDir, { recursive: true, force: true });
  }
  const medianOf = (way: keyof typeof ways) => percentile(took.get(way) ?? [], 50);
  const own = medianOf('this sandbox');
  table([
    [`${name}, ${ROUNDS} runs`, 'median', 'p95', 'of this sandbox'],
    ...[...took].map(([way, values]) => [
      ...[way, milliseconds(percentile(values, 50)), milliseconds(percentile(values, 95))],
      (percentile(values, 50) / own).toFixed(2),
    ]),
  ]);
  const isAhead = own < medianOf('a new Python process') && own < medianOf('a new Jupyter kernel');
  return isAhead && own <= medianOf('a running Jupyter kernel') + LIMIT;
}

async function main(): Promise<number> {
  const kernels = new Kernels();
  let isWithinLimits = true;
  for (const [name, program] of PROGRAMS) isWithinLimits = (await compare(name, program, kernels)) && isWithinLimits;
  await kernels.close();
  console.log(
    `${isWithinLimits ? '✓' : '✗'} ahead of all but the running kernel, and within ${milliseconds(LIMIT)} of that`,
  );
  return isWithinLimits ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
