import { keys, ManifestDocument } from '../../events';
import type { Job } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import { Refusal } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { ObjectStore } from '../shared/object-store/port';
import type { Ports } from './ports';

/** Seconds in which a download may be started. */
const LINK_SECONDS = 900;
const MANIFEST = 'manifest.json';

/** Sends the caller to a presigned address of one output. Only what the job's manifest lists is given out. */
export async function redirectToResult({ jobs, objects }: Ports, request: HttpRequest): Promise<HttpResponse> {
  const job = await loadOwnedJob(jobs, request);
  const name = request.params.name ?? '';
  const prefix = prefixOf(job);
  if (prefix === undefined || !(await names(objects, prefix)).includes(name)) {
    throw new Refusal(
      'not-found',
      `The job has no result ${name.slice(0, 400)}. GET /jobs/{jobId} lists its artifacts.`,
    );
  }
  const fileName = name.slice(name.lastIndexOf('/') + 1);
  return { status: 302, headers: { location: await objects.presign(`${prefix}${name}`, LINK_SECONDS, fileName) } };
}

function prefixOf({ accepted, outcome }: Job): string | undefined {
  const prefix = outcome && 'resultsPrefix' in outcome.body ? outcome.body.resultsPrefix : undefined;
  return prefix && keys.jobOfResult(`${prefix}${MANIFEST}`) === accepted.jobId ? prefix : undefined;
}

async function names(objects: ObjectStore, prefix: string): Promise<string[]> {
  const text = await objects.read(`${prefix}${MANIFEST}`);
  if (text === undefined) return [];
  return [MANIFEST, ...ManifestDocument.parse(JSON.parse(text)).artifacts.map(({ name }) => name)];
}
