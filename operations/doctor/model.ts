import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { TOOL_NAME, writeProgramTool } from '../../functions/generate-code/prompt/tool';
import { type BedrockSettings, bedrockModel } from '../../functions/shared/model/bedrock';
import type { ModelRequest } from '../../functions/shared/model/port';
import type { Pause } from '../../lib/clock';
import { type Check, failed, ok } from './check';

const ADVICE: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'Open the model in the Bedrock console’s model catalog and submit the use-case form, which Anthropic’s models ' +
    'require. The first call in an account subscribes to the model: the caller needs aws-marketplace:Subscribe, and it ' +
    'takes up to fifteen minutes. Your own identity needs bedrock:InvokeModelWithResponseStream for this check.',
  ValidationException:
    'Set ModelId to the id of an inference profile (aws bedrock list-inference-profiles): newer models require one. ' +
    'The model must support tools and tool choice.',
  ResourceNotFoundException: 'This region does not offer the model, or it has been retired: choose another ModelId.',
  ModelRequestError: 'Deploy with FoundationModelId, the id of the model behind the application inference profile.',
  ThrottlingException:
    'The quota of the model is used up. Young accounts may have few tokens a day, or none: request more in Service ' +
    'Quotas, Amazon Bedrock, “… tokens per day …”, or wait.',
};

const tables = {
  dialect: 'redshift',
  schema: 'public',
  tables: [{ name: 'orders', rows: 3, columns: [{ name: 'order_id', type: 'integer', nulls: 0, distinct: 3 }] }],
  otherTables: [],
};

/** A minimal request of the form that generate-code sends. */
const request: ModelRequest = {
  messages: [
    {
      role: 'user',
      content: [
        { text: `<tables>\n${JSON.stringify(tables)}\n</tables>` },
        { text: '<question>\nHow many orders are there?\n</question>' },
      ],
    },
  ],
  inferenceConfig: { maxTokens: 1024 },
  toolConfig: { tools: [writeProgramTool], toolChoice: { tool: { name: TOOL_NAME } } },
};

/** A model as parameters of template.yaml name it. */
export interface ModelIds {
  readonly modelId: string;
  readonly foundationModelId?: string;
}

/**
 * Whether the model accepts such a request, through the adapter of generate-code: with its retries and its choices of
 * tools. Costs a few hundred tokens.
 */
export function modelCheck(
  client: BedrockRuntimeClient,
  { modelId, ...settings }: ModelIds & BedrockSettings,
  pause: Pause,
): Check {
  return {
    title: 'Model',
    advice: 'Is Amazon Bedrock reachable from here, and is the model offered in this region?',
    async run() {
      try {
        const { output, usage } = await bedrockModel(client, modelId, pause, settings).converse(request);
        const called = output?.message?.content?.some(({ toolUse }) => toolUse?.name === TOOL_NAME);
        if (called) return [ok(`${modelId} hands in a program (${usage?.outputTokens} tokens).`)];
        return [failed(`${modelId} responds without the tool ${TOOL_NAME}.`, 'Choose a ModelId that supports tools.')];
      } catch (error) {
        const { name = '', message = '' } = ((error as Error).cause ?? error) as Error;
        const advice = ADVICE[name];
        if (!advice) throw error;
        return [failed(`Calling ${modelId} fails: ${message}`, advice)];
      }
    },
  };
}
