import type { Timeline } from '../../events';
import { isOwner } from '../shared/access/actions';
import type { Fact } from '../shared/domain/facts';
import type { Job } from '../shared/domain/job';
import { loadReadableJob } from '../shared/http/load-job';
import type { HttpRequest } from '../shared/http/request';
import type { StoredArtifact } from '../shared/job-store/port';
import { describe } from './describe';
import type { Ports } from './ports';
import { forCaller } from './reader';

type Entry = Timeline['events'][number];

/** GET /jobs/{jobId}/events: the facts of a job, the oldest first; the last page also has its artifacts. */
export async function timelineOf({ jobs, objects }: Ports, request: HttpRequest): Promise<Timeline> {
  const job = await loadReadableJob(jobs, request);
  const timeline = await wholeTimeline(jobs, job, request.query.cursor);
  if (isOwner(job, request)) return timeline;
  return forCaller(objects, job, request, { ...timeline, events: timeline.events.flatMap(entryForReaders) });
}

/** Facts about the owner's own doing, and where its webhook went. */
const OF_THE_OWNER: ReadonlySet<string> = new Set<Fact['type']>([
  'DeliveryAttempted',
  'FeedbackGiven',
  'SharingChanged',
  'ErasureStarted',
]);

/** An entry without its data, which names resources of the account, and in the words of others than the owner. */
const entryForReaders = ({ at, type, text }: Entry): Entry[] =>
  OF_THE_OWNER.has(type)
    ? []
    : [{ at, type, text: type === 'CancelRequested' ? 'The owner cancelled the job.' : text }];

async function wholeTimeline(jobs: Ports['jobs'], job: Job, cursor: string | undefined): Promise<Timeline> {
  const { jobId, acceptedAt, rerunOf } = job.accepted;
  const page = await jobs.timeline(jobId, cursor);
  const facts = page.items.map(({ at, fact }) => ({
    at,
    type: fact.type,
    text: describe(fact, job.accepted),
    detail: fact,
  }));
  if (page.cursor !== undefined) return { jobId, events: facts, nextCursor: page.cursor };

  const artifacts = (await jobs.artifacts(jobId)).map(artifactEntry);
  const events: Entry[] = [...facts, ...artifacts].sort((a, b) => compare(orderOf(a), orderOf(b)));
  if (cursor !== undefined) return { jobId, events };
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
