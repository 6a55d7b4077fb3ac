import { createHash } from 'node:crypto';
import { JobDocument, type PromptRequest } from '../../events';
import type { Accepted } from '../shared/domain/facts';

const DEFAULTS = { size: 'small', timeoutSeconds: 300, maxAttempts: 3 } as const;

/** Time of a job outside its programs: generation, launches, repairs, queues. */
const SLACK_SECONDS = 900;

/** Characters of the prompt in lists. */
const PROMPT_START = 300;

/**
 * job.json of a request accepted at `acceptedAt`, with all defaults. The deadline leaves every attempt its full time:
 * `acceptedAt` + `timeoutSeconds` × `maxAttempts` + 15 minutes.
 */
export function jobDocument(
  request: PromptRequest,
  jobId: string,
  owner: string,
  acceptedAt: Date,
  outcome: Pick<JobDocument, 'link' | 'questionInEvents'> = {},
): JobDocument {
  const { size, timeoutSeconds, maxAttempts, prompt, webhookUrl, followUpOf } = { ...DEFAULTS, ...request };
  const hashed = [prompt, webhookUrl ?? null, size, timeoutSeconds, maxAttempts];
  const deadline = acceptedAt.getTime() + (timeoutSeconds * maxAttempts + SLACK_SECONDS) * 1000;
  return {
    version: 1,
    jobId,
    prompt,
    owner,
    ...(webhookUrl !== undefined && { webhookUrl }),
    ...(followUpOf !== undefined && { followUpOf }),
    size,
    limits: { timeoutSeconds, maxAttempts },
    acceptedAt: acceptedAt.toISOString(),
    deadlineAt: new Date(deadline).toISOString(),
    ...outcome,
    requestSha256: createHash('sha256')
      .update(JSON.stringify(followUpOf === undefined ? hashed : [...hashed, followUpOf]))
      .digest('hex'),
  };
}

export const parseJobDocument = (text: string): JobDocument => JobDocument.parse(JSON.parse(text));

/** The accepted prompt of the job's item. */
export const acceptedOf = ({ prompt, requestSha256, version, earlier, ...job }: JobDocument): Accepted => ({
  ...job,
  promptStart: prompt.slice(0, PROMPT_START).toWellFormed(),
});
