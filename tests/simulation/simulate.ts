import { parseArgs } from 'node:util';
import { runSeed } from './run';

const usage = `Usage: npm run simulate -- [--runs N] [--seed N]

Runs the real rooms and the real executor's loop against a world that delays, duplicates, reorders and drops events,
crashes processes between any two calls and kills tasks. Each run follows from its seed alone.

  --runs N   how many seeds to run, from --seed upwards (default 1000)
  --seed N   the first seed (default 1); with --runs 1 its trace is printed
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [runs, first] = [Number(values.runs ?? 1000), Number(values.seed ?? 1)];
  if (values.help || !Number.isInteger(runs) || !Number.isInteger(first) || runs < 1) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const began = Date.now();
  for (let seed = first; seed < first + runs; seed += 1) {
    const report = await runSeed(seed);
    if (report.broken.length > 0) {
      console.log(report.trace.join('\n'));
      console.log(`\nSeed ${seed}: ${JSON.stringify(report.scenario)}\n`);
      for (const promise of report.broken) console.log(`✗ ${promise}`);
      console.log(`\nReplay it with: npm run simulate -- --runs 1 --seed ${seed}`);
      return 1;
    }
    if (runs === 1) console.log(report.trace.join('\n'));
    else if ((seed - first + 1) % 500 === 0)
      console.log(`${seed - first + 1} runs, ${((Date.now() - began) / 1000).toFixed(0)} s`);
  }
  console.log(`✓ ${runs} runs from seed ${first}: every promise kept, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return 0;
}

main().then((code) => process.exit(code));
