import { chooseModel } from '../endpoints';
import type { SystemOptions } from '../system';

/** Options of every command that starts a system, for `parseArgs`. */
export const systemFlags = {
  data: { type: 'string' },
  input: { type: 'string' },
  model: { type: 'string' },
  'model-name': { type: 'string' },
} as const;

/** What they mean, for a command's usage. */
export const systemUsage = `  --data <folder>   your tables: CSV and Parquet files, and catalog.yaml if you have one (the default: input)
  --model <model>   who writes the programs: bedrock or bedrock:MODEL_ID (Amazon Bedrock in your AWS account, with
                    your credentials), or the address of an OpenAI-compatible server such as
                    http://127.0.0.1:11434/v1 (MODEL_API_KEY is sent as its key); the default: the offline analyst
  --model-name <n>  the model's name on that server`;

interface SystemValues {
  readonly data?: string;
  readonly input?: string;
  readonly model?: string;
  readonly 'model-name'?: string;
}

/** The folder of tables that was asked for. */
export const dataFolder = ({ data, input }: SystemValues): string => data ?? input ?? 'input';

/** What to start, by the words of the command line. @throws an error that says what is wrong with them. */
export function systemOptions(values: SystemValues): SystemOptions {
  const { model, 'model-name': modelName } = values;
  return {
    inputFolder: dataFolder(values),
    model: chooseModel({ model, modelName, apiKey: process.env.MODEL_API_KEY }),
  };
}
