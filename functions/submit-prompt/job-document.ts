import { createHash } from 'node:crypto';
import { JobDocument, type PromptRequest, type RerunProgram, type RerunRequest } from '../../events';
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
export function jobDocument(request: PromptRequest, jobId: string, owner: string, acceptedAt: Date): JobDocument {
  const { size, timeoutSeconds, maxAttempts, prompt, webhookUrl, followUpOf } = { ...DEFAULTS, ...request };
  const hashed = [prompt, webhookUrl ?? null, size, timeoutSeconds, maxAttempts];
  return {
    version: 1,
    jobId,
    prompt,
    owner,
    ...(webhookUrl !== undefined && { webhookUrl }),
    ...(followUpOf !== undefined && { followUpOf }),
    size,
    ...timesOf({ timeoutSeconds, maxAttempts }, acceptedAt),
    requestSha256: createHash('sha256')
      .update(JSON.stringify(followUpOf === undefined ? hashed : [...hashed, followUpOf]))
      .digest('hex'),
  };
}

interface Rerun {
  readonly jobId: string;
  readonly program: RerunProgram;
  readonly acceptedAt: Date;
  readonly requestSha256: string;
}

/** job.json of a rerun of `original`. Its one attempt leaves no repair. */
export function rerunDocument(original: JobDocument, request: RerunRequest, rerun: Rerun): JobDocument {
  const { prompt, owner, followUpOf, earlier } = original;
  const { size = original.size, timeoutSeconds = original.limits.timeoutSeconds } = request;
  const { jobId, program, acceptedAt, requestSha256 } = rerun;
  return {
    version: 1,
    jobId,
    prompt,
    owner,
    ...(followUpOf !== undefined && { followUpOf }),
    ...(earlier && { earlier }),
    rerunOf: original.jobId,
    program,
    size,
    ...timesOf({ timeoutSeconds, maxAttempts: 1 }, acceptedAt),
    requestSha256,
  };
}

function timesOf(
  limits: JobDocument['limits'],
  acceptedAt: Date,
): Pick<JobDocument, 'limits' | 'acceptedAt' | 'deadlineAt'> {
  const seconds = limits.timeoutSeconds * limits.maxAttempts + SLACK_SECONDS;
  const deadlineAt = new Date(acceptedAt.getTime() + seconds * 1000).toISOString();
  return { limits, acceptedAt: acceptedAt.toISOString(), deadlineAt };
}

export const parseJobDocument = (text: string): JobDocument => JobDocument.parse(JSON.parse(text));

/** The accepted prompt of the job's item. */
export const acceptedOf = ({ prompt, requestSha256, version, earlier, program, ...job }: JobDocument): Accepted => ({
  ...job,
  ...(program?.edited && { programEdited: true }),
  promptStart: prompt.slice(0, PROMPT_START).toWellFormed(),
});
