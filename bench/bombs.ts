/** Runs each bomb twenty times: the watchdog must kill it and report its limit every time. */
import type { RunLimits } from '../executor/supervisor/ports';
import { openSandbox } from '../tests/sandbox/support';
import { median, milliseconds, table } from './figures';

const RUNS = 20;

interface Bomb {
  readonly name: string;
  readonly program: string;
  readonly less: Partial<RunLimits>;
  readonly limit: string;
}

const bombs: readonly Bomb[] = [
  {
    name: 'inode bomb',
    program: "for i in range(200_000): open(f'{i}', 'w').close()",
    less: { inodes: 2_000 },
    limit: 'files',
  },
  {
    name: 'fork bomb',
    program: 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
    less: { processes: 40 },
    limit: 'processes and threads',
  },
];

async function main(): Promise<number> {
  const open = await openSandbox({ maxAttempts: 2 * RUNS });
  const rows = [['', 'reported', 'maximum', 'limit', 'median time', 'slowest']];
  let reported = 0;
  for (const { name, program, less, limit } of bombs) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await open.run(program, less));
    const named = runs.filter(({ failure }) => failure?.limit?.name === limit);
    const times = runs.map(({ runMilliseconds }) => runMilliseconds);
    const most = Math.max(...named.map(({ failure }) => failure?.limit?.reached ?? 0));
    const [allowed] = Object.values(less);
    const figures = [milliseconds(median(times)), milliseconds(Math.max(...times))];
    rows.push([name, `${named.length} of ${RUNS}`, most.toLocaleString('en'), `${allowed}`, ...figures]);
    reported += named.length;
  }
  await open.close();
  table(rows);
  return reported === RUNS * bombs.length ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
