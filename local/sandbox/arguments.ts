import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machines, type SizeClass } from '../../events';
import { sandboxFlags, sandboxOption, sandboxUsage } from '../commands/system-flags';
import { root } from '../paths';
import type { OneProgram } from './one-program';

export const usage = `Usage: npm run sandbox -- FILE.py [options]

Runs one program exactly as a job would: the same sandbox, limits and query(), over the tables of a folder, without
the rest of the system. Prints the report as JSON and leaves the outputs in results/sandbox-<time>/.
Ends with 0 when the program gave its answer, with 1 when it failed or was ended, and with 2 when it was not run.

  --data <folder>   your tables: CSV and Parquet files (the default: input)
  --size <size>     ${Object.keys(machines).join(', ')}: memory, processors and disk (the default: small)
  --timeout <n>     seconds of wall time of the program, 1 to 3600 (the default: 300)
${sandboxUsage}
`;

const MAX_SECONDS = 3600;

/** The words of the command line make no sense; the message says which, and the usage helps. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const isThere = (path: string, kind: 'isFile' | 'isDirectory'): boolean =>
  statSync(path, { throwIfNoEntry: false })?.[kind]() ?? false;

/** As `parseArgs`; what it says of unknown options is told with the usage. */
const parse: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/**
 * What to run, by the words of the command line; undefined when help was asked for. Relative paths are below the
 * project's top folder.
 * @throws UsageError, and an error when this machine cannot hold programs
 */
export function programOf(args: readonly string[], mayBeUnsafe = sandboxOption): OneProgram | undefined {
  const { values, positionals } = parse({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      data: { type: 'string', default: 'input' },
      size: { type: 'string', default: 'small' },
      timeout: { type: 'string', default: '300' },
      ...sandboxFlags,
    },
  });
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Give the file of one program.');
  const path = resolve(root, file);
  if (!isThere(path, 'isFile')) throw new UsageError(`There is no file ${path}.`);
  const dataFolder = resolve(root, values.data);
  if (!isThere(dataFolder, 'isDirectory'))
    throw new UsageError(`There is no folder ${dataFolder} to read tables from.`);
  if (!Object.hasOwn(machines, values.size)) throw new UsageError(`There is no size ${values.size}.`);
  const timeoutSeconds = Number(values.timeout);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > MAX_SECONDS) {
    throw new UsageError(`The timeout is a number of seconds from 1 to ${MAX_SECONDS}, not ${values.timeout}.`);
  }
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return {
    program: readFileSync(path, 'utf8'),
    dataFolder,
    resultsFolder: join(root, `results/sandbox-${time}`),
    size: values.size as SizeClass,
    timeoutSeconds,
    unsafe: mayBeUnsafe(values),
  };
}
