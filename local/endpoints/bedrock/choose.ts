import type { Backend } from './backend';
import { analystBackend } from './backends/analyst';
import { bedrockBackend } from './backends/bedrock';
import { chatCompletionsBackend } from './backends/chat-completions';

export interface ChosenModel {
  readonly backend: Backend;
  /** For the template's parameter ModelId, and so on every job's record; undefined: the template's default. */
  readonly modelId?: string;
}

export interface ModelChoice {
  /** `bedrock`, `bedrock:MODEL_ID`, the address of a server that speaks chat completions, or nothing. */
  readonly model?: string;
  /** The server's name of the model; needed with an address. */
  readonly modelName?: string;
  /** Sent to the server as a bearer token. */
  readonly apiKey?: string;
}

/** The template's ModelId takes the characters of Bedrock's ids only. */
const asModelId = (name: string): string => name.replace(/[^A-Za-z0-9.:-]/g, '-');

/** What answers Converse, by the words of the command line. @throws an error that says what is wrong with them. */
export function chooseModel({ model = 'analyst', modelName, apiKey }: ModelChoice): ChosenModel {
  if (model === 'analyst') return { backend: analystBackend(), modelId: 'offline-analyst' };
  const [isBedrock, modelId] = /^bedrock(?::(.+))?$/.exec(model) ?? [];
  if (isBedrock) return { backend: bedrockBackend({ modelId }), modelId };
  if (!/^https?:\/\//.test(model) || !URL.canParse(model)) {
    throw new Error(`--model is "bedrock", "bedrock:MODEL_ID" or the address of a server, not "${model}".`);
  }
  if (!modelName) throw new Error('--model-name is needed: how does the server call its model?');
  return { backend: chatCompletionsBackend({ url: model, modelName, apiKey }), modelId: asModelId(modelName) };
}
