import type { BlockList } from 'node:net';
import { IdempotencyKey, PromptRequest } from '../../events';
import { invalidFields, jsonObject } from '../shared/http/json-object';
import type { HttpRequest } from '../shared/http/request';
import { checkWebhookUrl, type Resolve } from '../shared/webhook-address/check';

const EXAMPLE = '{"prompt": "How many users are there in each age group?"}';

export interface WebhookPolicy {
  /** Private networks that webhooks may go to. */
  readonly allowed: BlockList;
  readonly resolve: Resolve;
}

/** The validated body of POST /prompt; refuses with one message for each invalid field. */
export async function validPrompt(request: HttpRequest, webhooks: WebhookPolicy): Promise<PromptRequest> {
  const prompt = jsonObject(request, PromptRequest, EXAMPLE);
  if (prompt.webhookUrl !== undefined) await checkWebhook(prompt.webhookUrl, webhooks);
  return prompt;
}

/** The Idempotency-Key of a request, if any. */
export function idempotencyKeyOf({ headers }: HttpRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || IdempotencyKey.safeParse(key).success) return key;
  const message = 'Must have 1 to 255 visible ASCII characters without spaces, for example a UUID.';
  throw invalidFields([{ field: 'Idempotency-Key', message }]);
}

async function checkWebhook(webhookUrl: string, { allowed, resolve }: WebhookPolicy): Promise<void> {
  const check = await checkWebhookUrl(webhookUrl, allowed, resolve).catch(() => undefined);
  // A DNS outage is not the caller's fault; each delivery resolves the host again.
  if (check && !check.ok) throw invalidFields([{ field: 'webhookUrl', message: check.reason }]);
}
