import { type BedrockRuntimeClient, ConverseCommand, type ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { TOOL_NAME, writeProgramTool } from '../../functions/generate-code/prompt/tool';
import { type Check, failed, ok } from './check';

const ADVICE: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'Open the model in the Bedrock console’s model catalog and submit the use-case form, which Anthropic’s models ' +
    'require. The first call in an account subscribes to the model: the caller needs aws-marketplace:Subscribe, and it ' +
    'takes up to fifteen minutes. Your own identity needs bedrock:InvokeModel for this check.',
  ValidationException:
    'Set ModelId to the id of an inference profile (aws bedrock list-inference-profiles): newer models require one. ' +
    'The model must support tools and tool choice.',
  ResourceNotFoundException: 'This region does not offer the model, or it has been retired: choose another ModelId.',
  ThrottlingException: 'The quota of the model is used up: request a higher one in Service Quotas, or wait.',
};

const tables = {
  dialect: 'redshift',
  schema: 'public',
  tables: [{ name: 'orders', rows: 3, columns: [{ name: 'order_id', type: 'integer', nulls: 0, distinct: 3 }] }],
  otherTables: [],
};

/** A minimal request of the form that generate-code sends. */
const request: Omit<ConverseCommandInput, 'modelId'> = {
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

/** Whether the model accepts such a request. Costs a few hundred tokens. */
export function modelCheck(client: BedrockRuntimeClient, modelId: string): Check {
  return {
    title: 'Model',
    advice: 'Is Amazon Bedrock reachable from here, and is the model offered in this region?',
    async run() {
      try {
        const { usage } = await client.send(new ConverseCommand({ ...request, modelId }));
        return [ok(`${modelId} responds (${usage?.outputTokens} tokens).`)];
      } catch (error) {
        const { name, message } = error as Error;
        const advice = ADVICE[name];
        if (!advice) throw error;
        return [failed(`Calling ${modelId} fails: ${message}`, advice)];
      }
    },
  };
}
