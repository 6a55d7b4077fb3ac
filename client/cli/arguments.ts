import { parseArgs } from 'node:util';
import type { PromptRequest } from '..';

export const AUTHORIZATIONS = ['auto', 'iam', 'none'] as const;
export type Authorization = (typeof AUTHORIZATIONS)[number];

export interface AskOptions {
  /** Questions of the command line. */
  readonly prompts: readonly string[];
  /** File with one question a line; `-` is the standard input. */
  readonly file?: string;
  readonly parallel: number;
  readonly api?: string;
  readonly authorization: Authorization;
  readonly bearer?: string;
  readonly region?: string;
  readonly json: boolean;
  /** Folder that the outputs of a job get a folder in; undefined: nothing is downloaded. */
  readonly outputs?: string;
  readonly limits: Pick<PromptRequest, 'size' | 'timeoutSeconds' | 'maxAttempts'>;
}

export const usage = `Usage: npm run ask -- [options] "<question>" …

Asks each question, shows what happens, prints the answer, and leaves the outputs in results/<jobId>/.
Ends with 0 when every question was answered, with 1 when one was not, with 2 when the command line is wrong.

  --api <url>        address of the API (the default: the system that npm start keeps up)
  --auth <how>       iam: sign requests with your AWS credentials; none: do not; auto: when the API wants it (default)
  --region <region>  AWS region of the signature (the default: as in the API's address, or your configured one)
  --bearer <token>   send this token instead, to an API that wants one
  --file <file>      questions, one a line; - reads the standard input; empty lines and lines with # are left out
  --parallel <n>     how many jobs at once (the default: 4)
  --size <size>      small, medium or large
  --timeout <s>      seconds that one run of a program may take
  --attempts <n>     how often a program may be written
  --out <folder>     where outputs go instead of results
  --no-download      leave the outputs where they are
  --json             one line of JSON for each job on standard output; progress on standard error

Ctrl-C cancels what is still running.
`;

/** The command line cannot be carried out; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError';
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`--${name} is a number of at least 1, not ${text}.`);
  return value;
}

function choice<T extends string>(name: string, choices: readonly T[], text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((one) => one === text);
  if (!found) throw new UsageError(`--${name} is ${choices.join(', ')}, not ${text}.`);
  return found;
}

const spec = {
  help: { type: 'boolean' },
  api: { type: 'string' },
  auth: { type: 'string' },
  region: { type: 'string' },
  bearer: { type: 'string' },
  file: { type: 'string' },
  parallel: { type: 'string' },
  size: { type: 'string' },
  timeout: { type: 'string' },
  attempts: { type: 'string' },
  out: { type: 'string' },
  'no-download': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: spec, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** What the command line asks for; undefined when it asks for help. @throws UsageError */
export function readArguments(args: string[]): AskOptions | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  if (values.api !== undefined && !/^https?:\/\//.test(values.api)) {
    throw new UsageError(
      `--api is an address such as https://abc.execute-api.eu-west-1.amazonaws.com, not ${values.api}.`,
    );
  }
  return {
    prompts: positionals,
    file: values.file,
    parallel: number('parallel', values.parallel) ?? 4,
    api: values.api,
    authorization: choice('auth', AUTHORIZATIONS, values.auth) ?? 'auto',
    bearer: values.bearer,
    region: values.region,
    json: values.json ?? false,
    outputs: values['no-download'] ? undefined : (values.out ?? 'results'),
    limits: {
      size: choice('size', ['small', 'medium', 'large'] as const, values.size),
      timeoutSeconds: number('timeout', values.timeout),
      maxAttempts: number('attempts', values.attempts),
    },
  };
}
