import type { BlockList } from 'node:net';
import { BODY_MAX_BYTES, IdempotencyKey, type Problem, PromptRequest } from '../../events';
import { Refusal } from '../shared/http/problem';
import { type HttpRequest, jsonBody } from '../shared/http/request';
import { checkWebhookUrl, type Resolve } from '../shared/webhook-address/check';
import { fieldErrors } from './field-errors';

const EXAMPLE = '{"prompt": "How many users are there in each age group?"}';

export interface WebhookPolicy {
  /** Private networks that webhooks may go to. */
  readonly allowed: BlockList;
  readonly resolve: Resolve;
}

/** The prompt of a request with everything in it checked; refuses with one message for each field that is wrong. */
export async function validPrompt(request: HttpRequest, webhooks: WebhookPolicy): Promise<PromptRequest> {
  const sent = jsonBody(request, BODY_MAX_BYTES, EXAMPLE);
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw new Refusal('invalid-request', `The body has to be a JSON object, for example ${EXAMPLE}.`);
  }
  const parsed = PromptRequest.safeParse(sent);
  if (!parsed.success) throw refusal(fieldErrors(parsed.error.issues, sent, Object.keys(PromptRequest.shape)));
  const { webhookUrl } = parsed.data;
  if (webhookUrl !== undefined) await checkWebhook(webhookUrl, webhooks);
  return parsed.data;
}

/** The Idempotency-Key of a request, when it has one. */
export function idempotencyKeyOf({ headers }: HttpRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || IdempotencyKey.safeParse(key).success) return key;
  const message = 'Must have 1 to 255 visible ASCII characters without spaces, for example a UUID.';
  throw refusal([{ field: 'Idempotency-Key', message }]);
}

async function checkWebhook(webhookUrl: string, { allowed, resolve }: WebhookPolicy): Promise<void> {
  const check = await checkWebhookUrl(webhookUrl, allowed, resolve).catch(() => undefined);
  // A name service that does not answer now is no fault of the caller; each delivery looks the host up again.
  if (check && !check.ok) throw refusal([{ field: 'webhookUrl', message: check.reason }]);
}

const refusal = (errors: NonNullable<Problem['errors']>): Refusal =>
  new Refusal('invalid-request', 'Correct what `errors` names, and send the request again.', errors);
