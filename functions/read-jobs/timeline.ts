import type { Timeline } from '../../events';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import type { HttpRequest } from '../shared/http/request';
import type { StoredArtifact } from '../shared/job-store/port';
import { describe } from './describe';
import type { Ports } from './ports';

type Entry = Timeline['events'][number];

/** GET /jobs/{jobId}/events: the facts of a job, the oldest first; the last page also has its artifacts. */
export async function timelineOf({ jobs }: Ports, request: HttpRequest): Promise<Timeline> {
  const { accepted } = await loadOwnedJob(jobs, request);
  const { jobId, acceptedAt, rerunOf } = accepted;
  const page = await jobs.timeline(jobId, request.query.cursor);
  const facts = page.items.map(({ at, fact }) => ({
    at,
    type: fact.type,
    text: describe(fact, accepted),
    detail: fact,
  }));
  if (page.cursor !== undefined) return { jobId, events: facts, nextCursor: page.cursor };

  const artifacts = (await jobs.artifacts(jobId)).map(artifactEntry);
  const events: Entry[] = [...facts, ...artifacts].sort((a, b) => compare(orderOf(a), orderOf(b)));
  if (request.query.cursor !== undefined) return { jobId, events };
  const text = rerunOf === undefined ? 'The question was accepted.' : `The rerun of job ${rerunOf} was accepted.`;
  return { jobId, events: [{ at: acceptedAt, type: 'PromptAccepted', text }, ...events] };
}

const artifactEntry = (artifact: StoredArtifact): Entry => ({
  at: artifact.createdAt,
  type: 'ArtifactStored',
  text: `Saved ${artifact.key.replace(/^results\/[^/]+\/[^/]+\//, '')} (${artifact.size.toLocaleString('en-US')} bytes).`,
  detail: artifact,
});

/** OutcomePublished has the instant of the job's end and sorts after the fact that ended it. */
const orderOf = ({ at, type }: Entry): string => `${at}${type === 'OutcomePublished' ? '#1' : '#0'}`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
