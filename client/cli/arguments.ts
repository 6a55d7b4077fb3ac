import { parseArgs } from 'node:util';
import type { PromptRequest } from '..';

export const AUTHORIZATIONS = ['auto', 'iam', 'none'] as const;
export type Authorization = (typeof AUTHORIZATIONS)[number];

export interface AskOptions {
  /** Questions from the command line. */
  readonly prompts: readonly string[];
  /** File with one question per line; `-` reads standard input. */
  readonly file?: string;
  readonly parallel: number;
  /** The job that the first question follows, and each question the one before. */
  readonly followUpOf?: 'last job' | { readonly jobId: string };
  /** The job to run again; asks no question. */
  readonly rerun?: { readonly jobId: string; readonly programFile?: string };
  readonly api?: string;
  readonly authorization: Authorization;
  readonly bearer?: string;
  readonly region?: string;
  readonly json: boolean;
  /** Show what the programs print while they run. */
  readonly follow: boolean;
  /** Print what questions can be about, and ask nothing. */
  readonly tables: boolean;
  /** Share a job, or no longer, and ask nothing. */
  readonly sharing?: { readonly jobId: string; readonly shared: boolean };
  /** Artifacts are downloaded to `<outputFolder>/<jobId>/`; undefined: not at all. */
  readonly outputFolder?: string;
  readonly limits: Pick<PromptRequest, 'size' | 'timeoutSeconds' | 'maxAttempts'>;
}

export const usage = `Usage: npm run ask -- [options] "<question>" …

Asks each question, shows its progress, prints the answer and saves the artifacts to results/<jobId>/.
Without a question, asks those that you type: each follows the one before, and an empty line begins anew.
Exit codes: 0 all answered, 1 at least one failed, 2 bad usage.

  --api <url>        API address (default: the one started by npm start)
  --auth <method>    iam: sign requests with your AWS credentials; none: send them unsigned;
                     auto: sign when the API requires it (default)
  --region <region>  AWS region to sign for (default: the one in the API address, or your configured region)
  --bearer <token>   bearer token, for an API with Authorization=JWT
  --file <file>      file with one question per line (- for standard input); skips empty lines and # comments
  --parallel <n>     number of jobs to run at once (default: 4)
  --follow-up [job]  ask the question as a follow-up of a job, by default of your last one, and each further
                     question as a follow-up of the one before
  --follow           show what the programs print while they run
  --rerun <job>      run the program of a job again instead of asking a question
  --program <file>   with --rerun, another program to run (- for standard input)
  --size <size>      task size: small, medium or large
  --timeout <s>      time limit of one attempt, in seconds
  --attempts <n>     maximum number of attempts
  --out <folder>     folder for the artifacts (default: results)
  --no-download      do not download the artifacts
  --tables           print the tables that questions can be about, with suggested questions, and ask nothing
  --share <job>      let every caller of the API read a job, print its address, and ask nothing
  --unshare <job>    no longer let others read a job
  --json             print one JSON line per job to standard output; progress goes to standard error

Ctrl-C cancels the jobs that are still running.
`;

/** Invalid command line. The message is shown to the user. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** `small, medium or large`. */
export const listOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** A usage error for what `parseArgs` refuses, without its advice about positional arguments. */
export const parseError = (error: unknown): UsageError =>
  new UsageError(`${(error instanceof Error ? error.message : String(error)).split('. ')[0]}. See --help.`);

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`--${name} must be a whole number of at least 1 (got "${text}").`);
  return value;
}

function choice<T extends string>(name: string, choices: readonly T[], text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const match = choices.find((one) => one === text);
  if (!match) throw new UsageError(`--${name} must be ${listOf(choices)} (got "${text}").`);
  return match;
}

const OPTIONS = {
  help: { type: 'boolean' },
  api: { type: 'string' },
  auth: { type: 'string' },
  region: { type: 'string' },
  bearer: { type: 'string' },
  file: { type: 'string' },
  parallel: { type: 'string' },
  'follow-up': { type: 'string' },
  rerun: { type: 'string' },
  program: { type: 'string' },
  size: { type: 'string' },
  timeout: { type: 'string' },
  attempts: { type: 'string' },
  out: { type: 'string' },
  'no-download': { type: 'boolean' },
  follow: { type: 'boolean' },
  json: { type: 'boolean' },
  tables: { type: 'boolean' },
  share: { type: 'string' },
  unshare: { type: 'string' },
} as const;

