import type { HttpResponse } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, onlyParameters } from '../shared/http/request';
import { InvalidCursor } from '../shared/job-store/port';
import { readDocuments } from './documents';
import { jobView } from './job-view';
import { listJobs } from './list';
import type { Ports } from './ports';
import { redirectToResult } from './result';
import { timelineOf } from './timeline';

/** The GET routes of the API. */
export const readJobs =
  (ports: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    switch (request.route) {
      case 'GET /jobs':
        onlyParameters(request, 'limit', 'cursor');
        return { status: 200, body: await listJobs(ports, request).catch(refuseCursor) };
      case 'GET /jobs/{jobId}': {
        onlyParameters(request);
        const job = await loadOwnedJob(ports.jobs, request);
        const documents = await readDocuments(ports.objects, job);
        return { status: 200, body: jobView(job, documents, jobLinks(request.linkBase, job.accepted.jobId)) };
      }
      case 'GET /jobs/{jobId}/events':
        onlyParameters(request, 'cursor');
        return { status: 200, body: await timelineOf(ports, request).catch(refuseCursor) };
      case 'GET /jobs/{jobId}/results/{name+}':
        onlyParameters(request);
        return redirectToResult(ports, request);
      default:
        throw new ProblemError('not-found', `There is no ${request.route} here.`);
    }
  };

function refuseCursor(error: unknown): never {
  if (!(error instanceof InvalidCursor)) throw error;
  throw new ProblemError('invalid-request', 'Omit the cursor to start at the first page.', [
    { field: 'cursor', message: 'Must be the nextCursor of the previous page.' },
  ]);
}
