import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { CodeInterpreterClient, type JobView, ProblemError } from '..';
import { type AskOptions, readArguments, UsageError, usage } from './arguments';
import { type AskResult, ask, inParallel, type JobSettings, rerun } from './ask';
import { chosen, type KeyInput } from './choose';
import { connect } from './connection';
import { converse, lastJob } from './converse';
import { failureText, printAnswer, printArtifacts, stepLines, wrapForStderr } from './print-job';
import { printTables } from './print-tables';
import { readProgram } from './program-file';
import { type Progress, progressOn } from './progress';
import { areTyped, readPrompts } from './prompts';
import { stripControlCharacters } from './strip-control-characters';
import { bold, green, heading, red, say } from './terminal';
import { exitOnUnexpectedErrors, exitWithUnexpectedError } from './unexpected-error';

/** An error of a request as text for the user. */
function explain(error: unknown, baseUrl: string): string {
  if (error instanceof ProblemError) {
    const { status, message, problem } = error;
    if (status === 401) return `${message}\n  The API requires a token: --bearer <token>`;
    // A problem of the API says itself what it refuses; API Gateway's own refusal does not.
    if (status === 403 && problem.type === 'about:blank')
      return `${message}\n  Your credentials lack permission to call this API (execute-api:Invoke).`;
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

/** Where a job shows its progress and its end. */
interface Display {
  readonly options: AskOptions;
  readonly baseUrl: string;
  readonly progress: Progress;
  readonly isSeveral: boolean;
  readonly signal: AbortSignal;
}

/** The question of a job, or the job that it runs again. */
type Subject = { readonly prompt: string } | { readonly rerunOf: string };

/** Runs one job and prints its answer or its failure; undefined if the API refused it or is unreachable. */
async function show(
  { options, baseUrl, progress, isSeveral, signal }: Display,
  index: number,
  subject: Subject,
  run: (settings: JobSettings) => Promise<AskResult>,
): Promise<JobView | undefined> {
  try {
    const onEvent = (event: Parameters<typeof progress.step>[1]) => progress.step(index, stripControlCharacters(event));
    const onOutput = (line: string) => progress.printed(index, stripControlCharacters(line));
    const { outputFolder, follow } = options;
    const result = await run({ outputFolder, signal, onEvent, ...(follow && { onOutput }) });
    progress.end(index);
    if (options.json) say(JSON.stringify({ ...result.job, ...(result.folder && { folder: result.folder }) }));
    else print({ ...result, job: stripControlCharacters(result.job) }, isSeveral);
    return result.job;
  } catch (error) {
    progress.end(index);
    const reason = stripControlCharacters(explain(error, baseUrl));
    if (options.json) say(JSON.stringify({ ...subject, error: reason }));
    console.error(`${red('✗')} ${isSeveral && 'prompt' in subject ? `${subject.prompt}: ` : ''}${reason}`);
    return undefined;
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
    const { limits } = options;
    const display = { options, baseUrl: connection.baseUrl, progress, isSeveral, signal };
    const job = await show(display, asked++, { prompt }, (settings) =>
      ask(client, prompt, { ...settings, limits, followUpOf }),
    );
    if (job?.status !== 'succeeded') unanswered++;
    choices.push(...(job?.failure?.choices ?? []).map(({ question }) => question));
    return job?.jobId;
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

/** Runs a job again. */
async function rerunOne(
  options: AskOptions,
  { jobId, programFile }: NonNullable<AskOptions['rerun']>,
  signal: AbortSignal,
): Promise<number> {
  const program = programFile === undefined ? undefined : readProgram(programFile);
  const connection = connect(options);
  const client = new CodeInterpreterClient(connection);
  const progress = progressOn(process.stderr, ['']);
  const display = { options, baseUrl: connection.baseUrl, progress, isSeveral: false, signal };
  const { size, timeoutSeconds } = options.limits;
  const job = await show(display, 0, { rerunOf: jobId }, (settings) =>
    rerun(client, jobId, { program, size, timeoutSeconds }, settings),
  );
  progress.close();
  return signal.aborted ? 130 : job?.status === 'succeeded' ? 0 : 1;
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
    const prompts = options.rerun ? [] : areTyped(options) ? undefined : readPrompts(options);
    const interrupted = new AbortController();
    process.once('SIGINT', () => {
      console.error('Cancelling …');
      interrupted.abort();
    });
    if (options.rerun) return await rerunOne(options, options.rerun, interrupted.signal);
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
