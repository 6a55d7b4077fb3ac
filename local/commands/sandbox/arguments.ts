import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machines, type SizeClass } from '../../../events';
import { root } from '../../setup/paths';
import { sandboxFlags, sandboxOption, sandboxUsage } from '../shared/system-options';
import type { ProgramRun } from './one-program';

export const usage = `Usage: npm run sandbox -- FILE.py [options]

Runs one program exactly as a job would, in the same sandbox with the same limits and query(), but without the rest of
the system. Prints the report as JSON and saves the artifacts to results/sandbox-<time>/.

  --data <folder>   your tables: CSV, Excel, Parquet, JSON, SQLite … (default: input)
  --size <size>     ${Object.keys(machines).join(', ')}: memory, CPU and disk of the task (default: small)
  --timeout <n>     time limit of the program in seconds, 1 to 3600 (default: 300)
${sandboxUsage}

Exit codes: 0 the program answered · 1 it failed or was stopped · 2 it was not run
`;

const MAX_SECONDS = 3600;

/** The command line is not valid. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const exists = (path: string, kind: 'isFile' | 'isDirectory'): boolean =>
  statSync(path, { throwIfNoEntry: false })?.[kind]() ?? false;

/** `parseArgs` with its errors as UsageError. */
const parse: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/**
 * Parses the command line; undefined for `--help`. Paths are relative to the project's top folder.
 * @throws UsageError, or another error when this machine cannot confine programs
 */
export function parseArguments(args: readonly string[], unsafeOption = sandboxOption): ProgramRun | undefined {
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
  if (file === undefined || more.length > 0) throw new UsageError('Give exactly one file.');
  const path = resolve(root, file);
  if (!exists(path, 'isFile')) throw new UsageError(`The file ${path} does not exist.`);
  const dataFolder = resolve(root, values.data);
  if (!exists(dataFolder, 'isDirectory')) throw new UsageError(`The folder ${dataFolder} does not exist.`);
  if (!Object.hasOwn(machines, values.size)) {
    throw new UsageError(`--size must be ${Object.keys(machines).join(', ')} (got "${values.size}").`);
  }
  const timeoutSeconds = Number(values.timeout);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > MAX_SECONDS) {
    throw new UsageError(`--timeout must be a number of seconds from 1 to ${MAX_SECONDS} (got "${values.timeout}").`);
  }
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return {
    program: readFileSync(path, 'utf8'),
    dataFolder,
    resultsFolder: join(root, `results/sandbox-${time}`),
    size: values.size as SizeClass,
    timeoutSeconds,
    unsafe: unsafeOption(values),
  };
}
