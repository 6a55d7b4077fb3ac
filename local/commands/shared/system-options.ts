import { red, say } from '../../../client/cli/terminal';
import { type ChosenModel, chooseModel, delayedBackend, probeModel } from '../../endpoints';
import type { SystemOptions } from '../../system';
import { checkConfinement } from './confinement';

/** `parseArgs` options that choose the model. */
export const modelFlags = {
  model: { type: 'string' },
  'model-name': { type: 'string' },
} as const;

/** `parseArgs` options of all commands that run programs on this machine. */
export const sandboxFlags = { 'unsafe-sandbox': { type: 'boolean', default: false } } as const;

/** `parseArgs` options of all commands that start the system. */
export const systemFlags = {
  ...modelFlags,
  ...sandboxFlags,
  'fargate-start': { type: 'string' },
  'model-delay': { type: 'string' },
  standby: { type: 'string' },
  data: { type: 'string' },
  input: { type: 'string' },
} as const;

export const modelUsage = `  --model <model>   the model that writes the programs: "bedrock" or "bedrock:MODEL_ID" for Amazon Bedrock with your AWS
                    credentials, or the URL of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1, with
                    its API key in MODEL_API_KEY, or "recordings:FOLDER" for recorded responses (default: the built-in
                    offline analyst, without a language model)
  --model-name <n>  name of the model on that server`;
export const sandboxUsage = `  --unsafe-sandbox  run programs even if this machine cannot confine them; every result then has a warning`;
export const systemUsage = `  --data <folder>   your tables (CSV, Excel, Parquet, JSON, SQLite …), and optionally catalog.yaml (default: input)
${modelUsage}
  --standby <n>     tasks that have started and wait for a question (default: 1)
  --fargate-start <s>  seconds that the start of a task takes, such as 35 on Fargate (default: 0)
  --model-delay <s>    seconds that the model takes in addition, such as 15 (default: 0)
${sandboxUsage}`;

interface ModelValues {
  readonly model?: string;
  readonly 'model-name'?: string;
}

interface SandboxValues {
  readonly 'unsafe-sandbox'?: boolean;
}

interface SystemValues extends ModelValues, SandboxValues {
  readonly 'fargate-start'?: string;
  readonly 'model-delay'?: string;
  readonly standby?: string;
  readonly data?: string;
  readonly input?: string;
}

/** The folder of tables. */
export const dataFolder = ({ data, input }: SystemValues): string => data ?? input ?? 'input';

/**
 * The model that the command line chooses.
 * @throws when the options are not valid, or the server cannot be used
 */
export async function modelOption({ model, 'model-name': modelName }: ModelValues): Promise<ChosenModel> {
  const choice = { model, modelName, apiKey: process.env.MODEL_API_KEY };
  const result = chooseModel(choice);
  const { problem, warning } = await probeModel(choice);
  if (problem) throw new Error(problem);
  if (warning) say(`${red('!')} ${warning}\n`);
  return result;
}

/**
 * The value of `--unsafe-sandbox`.
 * @throws without it, when this machine cannot confine programs
 */
export function sandboxOption({ 'unsafe-sandbox': unsafeSandbox = false }: SandboxValues): boolean {
  checkConfinement(unsafeSandbox ? 'all' : 'none');
  return unsafeSandbox;
}

/** @throws when the option is not a number of seconds */
function secondsOption(values: SystemValues, name: 'fargate-start' | 'model-delay'): number {
  const seconds = Number(values[name] ?? 0);
  if (!(seconds >= 0 && seconds <= 600))
    throw new Error(`--${name} takes seconds from 0 to 600, not "${values[name]}".`);
  return seconds;
}

/** @throws when the option is not a number of tasks that the template allows */
export function standbyOption({ standby = '1' }: Pick<SystemValues, 'standby'>): number {
  if (!/^(?:\d|10)$/.test(standby))
    throw new Error(`--standby takes a number of tasks from 0 to 10, not "${standby}".`);
  return Number(standby);
}

/** The system to start, and what confines its programs. @throws when the options are not valid */
export async function systemOptions(values: SystemValues): Promise<SystemOptions & { readonly sandbox: string }> {
  const chosen = await modelOption(values);
  const modelDelay = secondsOption(values, 'model-delay');
  const model = modelDelay > 0 ? { ...chosen, backend: delayedBackend(chosen.backend, modelDelay) } : chosen;
  const unsafeSandbox = values['unsafe-sandbox'] ?? false;
  const trusted = model.backend.isTrusted ? 'analyst' : 'none';
  const sandbox = checkConfinement(unsafeSandbox ? 'all' : trusted);
  const taskStartSeconds = secondsOption(values, 'fargate-start');
  const standbyTasks = standbyOption(values);
  return { unsafeSandbox, inputFolder: dataFolder(values), model, sandbox, taskStartSeconds, standbyTasks };
}
