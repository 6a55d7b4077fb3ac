import { keys, ManifestDocument } from '../../events';
import { isOwner } from '../shared/access/actions';
import type { Job } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { loadReadableJob } from '../shared/http/load-job';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { ObjectStore } from '../shared/object-store/port';
import type { Ports } from './ports';
import { mayDownload } from './reader';

/** How long a presigned URL is valid, for the owner and for others: they may lose the job at any time. */
const LINK_SECONDS = { owner: 900, reader: 300 };
const MANIFEST = 'manifest.json';

/** Redirects to the presigned URL of an artifact. Only names in the job's manifest are allowed. */
export async function redirectToArtifact({ jobs, objects }: Ports, request: HttpRequest): Promise<HttpResponse> {
  const job = await loadReadableJob(jobs, request);
  const name = request.params.name ?? '';
  const prefix = prefixOf(job);
  const isKnown = prefix !== undefined && (await artifactNames(objects, prefix)).includes(name);
  if (!isKnown || !mayDownload(name, job, request)) {
    throw new ProblemError(
      'not-found',
      `The job has no artifact ${name.slice(0, 400)}. GET /jobs/{jobId} lists its artifacts.`,
    );
  }
  const fileName = name.slice(name.lastIndexOf('/') + 1);
  const seconds = isOwner(job, request) ? LINK_SECONDS.owner : LINK_SECONDS.reader;
  return { status: 302, headers: { location: await objects.presign(`${prefix}${name}`, seconds, fileName) } };
}

function prefixOf({ accepted, outcome }: Job): string | undefined {
  const prefix = outcome && 'resultsPrefix' in outcome.body ? outcome.body.resultsPrefix : undefined;
  return prefix && keys.jobOfResult(`${prefix}${MANIFEST}`) === accepted.jobId ? prefix : undefined;
}

async function artifactNames(objects: ObjectStore, prefix: string): Promise<string[]> {
  const text = await objects.read(`${prefix}${MANIFEST}`);
  if (text === undefined) return [];
  return [MANIFEST, ...ManifestDocument.parse(JSON.parse(text)).artifacts.map(({ name }) => name)];
}
