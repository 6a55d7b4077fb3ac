import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { CodeInterpreterClient, ProblemError } from '..';
import { type AskOptions, readArguments, UsageError, usage } from './arguments';
import { type AskResult, ask, inParallel } from './ask';
import { chosen, type KeyInput } from './choose';
import { connect } from './connection';
import { converse, lastJob } from './converse';
import { failureText, printAnswer, printArtifacts, stepLines, wrapForStderr } from './print-job';
import { printTables } from './print-tables';
import { progressOn } from './progress';
import { areTyped, readPrompts } from './prompts';
import { stripControlCharacters } from './strip-control-characters';
import { bold, green, heading, red, say } from './terminal';
import { exitOnUnexpectedErrors, exitWithUnexpectedError } from './unexpected-error';

/** An error of a request as text for the user. */
function explain(error: unknown, baseUrl: string): string {
  if (error instanceof ProblemError) {
    const { status, message } = error;
    if (status === 401) return `${message}\n  The API requires a token: --bearer <token>`;
    if (status === 403) return `${message}\n  Your credentials lack permission to call this API (execute-api:Invoke).`;
    return message;
  }
  const { name = '', message = String(error), cause } = error as Partial<Error>;
  if (/Credentials/.test(name))
    return `The API requires signed requests, and no AWS credentials were found: ${message}`;
  if (message !== 'fetch failed') return message;
  const { message: detail, code } = (cause ?? {}) as { message?: string; code?: string };
  const reason = detail || code ? ` (${detail || code})` : '';
  return `Can't reach the API at ${baseUrl}${reason}. Start a local system with npm start, or choose another API: --api <url>`;
}

function print({ job, folder }: AskResult, several: boolean): void {
  if (several) heading(`─── ${job.prompt}`);
  if (job.status !== 'succeeded') {
    const lines = [`Job ${job.jobId}`, ...stepLines(job)].map((line) => `\n  ${line}`);
    console.error(`${red('✗')} ${wrapForStderr(failureText(job))}${lines.join('')}`);
    return;
  }
  printAnswer(job);
  if (job.artifacts.length > 0) printArtifacts(job);
  if (folder) say(`\n  Saved to ${bold(`${relative(process.cwd(), folder)}/`)}`);
  const took = job.timings.total === undefined ? '' : ` in ${job.timings.total.toFixed(1)} s`;
  say(`\n${green('✓')} Answered${took}; job ${job.jobId}`);
  for (const line of stepLines(job)) say(`  ${line}`);
}

/** The lines that the user types. */
async function* typedLines(): AsyncIterable<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, prompt: bold('? ') });
  lines.on('SIGINT', () => {
    lines.close();
    process.emit('SIGINT');
  });
  lines.prompt();
  for await (const line of lines) {
    yield line;
    lines.prompt();
  }
}

interface Asked {
  readonly code: number;
  /** Questions that can be asked instead of those without an answer. */
  readonly choices: readonly string[];
}

