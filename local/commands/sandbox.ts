import { relative } from 'node:path';
import { exitOnUnexpectedErrors } from '../../client/cli/unexpected-error';
import { programOf, UsageError, usage } from '../sandbox/arguments';
import { runOneProgram } from '../sandbox/one-program';

async function main(): Promise<number> {
  const one = programOf(process.argv.slice(2));
  if (!one) {
    process.stdout.write(usage);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const report = await runOneProgram(one, stop.signal);
  const folder = relative(process.cwd(), one.resultsFolder);
  if (report) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const failure = report?.summary.failure;
  if (failure) process.stderr.write(`✗ ${failure.message}\n`);
  process.stderr.write(report ? `Outputs: ${folder}/\n` : `Stopped. What was printed is in ${folder}/\n`);
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
