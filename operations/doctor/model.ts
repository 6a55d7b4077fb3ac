import { type BedrockRuntimeClient, ConverseCommand, type ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { TOOL_NAME, writeProgramTool } from '../../functions/generate-code/prompt/tool';
import { type Check, failed, ok } from './check';

const advices: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'Open the model in the catalog of the Bedrock console and finish the form that Anthropic’s models ask for. The first ' +
    'call in an account has to be made by somebody with aws-marketplace:Subscribe, and takes up to fifteen minutes to ' +
    'count. Your own identity needs bedrock:InvokeModel for this check.',
  ValidationException:
    'Newer models are called by an inference profile: take its id (aws bedrock list-inference-profiles) as ModelId. ' +
    'The model has to take tools, and be told to use one.',
  ResourceNotFoundException: 'There is no such model in this region, or it has been retired: choose another ModelId.',
  ThrottlingException: 'The quota of the model is used up: ask for a higher one in Service Quotas, or wait.',
};

const tables = {
  dialect: 'redshift',
  schema: 'public',
  tables: [{ name: 'orders', rows: 3, columns: [{ name: 'order_id', type: 'integer', nulls: 0, distinct: 3 }] }],
  otherTables: [],
};

/** A request as generate-code makes them, as short as can be. */
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

/** Whether the model takes such a request. Costs some hundred tokens. */
export function modelCheck(client: BedrockRuntimeClient, modelId: string): Check {
  return {
    title: 'Model',
    advice: 'Is Amazon Bedrock reachable from here, and is the model offered in this region?',
    async run() {
      try {
        const { usage } = await client.send(new ConverseCommand({ ...request, modelId }));
        return [ok(`${modelId} answers, with ${usage?.outputTokens} tokens.`)];
      } catch (error) {
        const { name, message } = error as Error;
        const advice = advices[name];
        if (!advice) throw error;
        return [failed(`${modelId} does not answer: ${message}`, advice)];
      }
    },
  };
}
