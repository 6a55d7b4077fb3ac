import type { Accepted, Fact } from '../domain/facts';
import type { Job } from '../domain/job';

export interface StoredJob {
  readonly job: Job;
  /** Counts the job's writes. */
  readonly version: number;
}

/** One line of a job's history. */
export interface TimelineEntry {
  readonly at: string;
  readonly factId: string;
  readonly fact: Fact;
}

/** An object below the job's results, as S3 told of it. */
export interface StoredArtifact {
  readonly key: string;
  readonly size: number;
  readonly etag?: string;
  readonly sequencer?: string;
  readonly createdAt: string;
}

/** A cursor that no page gave. */
export class InvalidCursor extends Error {
  override name = 'InvalidCursor';
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

/** The table: single reads and conditional writes, nothing clever. */
export interface JobTable {
  /** False when the job is there already. */
  insert(job: Job): Promise<boolean>;
  /** Strongly consistent. */
  get(jobId: string): Promise<StoredJob | undefined>;
  /** Replaces the job and adds a line to its timeline in one transaction; false when `version` is no longer its version. */
  replace(job: Job, version: number, entry: TimelineEntry): Promise<boolean>;
  /**
   * Keeps the latest event of a key (by sequencer); false when there is no such job or a later event is known, `raced`
   * when another write of the job was under way.
   */
  putArtifact(jobId: string, artifact: StoredArtifact): Promise<boolean | 'raced'>;
  artifacts(jobId: string): Promise<StoredArtifact[]>;
  /** Oldest first. Like every reading of pages it rejects with InvalidCursor. */
  timeline(jobId: string, cursor?: string): Promise<Page<TimelineEntry>>;
  /** Newest first. */
  listByOwner(owner: string, limit: number, cursor?: string): Promise<Page<Job>>;
  /** Ids of jobs that owe something that was due at the latest at `instant`, the longest due first. */
  due(instant: string, limit: number): Promise<string[]>;
  /** Deletes everything of a job, the job itself last; how many items it were. Nothing of it can be written any more. */
  erase(jobId: string): Promise<number>;
}

/** Jobs as the functions use them. */
export interface JobStore {
  /** Makes the job unless it is there; either way the job as it is now. */
  create(accepted: Accepted): Promise<Job>;
  read(jobId: string): Promise<Job | undefined>;
  /** Adds a fact; the job as it is then, or undefined when it is unknown (erased): then nothing is changed. */
  record(jobId: string, fact: Fact): Promise<Job | undefined>;
  recordArtifact(jobId: string, artifact: StoredArtifact): Promise<void>;
  artifacts(jobId: string): Promise<StoredArtifact[]>;
  timeline(jobId: string, cursor?: string): Promise<Page<TimelineEntry>>;
  list(owner: string, limit: number, cursor?: string): Promise<Page<Job>>;
  due(instant: string, limit: number): Promise<string[]>;
  /** Deletes everything of a job; how many items it were. */
  erase(jobId: string): Promise<number>;
}
