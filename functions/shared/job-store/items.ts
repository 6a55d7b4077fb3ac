import { marshall } from '@aws-sdk/util-dynamodb';
import { type Job, statusOf } from '../domain/job';
import { obligationsOf } from '../domain/obligations';
import type { StoredArtifact, TimelineEntry } from './port';

export const toAttributes = (item: object) => marshall(item, { removeUndefinedValues: true });

/** The table's items. `pk` identifies the job, `sk` the item. */
export const JOB_SORT_KEY = 'JOB';
export const OWNER_INDEX = 'byOwner';
export const DUE_INDEX = 'byDue';
/** One partition is enough: the sparse index holds only jobs with obligations. */
export const DUE_SHARD = 'due';

/** The items of an owner: its open jobs, and what it spent on each day. */
export const ownerPartitionKey = (owner: string): string => `OWNER#${owner}`;
export const OPEN_JOBS_SORT_KEY = 'OPEN';
export const daySortKey = (date: string): string => `DAY#${date}`;

export const partitionKey = (jobId: string): string => `JOB#${jobId}`;
export const timelinePrefix = 'EVT#';
export const artifactPrefix = 'ART#';

export interface JobItem {
  pk: string;
  sk: string;
  version: number;
  status: string;
  ownerKey: string;
  acceptedKey: string;
  /** Both absent when the job has no obligations: then it is not in the index. */
  dueShard?: string;
  dueAt?: string;
  expiresAt: number;
  /**
   * The job as JSON: DynamoDB's types reject some numbers and strings that JSON has, and an answer must
   * never make its job unwritable.
   */
  job: string;
}

export interface TimelineItem extends Omit<TimelineEntry, 'fact'> {
  readonly fact: string;
}

export const entryOf = ({ at, factId, fact }: TimelineItem): TimelineEntry => ({ at, factId, fact: JSON.parse(fact) });

export const jobOf = ({ job }: Pick<JobItem, 'job'>): Job => JSON.parse(job);

export function jobItem(job: Job, version: number, retentionDays: number): JobItem {
  const { jobId, owner, acceptedAt } = job.accepted;
  const [first] = obligationsOf(job);
  return {
    pk: partitionKey(jobId),
    sk: JOB_SORT_KEY,
    version,
    status: statusOf(job),
    ownerKey: owner,
    acceptedKey: `${acceptedAt}#${jobId}`,
    ...(first && { dueShard: DUE_SHARD, dueAt: first.dueAt }),
    expiresAt: expiry(job, retentionDays),
    job: JSON.stringify(job),
  };
}

export const timelineItem = (job: Job, entry: TimelineEntry, retentionDays: number) => ({
  pk: partitionKey(job.accepted.jobId),
  sk: `${timelinePrefix}${entry.at}#${entry.factId}`,
  at: entry.at,
  factId: entry.factId,
  fact: JSON.stringify(entry.fact),
  expiresAt: expiry(job, retentionDays),
});

export const artifactItem = (jobId: string, artifact: StoredArtifact, retentionDays: number) => ({
  pk: partitionKey(jobId),
  sk: `${artifactPrefix}${artifact.key}`,
  ...artifact,
  /** Padded so that S3's sequencers compare as text. */
  order: (artifact.sequencer ?? '').toUpperCase().padEnd(64, '0'),
  expiresAt: seconds(artifact.createdAt) + retentionDays * DAY,
});

/** Days that the items of an owner outlive the last acceptance. No job is open that long. */
const OWNER_ITEM_DAYS = 30;

export const ownerItemExpiry = (acceptedAt: string): number => seconds(acceptedAt) + OWNER_ITEM_DAYS * DAY;

const DAY = 86_400;
/** Days that a job outlives its last obligation, so that a sweep that was down still finds it. */
const OBLIGATION_DAYS = 2;

/** When the items of a job expire, in seconds since 1970; never before its obligations, such as a webhook delivery. */
function expiry(job: Job, retentionDays: number): number {
  const retained = seconds(job.accepted.acceptedAt) + retentionDays * DAY;
  const last = obligationsOf(job).at(-1);
  return last ? Math.max(retained, seconds(last.dueAt) + OBLIGATION_DAYS * DAY) : retained;
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);
