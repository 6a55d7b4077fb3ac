import type { ModelChoice } from './choose';

/** Milliseconds that a server may take to say which models it has. */
const TIMEOUT_MS = 10_000;

interface Listing {
  readonly status: number;
  /** Names of the models; undefined when the server does not list them. */
  readonly names?: readonly string[];
}

async function listing(address: string, apiKey: string | undefined): Promise<Listing> {
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
 * Why a server of chat completions cannot be used as it was named, so that this is known before the first question
 * and not after its last retry; undefined when nothing speaks against it. Bedrock is not asked.
 */
export async function probeModel({ model = '', modelName = '', apiKey }: ModelChoice): Promise<string | undefined> {
  if (!/^https?:/.test(model)) return undefined;
  const address = model.replace(/(?:\/chat\/completions)?\/*$/, '');
  try {
    const { status, names } = await listing(address, apiKey);
    if (status === 401 || status === 403)
      return `${address} answers ${status}: give the key that it wants in MODEL_API_KEY.`;
    if (status === 404 && (await listing(`${address}/v1`, apiKey)).names) {
      return `${address} does not speak chat completions, ${address}/v1 does.`;
    }
    const known = names?.some((name) => name === modelName || name === `${modelName}:latest`) ?? true;
    return known ? undefined : `${address} has no model ${modelName}; it has ${names?.join(', ') || 'none'}.`;
  } catch (error) {
    return `Nothing answers at ${address}: ${reasonOf(error)}`;
  }
}
