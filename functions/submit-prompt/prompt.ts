import type { HttpResponse } from '../shared/http/function';
import type { HttpRequest } from '../shared/http/request';
import { type AcceptPorts, accept } from './accept';
import { conversationBefore } from './conversation';
import { jobDocument } from './job-document';
import { jobIdOf } from './job-id';
import { idempotencyKeyOf, validPrompt, type WebhookPolicy } from './validate';

export interface PromptPorts extends AcceptPorts {
  readonly webhooks: WebhookPolicy;
}

/** POST /prompt: accepts a question. A follow-up names the conversation that it continues. */
export async function submitPrompt(ports: PromptPorts, request: HttpRequest): Promise<HttpResponse> {
  const key = idempotencyKeyOf(request);
  const prompt = await validPrompt(request, ports.webhooks);
  const document = jobDocument(prompt, jobIdOf(request.owner, key), request.owner, new Date(ports.now()));
  const { jobId, followUpOf } = document;
  return accept(ports, request, {
    document,
    exists: key !== undefined && (await ports.jobs.read(jobId)) !== undefined,
    complete: async () =>
      followUpOf === undefined
        ? document
        : { ...document, earlier: await conversationBefore(ports, request, followUpOf) },
  });
}
