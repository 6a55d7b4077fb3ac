import type {
  Artifact,
  Failure,
  GenerationDocument,
  JobDocument,
  PublishedEvent,
  QueryRun,
  ReportDocument,
  Values,
} from '../../events';

/** Documents of the job that this task serves, and its outputs. */
export interface JobFiles {
  readJob(): Promise<JobDocument>;
  /** Undefined while it is not written yet. */
  readGeneration(attempt: number): Promise<GenerationDocument | undefined>;
  readReport(attempt: number): Promise<ReportDocument | undefined>;
  /** Writes the report once; the answer is the report that counts: this one, or the one that was there first. */
  writeReport(report: ReportDocument): Promise<ReportDocument>;
  writeText(key: string, text: string, mediaType: string): Promise<void>;
  /** Uploads a file of the machine, of any size. */
  upload(key: string, path: string, mediaType: string): Promise<void>;
}

export interface Announcer {
  publish(event: PublishedEvent): Promise<void>;
}

export interface Column {
  readonly name: string;
  /** Redshift's name of the type, as the Data API gives it: int4, float8, varchar, bool, timestamp, numeric … */
  readonly type: string;
}

export type QueryReply =
  | {
      readonly ok: true;
      readonly columns: readonly Column[];
      /** RFC 4180 without a header line, UTF-8; an unquoted empty field is null. In pages, each of whole lines. */
      readonly pages: readonly Buffer[];
      readonly rows: number;
      /** Rows were left out at the row or byte limit. */
      readonly truncated: boolean;
    }
  | { readonly ok: false; readonly kind: 'refused' | 'failed' | 'over_limit'; readonly message: string };

/** Runs one statement for a program. Never rejects: what goes wrong is an answer. */
export type QueryService = (sql: string) => Promise<QueryReply>;

/** All bytes and seconds. From the job's size class and the request. */
export interface RunLimits {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** How many of the machine's processors it may use; fewer where the machine has fewer. */
  readonly processors: number;
  /** All processes of the program together. */
  readonly memoryBytes: number;
  readonly processes: number;
  readonly diskBytes: number;
  readonly inodes: number;
  /** stdout and stderr together; what comes after it ends the program. */
  readonly printedBytes: number;
  readonly outputFiles: number;
  readonly outputBytes: number;
}

/** A file that the program left, copied to where only the supervisor can write. */
export interface CollectedFile extends Artifact {
  /** Absolute path of the copy. */
  readonly path: string;
}

export interface RunResult {
  /** Undefined: the program ended well. */
  readonly failure?: Failure;
  readonly error?: ReportDocument['error'];
  readonly answer?: string;
  readonly values: Values;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
  /** The last 20,000 characters of each. */
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: readonly CollectedFile[];
  /** From the first line of the program; ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Milliseconds. */
  readonly runMilliseconds: number;
  readonly collectMilliseconds: number;
  readonly peakMemoryBytes: number;
}

/** The place where programs run. One attempt at a time. */
export interface Sandbox {
  /** Preloads the libraries and probes the layers as a program would; `reason` says what was not held. */
  start(): Promise<
    { readonly ok: true; readonly layers: readonly string[] } | { readonly ok: false; readonly reason: string }
  >;
  run(program: string, limits: RunLimits, query: QueryService): Promise<RunResult>;
  /** What the running program printed so far. */
  printed(): string;
  /** Kills every process of the sandbox; returns when none is left. */
  stop(): Promise<void>;
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

export interface QueryLimits {
  /** Statements of one program. */
  readonly statements: number;
  /** Rows of one answer. */
  readonly rows: number;
  /** UTF-8 bytes of one answer. */
  readonly bytes: number;
}

export type WarehouseAnswer =
  | {
      readonly ok: true;
      readonly columns: readonly Column[];
      readonly pages: readonly Buffer[];
      readonly rows: number;
      readonly bytes: number;
      readonly truncated: boolean;
    }
  /** `unavailable`: the warehouse did not answer; otherwise it refused the statement, and says why. */
  | { readonly ok: false; readonly unavailable: boolean; readonly message: string };

export interface Warehouse {
  /** Runs one statement as the read-only user. Never rejects. An aborted signal gives the statement up. */
  run(sql: string, limits: QueryLimits, signal: AbortSignal): Promise<WarehouseAnswer>;
}

/** The statements of one program, from its start to its end. */
export interface QuerySession {
  readonly query: QueryService;
  /** Every statement so far, in the order of their start. */
  runs(): readonly QueryRun[];
  /** Why the last statement had no answer when that was no fault of its text; ends a program as this failure. */
  failure(): Failure | undefined;
  /**
   * What the reader has to know of the statements: no rows, cut results and, for a program that `answered`, errors that
   * it caught and joins that repeat rows. Waits some seconds for what is still found out, and ends it.
   */
  warnings(answered: boolean): Promise<string[]>;
  /** Gives up what still runs in the warehouse for the program. */
  close(): void;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
}
