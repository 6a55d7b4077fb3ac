import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machines, type SizeClass } from '../../events';
import { root } from '../paths';
import { runOneProgram } from '../sandbox/one-program';

const usage = `Usage: npm run sandbox -- FILE.py [options]

Runs one program exactly as a job would: the same sandbox, limits and query(), over the tables of a folder, without
the rest of the system. Prints the report as JSON and leaves the outputs in results/sandbox-<time>/.
Ends with 0 when the program did, with 1 when it failed or was ended.

  --data <folder>     your tables: CSV and Parquet files (the default: input)
  --size <size>       ${Object.keys(machines).join(', ')}: memory, processors and disk (the default: small)
  --timeout <seconds> wall time of the program, 1 to 3600 (the default: 300)
  --unsafe-sandbox    run it also on a machine that cannot hold it; the report then says so
`;

const MOST_SECONDS = 3600;

class UsageError extends Error {}

function options(): Parameters<typeof runOneProgram>[0] | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      data: { type: 'string', default: 'input' },
      size: { type: 'string', default: 'small' },
      timeout: { type: 'string', default: '300' },
      'unsafe-sandbox': { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Give the file of one program.');
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const dataFolder = resolve(root, values.data);
  if (!existsSync(dataFolder)) throw new UsageError(`There is no folder ${dataFolder} to read tables from.`);
  if (!(values.size in machines)) throw new UsageError(`There is no size ${values.size}.`);
  const timeoutSeconds = Number(values.timeout);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > MOST_SECONDS) {
    throw new UsageError(`The timeout is a number of seconds from 1 to ${MOST_SECONDS}, not ${values.timeout}.`);
  }
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return {
    program: readFileSync(file, 'utf8'),
    dataFolder,
    resultsFolder: join(root, `results/sandbox-${time}`),
    size: values.size as SizeClass,
    timeoutSeconds,
    unsafe: values['unsafe-sandbox'],
  };
}

async function main(): Promise<number> {
  const one = options();
  if (!one) {
    process.stdout.write(usage);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const report = await runOneProgram(one, stop.signal);
  if (!report) return 143;
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const { failure } = report.summary;
  if (failure?.kind === 'sandbox_unavailable' && !one.unsafe) {
    process.stderr.write(`✗ ${failure.message}\n  To run it all the same, held by nothing: --unsafe-sandbox\n`);
  }
  process.stderr.write(`Outputs: ${relative(process.cwd(), one.resultsFolder)}/\n`);
  return failure ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`✗ ${error.message}\n${error instanceof UsageError ? `\n${usage}` : ''}`);
    process.exit(2);
  },
);
