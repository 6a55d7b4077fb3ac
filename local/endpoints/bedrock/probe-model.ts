import { parseResponse } from '../../../functions/generate-code/model-response';
import { TOOL_NAME, writeProgramTool } from '../../../functions/generate-code/prompt/tool';
import type { ModelResponse } from '../../../functions/shared/model/port';
import { chatCompletionsBackend } from './backends/chat-completions';
import type { ModelChoice } from './choose-model';

/** Milliseconds that a server may take to list its models. */
const LIST_TIMEOUT_MS = 10_000;
/** Seconds that it may take to respond to a small question: it may have to load the model first. */
const QUESTION_TIMEOUT_SECONDS = 120;

/** What is wrong with a model, for the user. With a problem it cannot be used; with a warning it may be of little use. */
export interface ProbeResult {
  readonly problem?: string;
  readonly warning?: string;
}

interface Listing {
  readonly status: number;
  /** Names of the models; undefined when the server has no such list. */
  readonly names?: readonly string[];
}

async function listModels(address: string, apiKey: string | undefined): Promise<Listing> {
  const headers = apiKey ? { authorization: `Bearer ${apiKey}` } : undefined;
  const response = await fetch(`${address}/models`, { headers, signal: AbortSignal.timeout(LIST_TIMEOUT_MS) });
  const body: unknown = await response.json().catch(() => undefined);
  const data = (body as { data?: unknown } | undefined)?.data;
  const names = Array.isArray(data) ? data.map((one) => String((one as { id?: unknown }).id)) : undefined;
  return { status: response.status, ...(response.ok && names && { names }) };
}

function reasonOf(error: unknown): string {
  const { message = String(error), cause } = error as { message?: string; cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message;
}

/** Whether the address and the name of the model are right, as far as the server's list of models shows. */
async function probeList(address: string, modelName: string, apiKey?: string): Promise<string | undefined> {
  try {
    const { status, names } = await listModels(address, apiKey);
    if (status === 401 || status === 403)
      return `${address} responded with ${status}. Set MODEL_API_KEY to its API key.`;
    if (status === 404 && (await listModels(`${address}/v1`, apiKey)).names) {
      return `${address} has no chat completions API. Use ${address}/v1.`;
    }
    const isListed = names?.some((name) => name === modelName || name === `${modelName}:latest`) ?? true;
    return isListed ? undefined : `${address} has no model "${modelName}". It has: ${names?.join(', ') || 'none'}.`;
  } catch (error) {
    return `Cannot connect to ${address}: ${reasonOf(error)}`;
  }
}

const tables =
  '{"dialect": "redshift", "tables": [{"name": "orders", "rows": 3, "columns": [{"name": "id", "type": "integer"}]}]}';

const question = {
  system: [
    { text: `Write a Python program that answers the question about the tables. Hand it in by calling ${TOOL_NAME}.` },
  ],
  messages: [
    {
      role: 'user',
      content: [{ text: `<tables>${tables}</tables>` }, { text: '<question>How many orders?</question>' }],
    },
  ],
  inferenceConfig: { maxTokens: 2048 },
  toolConfig: { tools: [writeProgramTool], toolChoice: { any: {} } },
};

/** What the model makes of a small question with the tool. */
async function probeQuestion(url: string, modelName: string, apiKey?: string): Promise<ProbeResult> {
  const backend = chatCompletionsBackend({ url, modelName, apiKey, timeoutSeconds: QUESTION_TIMEOUT_SECONDS });
  try {
    const response = await backend.converse(modelName, question, new AbortController().signal);
    const parsed = parseResponse(response as unknown as ModelResponse);
    if (parsed.kind !== 'retry') return {};
    const warning = `${backend.name} responded to a small question without a program: ${parsed.problem} Its programs may fail; a larger model may do better.`;
    return { warning };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Asks a chat completions server for its models, and the model one small question, so that the user learns at the start
 * what the first real question would show. Bedrock is not probed.
 */
export async function probeModel({ model = '', modelName = '', apiKey }: ModelChoice): Promise<ProbeResult> {
  if (!/^https?:/.test(model)) return {};
  const address = model.replace(/(?:\/chat\/completions)?\/*$/, '');
  const problem = await probeList(address, modelName, apiKey);
  return problem ? { problem } : probeQuestion(model, modelName, apiKey);
}
