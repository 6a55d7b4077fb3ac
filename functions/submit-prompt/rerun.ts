import { createHash } from 'node:crypto';
import { GenerationDocument, type JobDocument, keys, type RerunRequest } from '../../events';
import { programHeader } from '../../lib/program-header';
import { type Job, ordinalsOf } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { loadJobFor, refuseUnless } from '../shared/http/load-job';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import type { ObjectStore } from '../shared/object-store/port';
import { type AcceptPorts, accept, keyReused, type RequestedJob, refuseOtherRequest } from './accept';
import { parseJobDocument, rerunDocument } from './job-document';
import { jobIdOf } from './job-id';
import { idempotencyKeyOf, validRerun } from './validate';

export interface RerunPorts extends AcceptPorts {
  /** Whether a rerun may have another program. */
  readonly editedPrograms: boolean;
}

/**
 * POST /jobs/{jobId}/rerun: accepts a job with the question of an ended one, and its program or another one. The program is
 * stored before job.json, which names it with its hash.
 */
export async function rerunJob(ports: RerunPorts, request: HttpRequest): Promise<HttpResponse> {
  refuseUnknownParameters(request);
  const key = idempotencyKeyOf(request);
  const rerun = validRerun(request);
  const jobId = jobIdOf(request.owner, key);
  const requestSha256 = hashOf(request.params.jobId, rerun);
  // The job that is run again may have been erased since the first call.
  const stored = key === undefined ? undefined : await ports.objects.read(keys.job(jobId));
  if (stored === undefined)
    return accept(ports, request, await requestedJob(ports, request, rerun, jobId, requestSha256));
  const document = parseJobDocument(stored);
  refuseOtherRequest(document, requestSha256);
  const exists = (await ports.jobs.read(jobId)) !== undefined;
  return accept(ports, request, { document, exists, complete: async () => document });
}

/** JSON has `null` for what is missing. */
const hashOf = (rerunOf: string | undefined, { program, size, timeoutSeconds }: RerunRequest): string =>
  sha256Of(JSON.stringify(['rerun', rerunOf, program, size, timeoutSeconds]));

async function requestedJob(
  { objects, jobs, now, editedPrograms }: RerunPorts,
  request: HttpRequest,
  rerun: RerunRequest,
  jobId: string,
  requestSha256: string,
): Promise<RequestedJob> {
  const settings = { editedPrograms };
  const job = await loadJobFor(jobs, 'rerun', request, now(), settings);
  const { original, generation } = await originalOf(objects, job);
  const program = programOf(rerun, generation.program);
  // A program that a caller has edited stays one, however often it is run again.
  const edited = program !== generation.program || original.program?.edited === true;
  if (edited) refuseUnless('edit', job, request, now(), settings);
  const { catalogSha256, plan, assumptions } = generation;
  const document = rerunDocument(original, rerun, {
    jobId,
    requestSha256,
    acceptedAt: new Date(now()),
    program: {
      key: keys.program(jobId),
      sha256: sha256Of(program),
      edited,
      ...(edited ? { plan: '', assumptions: [] } : { plan, assumptions }),
      ...(catalogSha256 !== undefined && { catalogSha256 }),
    },
  });
  const complete = async (): Promise<JobDocument> => {
    const write = await objects.writeOnce(keys.program(jobId), program, 'text/x-python; charset=utf-8');
    if (!write.written && write.existing !== program) throw keyReused(jobId);
    return document;
  };
  return { document, exists: false, complete };
}

interface Original {
  readonly original: JobDocument;
  readonly generation: GenerationDocument & { readonly result: 'program' };
}

/** job.json and the last program of a job that has ended. */
async function originalOf(objects: Pick<ObjectStore, 'read'>, job: Job): Promise<Original> {
  const { jobId } = job.accepted;
  const attempts = ordinalsOf(job.generations).filter((number) => job.generations[number]?.result === 'program');
  const [document, generation] = await Promise.all([
    objects.read(keys.job(jobId)),
    objects.read(keys.generation(jobId, Math.max(...attempts))),
  ]);
  const parsed = generation === undefined ? undefined : GenerationDocument.parse(JSON.parse(generation));
  if (document === undefined || parsed?.result !== 'program') {
    throw new ProblemError('no-program', `The program of job ${jobId} no longer exists: the job is being erased.`);
  }
  return { original: parseJobDocument(document), generation: parsed };
}

/** The program to run. One that differs from the original in the first lines of a download alone is the original. */
const programOf = ({ program }: RerunRequest, original: string): string =>
  program === undefined || programHeader.remove(program) === original ? original : program;

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
