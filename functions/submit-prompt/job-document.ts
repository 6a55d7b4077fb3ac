import { createHash } from 'node:crypto';
import { JobDocument, type PromptRequest } from '../../events';
import type { Accepted } from '../shared/domain/facts';

const DEFAULTS = { size: 'small', timeoutSeconds: 300, maxAttempts: 3 } as const;

/** Seconds that a job has for everything beside its programs' runs: generation, launches, repairs, queues. */
const SLACK_SECONDS = 900;

/** Characters of the prompt that lists show. */
const PROMPT_START = 300;

/**
 * The document of a job that was asked for at `acceptedAt`, all defaults filled in. Its deadline leaves every
 * attempt its full time: `acceptedAt` + `timeoutSeconds` × `maxAttempts` + 15 minutes.
 */
export function jobDocument(request: PromptRequest, jobId: string, owner: string, acceptedAt: Date): JobDocument {
  const { size, timeoutSeconds, maxAttempts, prompt, webhookUrl } = { ...DEFAULTS, ...request };
  const deadline = acceptedAt.getTime() + (timeoutSeconds * maxAttempts + SLACK_SECONDS) * 1000;
  return {
    version: 1,
    jobId,
    prompt,
    owner,
    ...(webhookUrl !== undefined && { webhookUrl }),
    size,
    limits: { timeoutSeconds, maxAttempts },
    acceptedAt: acceptedAt.toISOString(),
    deadlineAt: new Date(deadline).toISOString(),
    requestSha256: createHash('sha256')
      .update(JSON.stringify([prompt, webhookUrl ?? null, size, timeoutSeconds, maxAttempts]))
      .digest('hex'),
  };
}

export const parseJobDocument = (text: string): JobDocument => JobDocument.parse(JSON.parse(text));

/** What the job's row is made of. */
export const acceptedOf = ({ prompt, requestSha256, version, ...job }: JobDocument): Accepted => ({
  ...job,
  promptStart: prompt.slice(0, PROMPT_START),
});
