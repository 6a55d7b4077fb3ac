import { keys, ManifestDocument } from '../../events';
import type { Job } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { ObjectStore } from '../shared/object-store/port';
import type { Ports } from './ports';

/** How long a presigned URL is valid. */
const LINK_SECONDS = 900;
const MANIFEST = 'manifest.json';

/** Redirects to the presigned URL of an artifact. Only names in the job's manifest are allowed. */
export async function redirectToArtifact({ jobs, objects }: Ports, request: HttpRequest): Promise<HttpResponse> {
  const job = await loadOwnedJob(jobs, request);
  const name = request.params.name ?? '';
  const prefix = prefixOf(job);
  if (prefix === undefined || !(await artifactNames(objects, prefix)).includes(name)) {
    throw new ProblemError(
      'not-found',
      `The job has no artifact ${name.slice(0, 400)}. GET /jobs/{jobId} lists its artifacts.`,
    );
  }
  const fileName = name.slice(name.lastIndexOf('/') + 1);
  return { status: 302, headers: { location: await objects.presign(`${prefix}${name}`, LINK_SECONDS, fileName) } };
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
