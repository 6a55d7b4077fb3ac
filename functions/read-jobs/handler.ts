import { type OperationOf, operationOf } from '../../events/http/routes';
import { actionsOf } from '../shared/access/actions';
import type { HttpResponse } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import { InvalidCursor } from '../shared/job-store/port';
import { redirectToArtifact } from './artifact';
import { currentJob } from './current-job';
import { readDocuments } from './documents';
import { jobView } from './job-view';
import { listJobs } from './list';
import { exportJob } from './notebook';
import { programOutput } from './output';
import type { Ports } from './ports';
import { forCaller } from './reader';
import { timelineOf } from './timeline';

type Handler = (ports: Ports, request: HttpRequest) => Promise<HttpResponse>;

const handlers: Readonly<Record<OperationOf<'read-jobs'>, Handler>> = {
  listJobs: async (ports, request) => ({ status: 200, body: await listJobs(ports, request).catch(refuseCursor) }),
  getJob: async (ports, request) => {
    const { job, etag, isKnown } = await currentJob(ports, request);
    if (isKnown) return { status: 304, headers: { etag } };
    const documents = await readDocuments(ports.objects, job);
    const links = jobLinks(request.linkBase, job.accepted.jobId);
    const actions = actionsOf(job, request, ports.now(), ports.actions);
    const view = jobView(job, documents, { links, actions, caller: request });
    return { status: 200, headers: { etag }, body: await forCaller(ports.objects, job, request, view) };
  },
  listJobEvents: async (ports, request) => ({
    status: 200,
    body: await timelineOf(ports, request).catch(refuseCursor),
  }),
  getArtifact: redirectToArtifact,
  getOutput: async (ports, request) => ({ status: 200, body: await programOutput(ports, request) }),
  exportJob,
};

/** The GET routes of the API. */
export const readJobs =
  (ports: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    const handle = handlers[operationOf(request.route) as keyof typeof handlers];
    if (!handle) throw new ProblemError('not-found', `There is no route ${request.route}.`);
    refuseUnknownParameters(request);
    return handle(ports, request);
  };

function refuseCursor(error: unknown): never {
  if (!(error instanceof InvalidCursor)) throw error;
  throw new ProblemError('invalid-request', 'Omit the cursor to start at the first page.', [
    { field: 'cursor', message: 'Must be the nextCursor of the previous page.' },
  ]);
}
