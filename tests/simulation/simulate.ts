import { parseArgs } from 'node:util';
import { type RunReport, runSeed } from './run';
import { flavourNames, flavourOf } from './world/scenario';

const usage = `Usage: npm run simulate -- [--runs N] [--seed N] [--flavour NAME] [--without GUARD]

Runs the real functions and the real executor's loop in a simulated AWS that delays, duplicates, reorders and drops
events, crashes, stalls and hangs processes in any call, and kills tasks. The seed alone determines a run.

  --runs N        number of seeds to run, from --seed upwards (default 1000)
  --seed N        first seed (default 1); with --runs 1 the trace is printed
  --flavour NAME  only seeds of this flavour: ${flavourNames.join(', ')}
  --without GUARD remove a guard of guards.mjs, to show what it prevents
`;

interface Options {
  readonly runs: number;
  readonly firstSeed: number;
  readonly flavour: string | undefined;
}

/** Undefined if the arguments are invalid or ask for help. */
function parseOptions(): Options | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { runs: text, seed: text, flavour: text, help: { type: 'boolean' } } });
  const options = { runs: Number(values.runs ?? 1000), firstSeed: Number(values.seed ?? 1), flavour: values.flavour };
  const isValid = Number.isInteger(options.runs) && options.runs > 0 && Number.isInteger(options.firstSeed);
  return !values.help && isValid && (!options.flavour || flavourNames.some((name) => name === options.flavour))
    ? options
    : undefined;
}

function* seedsOf({ runs, firstSeed, flavour }: Options): Generator<number> {
  for (let seed = firstSeed, count = 0; count < runs; seed += 1) {
    if (flavour && flavourOf(seed) !== flavour) continue;
    count += 1;
    yield seed;
  }
}

function printFailure({ seed, scenario, violations, trace }: RunReport): void {
  console.log(trace.join('\n'));
  console.log(`\nSeed ${seed}: ${JSON.stringify(scenario)}\n`);
  for (const violation of violations) console.log(`✗ ${violation}`);
  console.log(`\nReplay it with: npm run simulate -- --runs 1 --seed ${seed}`);
}

async function main(): Promise<number> {
  const options = parseOptions();
  if (!options) {
    console.log(usage);
    return process.argv.includes('--help') ? 0 : 2;
  }
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  let count = 0;
  for (const seed of seedsOf(options)) {
    const report = await runSeed(seed);
    if (report.violations.length > 0) {
      printFailure(report);
      return 1;
    }
    count += 1;
    if (options.runs === 1) console.log(report.trace.join('\n'));
    else if (count % 500 === 0) console.log(`${count} runs, ${elapsed()}`);
  }
  console.log(`✓ ${count} runs from seed ${options.firstSeed}: every promise kept`);
  if (options.runs > 1) console.log(`${elapsed()}`);
  return 0;
}

// Not process.exit, which could truncate output to a pipe.
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
