import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AUTHORIZATIONS } from '../client/cli/arguments';
import { modelFlags, modelOption, modelUsage } from '../local/commands/shared/system-options';
import { root } from '../local/setup/paths';
import { INJECTION, QUESTIONS } from './questions';
import { localSystems, modelByHand, type OpenSystem, recordedModel, replayedModel, runningSystem } from './systems';

/** Folder of the recordings of tests/questions and tests/injection. */
const RECORDINGS = join(root, 'tests/recordings');

export const usage = `Usage: npm run eval -- [options]

Asks the local system the questions in tests/questions on this machine, compares the answers with the results of
hand-written SQL, and writes a report to results/eval-<time>/. See eval/README.md.

  --questions <path>  another file of questions, question set, or folder of sets (can be repeated; format:
                      tests/questions/README.md)
  --set <name>        ask only this set (can be repeated)
  --only <text>       ask only questions that contain this text
  --parallel <n>      number of concurrent jobs (default: 2)
  --check             fail if the score is below the floor, or more answers are wrong: tests/questions/floor.json, or
                      floor.json of the recordings
  --keep              write the score to that file; --check and --keep need all questions
${modelUsage}

Recordings of a model's responses:
  --recordings <dir>  answer from the recordings in this folder, for all questions of tests/questions and tests/injection
                      that have one
  --record            ask the model what is stale or missing, and record it (default of --recordings: tests/recordings)
  --by-hand <dir>     with --record, instead of a model: write each request to a file of this folder, and read its
                      response from the file next to it; --model-name names what writes the responses

A running system:
  --api <url>         ask this system; SQL of the questions is run in its warehouse
  --auth, --bearer, --region  as for npm run ask
  --stack <name>      its stack (default: code-interpreter)
  --aws-port <n>      port of the AWS endpoint of a local system (default: 4566)
`;

export interface EvalOptions {
  readonly questions: readonly string[];
  readonly sets?: readonly string[];
  readonly only?: string;
  readonly parallel: number;
  readonly check: boolean;
  readonly keep: boolean;
  readonly floorFile: string;
  readonly modelName: string;
  readonly open: OpenSystem;
  /** Folder of the recordings that are replayed or written. */
  readonly recordings?: string;
  /** Only recordings: questions without one are not asked. */
  readonly isReplay: boolean;
  /** Folder of requests that are answered by hand. */
  readonly requests?: string;
}

const flags = {
  ...modelFlags,
  help: { type: 'boolean' },
  set: { type: 'string', multiple: true },
  only: { type: 'string' },
  parallel: { type: 'string', default: '2' },
  check: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  questions: { type: 'string', multiple: true },
  recordings: { type: 'string' },
  record: { type: 'boolean', default: false },
  'by-hand': { type: 'string' },
  api: { type: 'string' },
  auth: { type: 'string', default: 'auto' },
  bearer: { type: 'string' },
  region: { type: 'string' },
  stack: { type: 'string', default: 'code-interpreter' },
  'aws-port': { type: 'string', default: '4566' },
} as const;

const parsed = (args: readonly string[]) => parseArgs({ args: [...args], options: flags }).values;
type Values = ReturnType<typeof parsed>;

/** @throws when options exclude each other */
function checkCombination({
  check,
  keep,
  only,
  set,
  questions,
  record,
  model,
  api,
  recordings,
  ...values
}: Values): void {
  const byHand = values['by-hand'];
  if ((check || keep) && (only ?? set ?? questions) !== undefined) {
    throw new Error('--check and --keep cannot be combined with --questions, --set or --only.');
  }
  if (api !== undefined && (recordings ?? byHand ?? model) !== undefined) {
    throw new Error('--api asks a running system, which has its model. Leave out --model, --recordings and --by-hand.');
  }
  if (api !== undefined && (record || check || keep))
    throw new Error('--api cannot be combined with --record, --check or --keep.');
  if (api !== undefined && questions === undefined) {
    throw new Error('--api needs --questions FILE: the questions of tests/questions are about other tables.');
  }
  if (api !== undefined && !/^https?:/.test(URL.parse(api)?.protocol ?? '')) {
    throw new Error(`--api must be the URL of an API (got "${api}").`);
  }
  if (byHand !== undefined && !record) throw new Error('--by-hand needs --record.');
  if (byHand !== undefined && model !== undefined) throw new Error('--by-hand asks no model. Leave out --model.');
  if (byHand !== undefined && !values['model-name']) {
    throw new Error('--by-hand needs --model-name: the name of what writes the responses.');
  }
  if (record && byHand === undefined && model === undefined) {
    throw new Error('--record needs a model: --model bedrock, --model URL, or --by-hand FOLDER.');
  }
  if (recordings !== undefined && !record && model !== undefined) {
    throw new Error('--recordings answers without a model. Add --record to record the responses of --model.');
  }
  if (record && (check || keep))
    throw new Error('--record cannot be combined with --check or --keep. Record first, then check the recordings.');
}

function parallelOf({ parallel }: Values): number {
  const number = Number(parallel);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Error(`--parallel must be a positive number (got "${parallel}").`);
}

type Source = Pick<EvalOptions, 'open' | 'modelName' | 'recordings' | 'isReplay' | 'requests'>;

async function sourceOf(values: Values): Promise<Source> {
  const { api, record, model, auth, bearer, region, stack } = values;
  if (api !== undefined) {
    const authorization = AUTHORIZATIONS.find((one) => one === auth);
    if (!authorization) throw new Error(`--auth must be ${AUTHORIZATIONS.join(', ')} (got "${auth}").`);
    const options = { api, authorization, bearer, region, stack, awsPort: values['aws-port'] };
    return { open: runningSystem(options), modelName: `the model of ${api}`, isReplay: false };
  }
  const recordings = values.recordings ?? (record ? RECORDINGS : undefined);
  if (recordings === undefined) {
    const chosen = await modelOption(values);
    return { open: localSystems(() => chosen), modelName: chosen.backend.name, isReplay: false };
  }
  const folder = resolve(recordings);
  if (!record)
    return {
      open: localSystems(replayedModel(folder)),
      modelName: `the recordings in ${recordings}`,
      recordings: folder,
      isReplay: true,
    };
  if (model !== undefined) {
    const chosen = await modelOption(values);
    return {
      open: localSystems(recordedModel(folder, chosen)),
      modelName: chosen.backend.name,
      recordings: folder,
      isReplay: false,
    };
  }
  const requests = resolve(values['by-hand'] ?? '');
  const modelName = values['model-name'] ?? '';
  return {
    open: localSystems(modelByHand(folder, requests, modelName)),
    modelName,
    recordings: folder,
    isReplay: false,
    requests,
  };
}

/** The options of the command line; undefined for --help. @throws when they are not valid */
export async function evalOptions(args: readonly string[] = process.argv.slice(2)): Promise<EvalOptions | undefined> {
  const values = parsed(args);
  if (values.help) return undefined;
  checkCombination(values);
  const source = await sourceOf(values);
  const { check, keep, only, set, questions } = values;
  return {
    ...source,
    questions: questions ?? (source.recordings ? [QUESTIONS, INJECTION] : [QUESTIONS]),
    sets: set,
    only,
    parallel: parallelOf(values),
    check,
    keep,
    floorFile: join(source.recordings ?? QUESTIONS, 'floor.json'),
  };
}
