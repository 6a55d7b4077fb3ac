import type { Allowance, OwnerUsage, Settlement } from '../domain/allowance';
import type { Accepted, Fact } from '../domain/facts';
import type { Job } from '../domain/job';

export interface StoredJob {
  readonly job: Job;
  /** Counts the job's writes. */
  readonly version: number;
}

/** One entry of a job's history. */
export interface TimelineEntry {
  readonly at: string;
  readonly factId: string;
  readonly fact: Fact;
}

/** An object below the job's results, from S3's event. */
export interface StoredArtifact {
  readonly key: string;
  readonly size: number;
  readonly etag?: string;
  readonly sequencer?: string;
  readonly createdAt: string;
}

/** A cursor that no page returned. */
export class InvalidCursor extends Error {
  override name = 'InvalidCursor';
}

/** The limits of an owner. */
export type Limit = keyof Allowance;

/** A new job would exceed a limit of its owner. */
export class LimitExceeded extends Error {
  override name = 'LimitExceeded';

  constructor(readonly limit: Limit) {
    super(`The owner's limit of ${limit} is reached.`);
  }
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

export type JobFilter = (job: Job) => boolean;

/** Jobs that one page of a search reads. */
export const MAX_SEARCHED = 500;

/** The table: single reads and conditional writes. */
export interface JobTable {
  /**
   * Inserts the job within the allowance of its owner, in one transaction with the owner's items. Otherwise `exists`, the
   * limit that it would exceed, or `conflict` when another transaction on one of these items was in progress.
   */
  insert(job: Job, allowance: Allowance): Promise<'inserted' | 'exists' | 'conflict' | Limit>;
  /** Strongly consistent. */
  get(jobId: string): Promise<StoredJob | undefined>;
  /** Strongly consistent. */
  usageOf(owner: string, date: string): Promise<OwnerUsage>;
  /** Replaces the job and adds an entry to its timeline in one transaction; false when `version` is outdated. */
  replace(job: Job, version: number, entry: TimelineEntry): Promise<boolean>;
  /**
   * In one transaction, the job is no longer open for its owner, and its cost replaces what it reserved; false when this
   * was done before, `conflict` when another transaction on one of these items was in progress.
   */
  settle(settlement: Settlement): Promise<boolean | 'conflict'>;
  /**
   * Stores the latest event of a key (by sequencer); false when the job does not exist or a later event is stored,
   * `conflict` when another write of the job was in progress.
   */
  putArtifact(jobId: string, artifact: StoredArtifact): Promise<boolean | 'conflict'>;
  artifacts(jobId: string): Promise<StoredArtifact[]>;
  /** Oldest first. Rejects with InvalidCursor, like every paged read. */
  timeline(jobId: string, cursor?: string): Promise<Page<TimelineEntry>>;
  /**
   * Newest first; with `matches`, only jobs that do. A page has `limit` jobs at most, and fewer, or none, when a search
   * has read MAX_SEARCHED jobs: its cursor continues the search.
   */
  list(owner: string, limit: number, cursor?: string, matches?: JobFilter): Promise<Page<Job>>;
  /** Ids of jobs with an obligation due at or before `instant`, the most overdue first. */
  due(instant: string, limit: number): Promise<string[]>;
  /** Deletes all items of a job, the job itself last, and returns their number. Later writes of the job fail. */
  erase(jobId: string): Promise<number>;
}

/** Jobs as the functions use them. */
export interface JobStore {
  /**
   * Creates the job unless it exists; returns the stored job.
   * @throws LimitExceeded when its owner may not have another one now
   */
  create(accepted: Accepted, allowance: Allowance): Promise<Job>;
  /** The limit that the job would exceed, were it created now. `create` decides. */
  limitOf(accepted: Accepted, allowance: Allowance): Promise<Limit | undefined>;
  read(jobId: string): Promise<Job | undefined>;
  /**
   * Adds a fact and returns the job; undefined when the job is unknown (erased), which changes nothing. A function makes the
   * fact from the job that it is added to, or throws to refuse: no other fact comes between.
   */
  record(jobId: string, fact: Fact | ((job: Job) => Fact)): Promise<Job | undefined>;
  /** Settles an ended job with its owner, once. */
  settle(job: Job): Promise<void>;
  recordArtifact(jobId: string, artifact: StoredArtifact): Promise<void>;
  artifacts(jobId: string): Promise<StoredArtifact[]>;
  timeline(jobId: string, cursor?: string): Promise<Page<TimelineEntry>>;
  list(owner: string, limit: number, cursor?: string, matches?: JobFilter): Promise<Page<Job>>;
  due(instant: string, limit: number): Promise<string[]>;
  /** Deletes all items of a job and returns their number. */
  erase(jobId: string): Promise<number>;
}
