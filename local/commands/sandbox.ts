import { relative } from 'node:path';
import { exitOnUnexpectedErrors } from '../../client/cli/unexpected-error';
import { parseArguments, UsageError, usage } from './sandbox/arguments';
import { runOneProgram } from './sandbox/one-program';

async function main(): Promise<number> {
  const run = parseArguments(process.argv.slice(2));
  if (!run) {
    process.stdout.write(usage);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const report = await runOneProgram(run, stop.signal);
  const folder = relative(process.cwd(), run.resultsFolder);
  if (report) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const failure = report?.summary.failure;
  if (failure) process.stderr.write(`✗ ${failure.message}\n`);
  process.stderr.write(report ? `Artifacts: ${folder}/\n` : `Stopped. Printed output: ${folder}/\n`);
  if (!report) return 143;
  return failure ? 1 : 0;
}

exitOnUnexpectedErrors();
main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`✗ ${error.message}\n${error instanceof UsageError ? `\n${usage}` : ''}`);
    process.exit(2);
  },
);