/** Asks the questions; undefined stands for those that the user types. */
async function askAll(
  options: AskOptions,
  prompts: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Asked> {
  const isSeveral = (prompts ?? []).length > 1;
  const connection = connect(options);
  const client = new CodeInterpreterClient(connection);
  const progress = progressOn(process.stderr, prompts ?? []);
  let unanswered = 0;
  const choices: string[] = [];
  let asked = 0;

  async function answer(prompt: string, followUpOf?: string): Promise<string | undefined> {
    if (signal.aborted) return undefined;
    const index = asked++;
    try {
      const { limits, outputFolder } = options;
      const onEvent = (event: Parameters<typeof progress.step>[1]) =>
        progress.step(index, stripControlCharacters(event));
      const result = await ask(client, prompt, { limits, followUpOf, outputFolder, signal, onEvent });
      progress.end(index);
      if (result.job.status !== 'succeeded') unanswered++;
      choices.push(...(result.job.failure?.choices ?? []).map(({ question }) => question));
      if (options.json) say(JSON.stringify({ ...result.job, ...(result.folder && { folder: result.folder }) }));
      else print({ ...result, job: stripControlCharacters(result.job) }, isSeveral);
      return result.job.jobId;
    } catch (error) {
      progress.end(index);
      unanswered++;
      const reason = stripControlCharacters(explain(error, connection.baseUrl));
      if (options.json) say(JSON.stringify({ prompt, error: reason }));
      console.error(`${red('✗')} ${isSeveral ? `${prompt}: ` : ''}${reason}`);
      return undefined;
    }
  }

  const refusal = (error: unknown): never => {
    throw error instanceof UsageError ? error : new UsageError(explain(error, connection.baseUrl));
  };
  const { followUpOf } = options;
  if (prompts && !followUpOf) await inParallel(prompts, options.parallel, (prompt) => answer(prompt));
  else {
    const isLast = followUpOf === 'last job';
    const first = isLast ? await lastJob(client).catch(refusal) : followUpOf?.jobId;
    await converse(prompts ?? typedLines(), answer, first);
  }
  progress.close();
  return { code: signal.aborted ? 130 : unanswered > 0 ? 1 : 0, choices };
}

/** Asks one question and, as long as one key chooses it, another one that can be asked instead. */
async function askOne(options: AskOptions, prompt: string, signal: AbortSignal, input: KeyInput): Promise<number> {
  for (let next = prompt; ; ) {
    const { code, choices } = await askAll(options, [next], signal);
    if (choices.length === 0 || options.json || !input.isTTY || signal.aborted) return code;
    console.error(`  Press ${choices.map((_, index) => index + 1).join(', ')} to ask it, or any other key to end.`);
    const choice = await chosen(choices, input);
    if (choice === undefined) return code;
    heading(`─── ${stripControlCharacters(choice)}`);
    next = choice;
  }
}

/** Prints what questions can be about. */
async function showTables(options: AskOptions): Promise<number> {
  const connection = connect(options);
  try {
    const tables = await new CodeInterpreterClient(connection).tables();
    if (options.json) say(JSON.stringify(tables));
    else printTables(stripControlCharacters(tables));
    return 0;
  } catch (error) {
    console.error(`${red('✗')} ${stripControlCharacters(explain(error, connection.baseUrl))}`);
    return 1;
  }
}

/** Shares a job, or no longer, and prints where others read it. */
async function changeSharing(options: AskOptions, { jobId, shared }: NonNullable<AskOptions['sharing']>) {
  const connection = connect(options);
  try {
    const sharing = await new CodeInterpreterClient(connection).share(jobId, shared);
    if (options.json) say(JSON.stringify(sharing));
    else if (shared)
      say(`${green('✓')} Others read the job at ${connection.baseUrl.replace(/\/+$/, '')}/jobs/${jobId}`);
    else say(`${green('✓')} Only you read job ${jobId}`);
    return 0;
  } catch (error) {
    console.error(`${red('✗')} ${stripControlCharacters(explain(error, connection.baseUrl))}`);
    return 1;
  }
}

/** Runs a command line. Resolves to the exit code. */
export async function main(args: string[], input: KeyInput = process.stdin): Promise<number> {
  try {
    const options = readArguments(args);
    if (!options) {
      say(usage);
      return 0;
    }
    if (options.tables) return await showTables(options);
    if (options.sharing) return await changeSharing(options, options.sharing);
    const prompts = areTyped(options) ? undefined : readPrompts(options);
    const interrupted = new AbortController();
    process.once('SIGINT', () => {
      console.error('Cancelling …');
      interrupted.abort();
    });
    const [prompt = ''] = prompts ?? [];
    if (prompts?.length === 1) return await askOne(options, prompt, interrupted.signal, input);
    return (await askAll(options, prompts, interrupted.signal)).code;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${red('✗')} ${error.message}`);
    return 2;
  }
}

if (require.main === module) {
  exitOnUnexpectedErrors();
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  }, exitWithUnexpectedError);
}
