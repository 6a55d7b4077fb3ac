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

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

/** The table: single reads and conditional writes. */
export interface JobTable {
  /** False when the job exists. */
  insert(job: Job): Promise<boolean>;
  /** Strongly consistent. */
  get(jobId: string): Promise<StoredJob | undefined>;
  /** Replaces the job and adds an entry to its timeline in one transaction; false when `version` is outdated. */
  replace(job: Job, version: number, entry: TimelineEntry): Promise<boolean>;
  /**
   * Stores the latest event of a key (by sequencer); false when the job does not exist or a later event is stored,
   * `conflict` when another write of the job was in progress.
   */
  putArtifact(jobId: string, artifact: StoredArtifact): Promise<boolean | 'conflict'>;
  artifacts(jobId: string): Promise<StoredArtifact[]>;
  /** Oldest first. Rejects with InvalidCursor, like every paged read. */
  timeline(jobId: string, cursor?: string): Promise<Page<TimelineEntry>>;
  /** Newest first. */
  list(owner: string, limit: number, cursor?: string): Promise<Page<Job>>;
  /** Ids of jobs with an obligation due at or before `instant`, the most overdue first. */
  due(instant: string, limit: number): Promise<string[]>;
  /** Deletes all items of a job, the job itself last, and returns their number. Later writes of the job fail. */
  erase(jobId: string): Promise<number>;
}

/** Jobs as the functions use them. */
export interface JobStore {
  /** Creates the job unless it exists; returns the stored job. */
  create(accepted: Accepted): Promise<Job>;
  read(jobId: string): Promise<Job | undefined>;
  /** Adds a fact and returns the job; undefined when the job is unknown (erased), which changes nothing. */
  record(jobId: string, fact: Fact): Promise<Job | undefined>;
  recordArtifact(jobId: string, artifact: StoredArtifact): Promise<void>;
  artifacts(jobId: string): Promise<StoredArtifact[]>;
  timeline(jobId: string, cursor?: string): Promise<Page<TimelineEntry>>;
  list(owner: string, limit: number, cursor?: string): Promise<Page<Job>>;
  due(instant: string, limit: number): Promise<string[]>;
  /** Deletes all items of a job and returns their number. */
  erase(jobId: string): Promise<number>;
}
