import type { Backend } from './backend';
import { analystBackend } from './backends/analyst';
import { bedrockBackend } from './backends/bedrock';
import { chatCompletionsBackend } from './backends/chat-completions';
import { recordedBackend } from './backends/recorded';

export interface ChosenModel {
  readonly backend: Backend;
  /** Value of the template's parameter ModelId, recorded with each job; undefined for the template's default. */
  readonly modelId?: string;
}

export interface ModelChoice {
  /**
   * `bedrock`, `bedrock:MODEL_ID`, the address of a chat completions server, or `recordings:FOLDER`; the default is the
   * offline analyst.
   */
  readonly model?: string;
  /** Name of the model on the server; required with an address. */
  readonly modelName?: string;
  /** Bearer token for the server. */
  readonly apiKey?: string;
}

/** The template's parameter ModelId accepts only the characters of Bedrock's model ids. */
const asModelId = (name: string): string => name.replace(/[^A-Za-z0-9.:-]/g, '-');

/** The model that the options choose. @throws when they are not valid */
export function chooseModel({ model = 'analyst', modelName, apiKey }: ModelChoice): ChosenModel {
  if (model === 'analyst') return { backend: analystBackend(), modelId: 'offline-analyst' };
  const [isBedrock, modelId] = /^bedrock(?::(.+))?$/.exec(model) ?? [];
  if (isBedrock) return { backend: bedrockBackend({ modelId }), modelId };
  const [, folder] = /^recordings:(.+)$/.exec(model) ?? [];
  if (folder) return { backend: recordedBackend({ folder }), modelId: 'recordings' };
  if (!/^https?:\/\//.test(model) || !URL.canParse(model)) {
    throw new Error(
      `--model must be "bedrock", "bedrock:MODEL_ID", the URL of a server or "recordings:FOLDER" (got "${model}").`,
    );
  }
  if (!modelName) throw new Error('--model-name is required with the URL of a server.');
  return { backend: chatCompletionsBackend({ url: model, modelName, apiKey }), modelId: asModelId(modelName) };
}