const FOLLOW_UP = '--follow-up';
const JOB_ID = /^[0-9a-z]{26}$/;

/** Gives --follow-up an empty value where the next argument is no id of a job. */
const withJob = (args: readonly string[]): string[] =>
  args.map((argument, index) =>
    argument === FOLLOW_UP && !JOB_ID.test(args[index + 1] ?? '') ? `${FOLLOW_UP}=` : argument,
  );

/** @throws UsageError */
function jobToFollow(value: string | undefined): AskOptions['followUpOf'] {
  if (value === undefined) return undefined;
  if (value === '') return 'last job';
  if (!JOB_ID.test(value)) throw new UsageError(`${FOLLOW_UP} must be the id of a job (got "${value}").`);
  return { jobId: value };
}

/** @throws UsageError */
function sharingOf({ share, unshare }: { readonly share?: string; readonly unshare?: string }): AskOptions['sharing'] {
  const jobId = share ?? unshare;
  if (jobId === undefined) return undefined;
  if (share !== undefined && unshare !== undefined) throw new UsageError('Leave out --share or --unshare.');
  const name = share === undefined ? 'unshare' : 'share';
  if (!JOB_ID.test(jobId)) throw new UsageError(`--${name} must be the id of a job (got "${jobId}").`);
  return { jobId, shared: share !== undefined };
}

interface Values {
  readonly rerun?: string;
  readonly program?: string;
  readonly file?: string;
  readonly attempts?: string;
  readonly tables?: boolean;
  readonly 'follow-up'?: string;
}

/** @throws UsageError */
function jobToRerun(values: Values, prompts: readonly string[]): AskOptions['rerun'] {
  const { rerun, program } = values;
  if (rerun === undefined) {
    if (program !== undefined) throw new UsageError('--program needs --rerun with the id of the job to run again.');
    return undefined;
  }
  if (!JOB_ID.test(rerun)) throw new UsageError(`--rerun must be the id of a job (got "${rerun}").`);
  if (prompts.length > 0 || values.file !== undefined)
    throw new UsageError('--rerun asks no question. Leave out the question, or --rerun.');
  for (const name of ['follow-up', 'attempts', 'tables'] as const) {
    if (values[name] !== undefined) throw new UsageError(`--rerun cannot be combined with --${name}.`);
  }
  return { jobId: rerun, programFile: program };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args: withJob(args), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw parseError(error);
  }
}

/** Parses the command line; undefined for `--help`. @throws UsageError */
export function readArguments(args: string[]): AskOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (values.api !== undefined && !/^https?:\/\//.test(values.api)) {
    throw new UsageError(
      `--api must be a URL such as https://abc.execute-api.eu-west-1.amazonaws.com (got "${values.api}").`,
    );
  }
  const sharing = sharingOf(values);
  const asksNothing = values.tables ? '--tables' : sharing && (sharing.shared ? '--share' : '--unshare');
  if (asksNothing && (positionals.length > 0 || values.file !== undefined))
    throw new UsageError(`${asksNothing} asks no question. Leave out the question, or ${asksNothing}.`);
  return {
    prompts: positionals,
    file: values.file,
    parallel: number('parallel', values.parallel) ?? 4,
    followUpOf: jobToFollow(values['follow-up']),
    rerun: jobToRerun(values, positionals),
    api: values.api,
    authorization: choice('auth', AUTHORIZATIONS, values.auth) ?? 'auto',
    bearer: values.bearer,
    region: values.region,
    json: values.json ?? false,
    follow: values.follow ?? false,
    tables: values.tables ?? false,
    sharing,
    outputFolder: values['no-download'] ? undefined : (values.out ?? 'results'),
    limits: {
      size: choice('size', ['small', 'medium', 'large'] as const, values.size),
      timeoutSeconds: number('timeout', values.timeout),
      maxAttempts: number('attempts', values.attempts),
    },
  };
}
