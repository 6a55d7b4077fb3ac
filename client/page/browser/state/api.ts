import type {
  FeedbackRequest,
  JobList,
  JobView,
  ProgramOutput,
  PromptAccepted,
  PromptRequest,
  TablesView,
  TimelineEvent,
} from '../../..';

export type Job = JobView;
export type Summary = JobList['jobs'][number];

/** How the file of a table was read, where the server of the page knows it. */
export interface TableNotes {
  readonly name: string;
  readonly notes: readonly string[];
}

/** What the server of a local system knows that the API does not. */
export interface LocalSystem {
  /** Who writes the programs. */
  readonly writer?: string;
  readonly tables: readonly TableNotes[];
}

/** The API as the page uses it. Methods throw ProblemError when it refuses, and TypeError when it is unreachable. */
export interface PageApi {
  tables(): Promise<TablesView>;
  local(): Promise<LocalSystem>;
  submit(request: PromptRequest, key: string): Promise<PromptAccepted>;
  /** The job once it differs from the known ETag; undefined when it did not for some seconds. */
  changed(
    jobId: string,
    etag: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly job: Job; readonly etag?: string | undefined } | undefined>;
  events(jobId: string, signal?: AbortSignal): Promise<readonly TimelineEvent[]>;
  output(jobId: string, after: number, signal: AbortSignal): Promise<ProgramOutput>;
  list(page: {
    readonly limit?: number;
    readonly cursor?: string | undefined;
    readonly text?: string | undefined;
    readonly status?: 'running' | 'succeeded' | 'failed' | 'cancelled' | undefined;
  }): Promise<JobList>;
  cancel(jobId: string): Promise<unknown>;
  erase(jobId: string): Promise<void>;
  rerun(jobId: string, program: string | undefined, key: string): Promise<PromptAccepted>;
  feedback(jobId: string, value: FeedbackRequest): Promise<unknown>;
  share(jobId: string, shared: boolean): Promise<unknown>;
  notebook(jobId: string): Promise<Blob>;
  blob(jobId: string, name: string): Promise<Blob>;
}
