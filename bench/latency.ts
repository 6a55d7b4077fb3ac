/**
 * How long a question takes when the task starts while the model writes: (a) with a standby, the model and the start
 * taking no time; (b) with a start and a model as on AWS, cold and with a standby; (c) a crowd that a slow model serves.
 * Exits with 1 when a requirement is missed.
 */
import { parseArgs } from 'node:util';
import { percentile, table } from './figures';
import { askAtOnce } from './latency/crowd';
import { askEach, type Measured } from './latency/questions';

const usage = `Usage: npm run bench:latency -- [a] [b] [c] [--jobs N] [--crowd N]

  a, b, c    the parts to measure (default all): standby, slow start and slow model, crowd
  --jobs N   questions of each measurement of a and b (default 15)
  --crowd N  questions of c (default 300)
`;

/** Seconds, as on AWS. */
const START = 35;
const MODEL = 15;

interface Requirement {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
const row = (name: string, values: readonly number[]) => [
  ...[name, seconds(percentile(values, 50)), seconds(percentile(values, 95))],
];

async function standby(jobs: number): Promise<Requirement[]> {
  const measured = await askEach({ jobs, standbyTasks: 1, start: 0, model: 0 });
  const totals = measured.map(({ total }) => total);
  const added = measured.map(({ total, model, program }) => total - model - program);
  table([
    [`(a) a standby, ${jobs} questions`, 'median', 'p95'],
    row('POST to the answer', totals),
    row('less the model, less the program in the warm sandbox', added),
  ]);
  return [
    { name: '(a) median of what is added', value: percentile(added, 50), limit: 1 },
    { name: '(a) p95 of what is added', value: percentile(added, 95), limit: 1.5 },
    { name: '(a) median of POST to the answer', value: percentile(totals, 50), limit: 2 },
  ];
}

async function slow(jobs: number): Promise<Requirement[]> {
  const measure = (standbyTasks: number) => askEach({ jobs, standbyTasks, start: START, model: MODEL });
  const cold = await measure(0);
  const ready = await measure(1);
  const total = ({ total: one }: Measured) => one;
  const addedCold = cold.map((one) => one.total - Math.max(START, one.model));
  const addedReady = ready.map((one) => one.total - one.model);
  table([
    [`(b) a start of ${START} s, a model of ${MODEL} s, ${jobs} questions each`, 'median', 'p95'],
    row('cold: POST to the answer', cold.map(total)),
    row('cold: less the longer of the two', addedCold),
    row(
      'cold, one step after the other',
      cold.map(({ sequential }) => sequential),
    ),
    row('standby: POST to the answer', ready.map(total)),
    row('standby: less the model', addedReady),
  ]);
  return [
    { name: '(b) p95 of what is added to a cold start', value: percentile(addedCold, 95), limit: 4 },
    { name: '(b) p95 of what is added with a standby', value: percentile(addedReady, 95), limit: 1.5 },
  ];
}

async function crowd(count: number): Promise<Requirement[]> {
  const result = await askAtOnce(count, MODEL);
  const lost = result.sent - result.ended.length;
  const failed = result.ended.filter(({ status }) => status !== 'succeeded').length;
  table([
    [`(c) ${count} questions at once, a model of ${MODEL} s`, `${result.seconds.toFixed(0)} s`],
    ['lost', String(lost)],
    ['failed', String(failed)],
    ['repaired', String(result.repaired)],
    ['from a failed attempt to the next program', `median ${seconds(percentile(result.repairs, 50))}`],
    ['first programs being written at once', `at most ${result.writing}`],
    ['tasks waiting for their first program at once', `at most ${result.waiting}`],
  ]);
  return [
    { name: '(c) lost', value: lost, limit: 0 },
    { name: '(c) failed', value: failed, limit: 0 },
    { name: '(c) tasks that wait, beyond the programs being written', value: result.excess, limit: 0 },
    // A fifth of the first programs fails.
    { name: '(c) first programs that fail, missing', value: Math.floor(count / 5) - result.repaired, limit: 0 },
  ];
}

const parts = { a: standby, b: slow, c: crowd };
const isPart = (name: string): name is keyof typeof parts => name in parts;

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { jobs: text, crowd: text, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const counts = { a: Number(values.jobs ?? 15), b: Number(values.jobs ?? 15), c: Number(values.crowd ?? 300) };
  if (values.help || !positionals.every(isPart) || !Object.values(counts).every((count) => count > 0)) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const chosen = positionals.length > 0 ? positionals.filter(isPart) : (['a', 'b', 'c'] as const);
  let missed = 0;
  for (const part of chosen) {
    for (const { name, value, limit } of await parts[part](counts[part])) {
      if (value <= limit) continue;
      missed += 1;
      console.log(`✗ ${name}: ${value.toFixed(2)}, at most ${limit}`);
    }
  }
  return missed === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
