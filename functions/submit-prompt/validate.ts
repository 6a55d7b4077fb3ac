import type { BlockList } from 'node:net';
import { IdempotencyKey, PromptRequest, RerunRequest } from '../../events';
import { invalidFields, jsonObject } from '../shared/http/json-object';
import type { HttpRequest } from '../shared/http/request';
import { checkWebhookUrl, type Resolve } from '../shared/webhook-address/check';

const EXAMPLE = '{"prompt": "How many users are there in each age group?"}';
const RERUN_EXAMPLE = '{"timeoutSeconds": 60}';

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

/** The validated body of a rerun; without a body, an empty one. A program may have a syntax error, which shows when it runs. */
export function validRerun(request: HttpRequest): RerunRequest {
  const rerun = request.body.length === 0 ? {} : jsonObject(request, RerunRequest, RERUN_EXAMPLE);
  const message = rerun.program === undefined ? undefined : programProblem(rerun.program);
  if (message !== undefined) throw invalidFields([{ field: 'program', message }]);
  return rerun;
}

/** Why no Python could run the text. */
function programProblem(program: string): string | undefined {
  if (program.trim() === '') return 'Must not be blank.';
  if (program.includes('\0')) return 'Must not have NUL characters.';
  if (!program.isWellFormed()) return 'Must be text that UTF-8 can encode, without half of a surrogate pair.';
  return undefined;
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
