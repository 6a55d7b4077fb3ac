import { type ChosenModel, chooseModel, probeModel } from '../endpoints';
import { checkMachine } from '../sandbox/machine';
import type { SystemOptions } from '../system';

/** Options that say who writes the programs, for `parseArgs`. */
export const modelFlags = {
  model: { type: 'string' },
  'model-name': { type: 'string' },
} as const;

/** Options of every command that runs programs on this machine, for `parseArgs`. */
export const sandboxFlags = { 'unsafe-sandbox': { type: 'boolean', default: false } } as const;

/** Options of every command that starts a system on tables of the user's choice. */
export const systemFlags = {
  ...modelFlags,
  ...sandboxFlags,
  data: { type: 'string' },
  input: { type: 'string' },
} as const;

export const modelUsage = `  --model <model>   who writes the programs: bedrock or bedrock:MODEL_ID (Amazon Bedrock in your AWS account, with
                    your credentials), or the address of an OpenAI-compatible server such as
                    http://127.0.0.1:11434/v1 (MODEL_API_KEY is sent as its key); the default: the offline analyst
  --model-name <n>  the model's name on that server`;
export const sandboxUsage = `  --unsafe-sandbox  run any program also where layers are missing that confine it; every result then says so`;
export const systemUsage = `  --data <folder>   your tables: CSV and Parquet files, and catalog.yaml if you have one (the default: input)
${modelUsage}
${sandboxUsage}`;

interface ModelValues {
  readonly model?: string;
  readonly 'model-name'?: string;
}

interface SandboxValues {
  readonly 'unsafe-sandbox'?: boolean;
}

interface SystemValues extends ModelValues, SandboxValues {
  readonly data?: string;
  readonly input?: string;
}

/** The folder of tables that was asked for. */
export const dataFolder = ({ data, input }: SystemValues): string => data ?? input ?? 'input';

/**
 * Who writes the programs, by the words of the command line.
 * @throws an error that says what is wrong with them, or with the server that they name
 */
export async function modelOption({ model, 'model-name': modelName }: ModelValues): Promise<ChosenModel> {
  const choice = { model, modelName, apiKey: process.env.MODEL_API_KEY };
  const chosen = chooseModel(choice);
  const fault = await probeModel(choice);
  if (fault) throw new Error(fault);
  return chosen;
}

/**
 * Whether programs of models and people may run where layers are missing.
 * @throws an error that says what this machine lacks, unless they may.
 */
export function sandboxOption({ 'unsafe-sandbox': unsafeSandbox = false }: SandboxValues): boolean {
  checkMachine(unsafeSandbox ? 'all' : 'none');
  return unsafeSandbox;
}

/** What to start, and what confines programs then, by the words of the command line. @throws an error that says what is wrong with them */
export async function systemOptions(values: SystemValues): Promise<SystemOptions & { readonly sandbox: string }> {
  const model = await modelOption(values);
  const unsafeSandbox = values['unsafe-sandbox'] ?? false;
  const otherwise = model.backend.wrote ? 'analyst' : 'none';
  const sandbox = checkMachine(unsafeSandbox ? 'all' : otherwise);
  return { unsafeSandbox, inputFolder: dataFolder(values), model, sandbox };
}
