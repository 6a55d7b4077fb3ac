import type { Timeline } from '../../events';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import type { HttpRequest } from '../shared/http/request';
import type { StoredArtifact } from '../shared/job-store/port';
import { describe } from './describe';
import type { Ports } from './ports';

type Entry = Timeline['events'][number];

/** What has happened to a job, the oldest first; the last page also has the outputs that S3 told of. */
export async function timelineOf({ jobs }: Ports, request: HttpRequest): Promise<Timeline> {
  const { jobId, acceptedAt } = (await loadOwnedJob(jobs, request)).accepted;
  const page = await jobs.timeline(jobId, request.query.cursor);
  const facts = page.items.map(({ at, fact }) => ({ at, type: fact.type, text: describe(fact), detail: fact }));
  if (page.cursor !== undefined) return { jobId, events: facts, nextCursor: page.cursor };

  const outputs = (await jobs.artifacts(jobId)).map(outputEntry);
  const events: Entry[] = [...facts, ...outputs].sort((a, b) => compare(orderOf(a), orderOf(b)));
  if (request.query.cursor !== undefined) return { jobId, events };
  return { jobId, events: [{ at: acceptedAt, type: 'Accepted', text: 'The prompt was accepted.' }, ...events] };
}

const outputEntry = (artifact: StoredArtifact): Entry => ({
  at: artifact.createdAt,
  type: 'OutputStored',
  text: `S3 holds ${artifact.key.replace(/^results\/[^/]+\/[^/]+\//, '')} (${artifact.size.toLocaleString('en-US')} bytes).`,
  detail: artifact,
});

/** An outcome is announced with the time of the job's end, and comes after what ended it. */
const orderOf = ({ at, type }: Entry): string => `${at}${type === 'Announced' ? '#1' : '#0'}`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
