import type { BlockList } from 'node:net';
import { BODY_MAX_BYTES, IdempotencyKey, type Problem, PromptRequest } from '../../events';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, jsonBody } from '../shared/http/request';
import { checkWebhookUrl, type Resolve } from '../shared/webhook-address/check';
import { fieldErrors } from './field-errors';

const EXAMPLE = '{"prompt": "How many users are there in each age group?"}';

export interface WebhookPolicy {
  /** Private networks that webhooks may go to. */
  readonly allowed: BlockList;
  readonly resolve: Resolve;
}

/** The validated body of POST /prompt; refuses with one message for each invalid field. */
export async function validPrompt(request: HttpRequest, webhooks: WebhookPolicy): Promise<PromptRequest> {
  const body = jsonBody(request, BODY_MAX_BYTES, EXAMPLE);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ProblemError('invalid-request', `The body must be a JSON object, for example ${EXAMPLE}.`);
  }
  const parsed = PromptRequest.safeParse(body);
  if (!parsed.success) throw invalidFields(fieldErrors(parsed.error.issues, body, Object.keys(PromptRequest.shape)));
  const { webhookUrl } = parsed.data;
  if (webhookUrl !== undefined) await checkWebhook(webhookUrl, webhooks);
  return parsed.data;
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

const invalidFields = (errors: NonNullable<Problem['errors']>): ProblemError =>
  new ProblemError('invalid-request', 'Fix the fields listed under `errors` and retry.', errors);
