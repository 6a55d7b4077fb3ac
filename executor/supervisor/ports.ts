import type {
  Artifact,
  Failure,
  GenerationDocument,
  JobDocument,
  PublishedEvent,
  QueryRun,
  ReportDocument,
  ReportSummary,
  StoredObject,
} from '../../events';
import type { Log as SharedLog } from '../../lib/log';

/** The documents and artifacts of the job that this task serves. */
export interface JobFiles {
  readJob(): Promise<JobDocument>;
  /** Undefined until it is written. Cheap enough to be called many times. */
  readGeneration(attempt: number): Promise<GenerationDocument | undefined>;
  readReport(attempt: number): Promise<ReportDocument | undefined>;
  /** Writes the report unless the attempt has one. Returns the stored report: this one, or the one written first. */
  writeReport(report: ReportDocument): Promise<ReportDocument>;
  writeText(key: string, text: string, mediaType: string): Promise<void>;
  /** Uploads a local file of any size. */
  upload(key: string, path: string, mediaType: string): Promise<void>;
}

/** What a follow-up reads of the conversation before it. */
export interface EarlierResults {
  /** The text of a document; undefined if it is erased, or has another content by now. */
  readDocument(document: StoredObject): Promise<string | undefined>;
  /** The content of an artifact; undefined if it is erased. */
  openArtifact(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Rejects with CatalogError. */
  readCatalogRules(): Promise<CatalogRules>;
}

/** What the catalog says as a whole. */
export interface CatalogRules {
  readonly catalogSha256: string;
  readonly withholdsTables: boolean;
}

/** The bus of the system. */
export interface EventBus {
  publish(event: PublishedEvent): Promise<void>;
}

export interface Column {
  readonly name: string;
  /** The Data API's type name: int4, float8, varchar, bool, timestamp, numeric … */
  readonly type: string;
}

/** The result of one statement, as the program gets it. */
export type QueryResult =
  | {
      readonly ok: true;
      readonly columns: readonly Column[];
      /** CSV (RFC 4180, UTF-8) without a header; an unquoted empty field is null. Each page has whole records. */
      readonly pages: readonly Buffer[];
      readonly rows: number;
      /** Rows beyond the row or byte limit are missing. */
      readonly truncated: boolean;
    }
  | { readonly ok: false; readonly kind: 'refused' | 'failed' | 'over_limit'; readonly message: string };

/** Runs one statement for a program. Never rejects: an error is a result. */
export type QueryService = (sql: string) => Promise<QueryResult>;

/** Limits of one run, in bytes, seconds and counts; from the job's size class and the request. */
export interface RunLimits {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Processors that the program may use; the machine can have fewer. */
  readonly processors: number;
  /** All processes of the program together. */
  readonly memoryBytes: number;
  readonly processes: number;
  readonly diskBytes: number;
  readonly inodes: number;
  /** stdout and stderr together; exceeding it ends the program. */
  readonly printedBytes: number;
  readonly outputFiles: number;
  readonly outputBytes: number;
}

/** A file that the program wrote, copied to a folder that only the supervisor can write to. */
export interface CollectedFile extends Artifact {
  /** Absolute path of the copy. */
  readonly path: string;
}

/** The result of one run, as the report has it, with the files to upload. Without `failure` the program succeeded. */
export interface RunResult
  extends Pick<ReportDocument, 'error' | 'answer' | 'stdout' | 'stderr' | 'peakMemoryBytes'>,
    Pick<ReportSummary, 'failure' | 'values' | 'assumptions' | 'warnings' | 'startedAt' | 'finishedAt'> {
  readonly outputs: readonly CollectedFile[];
  readonly runMilliseconds: number;
  readonly collectMilliseconds: number;
}

/** A file of an earlier job, as the follow-up's job.json names it. */
export interface EarlierFile extends Pick<Artifact, 'size' | 'sha256'> {
  /** Relative to the folder `earlier`. */
  readonly path: string;
}

/** `reason`: why no program can run here. `missing`: why this machine cannot confine programs, of which only some run then. */
export type SandboxStart =
  | { readonly ok: true; readonly layers: readonly string[]; readonly missing?: string }
  | { readonly ok: false; readonly reason: string };

export type OutputStream = 'stdout' | 'stderr';

export type OnPrinted = (stream: OutputStream, part: Buffer) => void;

/** Where the output of the job's programs is stored while they run. */
export interface OutputStore {
  /** Sizes in bytes. */
  list(): Promise<readonly { readonly key: string; readonly size: number }[]>;
  read(key: string): Promise<string | undefined>;
  /** Rejects after five seconds at the latest. */
  write(key: string, text: string): Promise<void>;
}

/** Runs programs in isolation, one at a time. */
export interface Sandbox {
  /** Preloads the libraries and runs a probe that tries to break out of each layer. */
  start(): Promise<SandboxStart>;
  /**
   * Stores a file that programs can read below `earlier/`, and not change. False if it cannot have this path, or if the
   * content is another one; then nothing is stored. The sandbox has started, and runs no program.
   */
  addEarlierFile(file: EarlierFile, content: AsyncIterable<Uint8Array>): Promise<boolean>;
  /** @param onPrinted gets each part of what the program prints */
  run(program: string, limits: RunLimits, query: QueryService, onPrinted?: OnPrinted): Promise<RunResult>;
  /** The last 20,000 characters each of stdout and stderr that the running program has printed. */
  output(): string;
  /** Kills every process of the sandbox. Resolves when all have exited. */
  stop(): Promise<void>;
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

export interface QueryLimits {
  /** Statements that one program may run. */
  readonly statements: number;
  /** Rows of one result. */
  readonly rows: number;
  /** UTF-8 bytes of one result. */
  readonly bytes: number;
}

/** The result of one statement, as the warehouse gives it. */
export type WarehouseResult =
  | (Extract<QueryResult, { ok: true }> & { readonly bytes: number })
  /** `unavailable`: no response from the warehouse; otherwise the statement failed and `message` is its error. */
  | { readonly ok: false; readonly unavailable: boolean; readonly message: string };

export interface Warehouse {
  /** Runs one statement as the read-only user. Never rejects. Aborting the signal cancels the statement. */
  run(sql: string, limits: QueryLimits, signal: AbortSignal): Promise<WarehouseResult>;
}

/** The statements of one program. */
export interface QuerySession {
  readonly query: QueryService;
  /** The statements so far, in the order in which they started. */
  runs(): readonly QueryRun[];
  /** Set when the last statement failed for a reason outside its text: the attempt then fails with it. */
  failure(): Failure | undefined;
  /**
   * Warnings for the reader of the answer: no rows, truncated results and, if the program `succeeded`, errors that it
   * caught and joins that repeat rows. Waits up to ten seconds for pending join checks and then cancels them.
   */
  warnings(succeeded: boolean): Promise<string[]>;
  /** Cancels the program's statements that are still running. */
  close(): void;
}

export type Log = Pick<SharedLog, 'info' | 'error'>;
