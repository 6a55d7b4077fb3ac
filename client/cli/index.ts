import { relative } from 'node:path';
import { CodeInterpreterClient, ProblemError } from '..';
import { type AskOptions, readArguments, UsageError, usage } from './arguments';
import { type Asked, ask, inParallel } from './ask';
import { connect } from './connection';
import { endOnFaults, endWithFault } from './fault';
import { plain } from './plain';
import { progressOn } from './progress';
import { readPrompts } from './prompts';
import { complaint, reasonOf, showAnswer, showArtifacts } from './show';
import { bold, green, heading, red, say } from './terminal';

/** What went wrong between here and the API, in words. */
function explain(error: unknown, baseUrl: string): string {
  if (error instanceof ProblemError) {
    const { status, message } = error;
    if (status === 401) return `${message}\n  The API wants a token: --bearer <token>`;
    if (status === 403) return `${message}\n  Your credentials are not allowed to call this API (execute-api:Invoke).`;
    return message;
  }
  const { name = '', message = String(error), cause } = error as Partial<Error>;
  if (/Credentials/.test(name)) return `The API wants signed requests, and no AWS credentials were found: ${message}`;
  if (message !== 'fetch failed') return message;
  const { message: detail, code } = (cause ?? {}) as { message?: string; code?: string };
  const reason = detail || code ? ` (${detail || code})` : '';
  return `Nothing answers at ${baseUrl}${reason}. Start a system with npm start, or name another: --api <url>`;
}

function show({ job, folder }: Asked, several: boolean): void {
  if (several) heading(`─── ${job.prompt}`);
  if (job.status !== 'succeeded') {
    console.error(`${red('✗')} ${complaint(reasonOf(job))}\n  Job ${job.jobId}`);
    return;
  }
  showAnswer(job);
  if (job.artifacts.length > 0) showArtifacts(job);
  if (folder) say(`\n  In ${bold(`${relative(process.cwd(), folder)}/`)}`);
  const took = job.timings.total === undefined ? '' : ` in ${job.timings.total.toFixed(1)} s`;
  say(`\n${green('✓')} Answered${took}; job ${job.jobId}`);
}

async function askAll(options: AskOptions, prompts: readonly string[], signal: AbortSignal): Promise<number> {
  const connection = connect(options);
  const client = new CodeInterpreterClient(connection);
  const progress = progressOn(process.stderr, prompts);
  let unanswered = 0;
  await inParallel(prompts, options.parallel, async (prompt, index) => {
    if (signal.aborted) return;
    try {
      const { limits, outputs } = options;
      const onEvent = (event: Parameters<typeof progress.step>[1]) => progress.step(index, plain(event));
      const asked = await ask(client, prompt, { limits, outputs, signal, onEvent });
      progress.end(index);
      if (asked.job.status !== 'succeeded') unanswered++;
      if (options.json) say(JSON.stringify({ ...asked.job, ...(asked.folder && { folder: asked.folder }) }));
      else show({ ...asked, job: plain(asked.job) }, prompts.length > 1);
    } catch (error) {
      progress.end(index);
      unanswered++;
      const reason = plain(explain(error, connection.baseUrl));
      if (options.json) say(JSON.stringify({ prompt, error: reason }));
      console.error(`${red('✗')} ${prompts.length > 1 ? `${prompt}: ` : ''}${reason}`);
    }
  });
  progress.close();
  return signal.aborted ? 130 : unanswered > 0 ? 1 : 0;
}

/** Carries out a command line; resolves to the exit status. */
export async function main(args: string[]): Promise<number> {
  try {
    const options = readArguments(args);
    if (!options) {
      say(usage);
      return 0;
    }
    const prompts = readPrompts(options);
    const interrupted = new AbortController();
    process.once('SIGINT', () => {
      console.error('Cancelling …');
      interrupted.abort();
    });
    return await askAll(options, prompts, interrupted.signal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${red('✗')} ${error.message}`);
    return 2;
  }
}

if (require.main === module) {
  endOnFaults();
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  }, endWithFault);
}
