import type { ModelChoice } from './choose-model';

/** Milliseconds that a server may take to list its models. */
const TIMEOUT_MS = 10_000;

interface Listing {
  readonly status: number;
  /** Names of the models; undefined when the server has no such list. */
  readonly names?: readonly string[];
}

async function listModels(address: string, apiKey: string | undefined): Promise<Listing> {
  const headers = apiKey ? { authorization: `Bearer ${apiKey}` } : undefined;
  const response = await fetch(`${address}/models`, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const body: unknown = await response.json().catch(() => undefined);
  const data = (body as { data?: unknown } | undefined)?.data;
  const names = Array.isArray(data) ? data.map((one) => String((one as { id?: unknown }).id)) : undefined;
  return { status: response.status, ...(response.ok && names && { names }) };
}

function reasonOf(error: unknown): string {
  const { message = String(error), cause } = error as { message?: string; cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message;
}

/**
 * Why a chat completions server cannot be used with these options, for the user; undefined when no problem was found.
 * Reports it at the start, instead of after the retries of the first question. Bedrock is not probed.
 */
export async function probeModel({ model = '', modelName = '', apiKey }: ModelChoice): Promise<string | undefined> {
  if (!/^https?:/.test(model)) return undefined;
  const address = model.replace(/(?:\/chat\/completions)?\/*$/, '');
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
