import { parseArgs } from 'node:util';
import { type RunReport, runSeed } from './run';
import { flavourNames, flavourOf } from './world/scenario';

const usage = `Usage: npm run simulate -- [--runs N] [--seed N] [--flavour NAME] [--without GUARD]

Runs the real functions and the real executor's loop against a world that delays, duplicates, reorders and drops events,
crashes, stalls and hangs processes in any call and kills tasks. Each run follows from its seed alone.

  --runs N        how many seeds to run, from --seed upwards (default 1000)
  --seed N        the first seed (default 1); with --runs 1 its trace is printed
  --flavour NAME  only seeds of this kind: ${flavourNames.join(', ')}
  --without GUARD takes a guard of guards.mjs away, to see what it keeps from happening
`;

interface Order {
  readonly runs: number;
  readonly first: number;
  readonly flavour: string | undefined;
}

function readOrder(): Order | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { runs: text, seed: text, flavour: text, help: { type: 'boolean' } } });
  const order = { runs: Number(values.runs ?? 1000), first: Number(values.seed ?? 1), flavour: values.flavour };
  const isValid = Number.isInteger(order.runs) && order.runs > 0 && Number.isInteger(order.first);
  return !values.help && isValid && (!order.flavour || flavourNames.some((name) => name === order.flavour))
    ? order
    : undefined;
}

function* seedsOf({ runs, first, flavour }: Order): Generator<number> {
  for (let seed = first, count = 0; count < runs; seed += 1) {
    if (flavour && flavourOf(seed) !== flavour) continue;
    count += 1;
    yield seed;
  }
}

function printFailure({ seed, scenario, broken, trace }: RunReport): void {
  console.log(trace.join('\n'));
  console.log(`\nSeed ${seed}: ${JSON.stringify(scenario)}\n`);
  for (const promise of broken) console.log(`✗ ${promise}`);
  console.log(`\nReplay it with: npm run simulate -- --runs 1 --seed ${seed}`);
}

async function main(): Promise<number> {
  const order = readOrder();
  if (!order) {
    console.log(usage);
    return process.argv.includes('--help') ? 0 : 2;
  }
  const began = Date.now();
  const elapsed = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  let done = 0;
  for (const seed of seedsOf(order)) {
    const report = await runSeed(seed);
    if (report.broken.length > 0) {
      printFailure(report);
      return 1;
    }
    done += 1;
    if (order.runs === 1) console.log(report.trace.join('\n'));
    else if (done % 500 === 0) console.log(`${done} runs, ${elapsed()}`);
  }
  console.log(`✓ ${done} runs from seed ${order.first}: every promise kept`);
  if (order.runs > 1) console.log(`${elapsed()}`);
  return 0;
}

// Not process.exit: what is printed into a pipe has to arrive.
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
