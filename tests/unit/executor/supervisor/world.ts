import { Readable } from 'node:stream';
import {
  type GenerationDocument,
  type JobDocument,
  keys,
  type PublishedEvent,
  type ReportDocument,
} from '../../../../events';
import type { LoopPorts } from '../../../../executor/supervisor/loop/serve-job';
import type {
  CatalogRules,
  CollectedFile,
  OnPrinted,
  QueryService,
  RunResult,
  SandboxStart,
} from '../../../../executor/supervisor/ports';
import { openQueries } from '../../../../executor/supervisor/warehouse/query-service';

export const JOB_ID = '0123456789abcdefghjkmnpqrs';
export const START = Date.parse('2026-11-01T10:00:00.000Z');

export function job(over: Partial<JobDocument> = {}): JobDocument {
  return {
    version: 1,
    jobId: JOB_ID,
    prompt: 'How many users are there?',
    owner: 'anonymous',
    size: 'small',
    limits: { timeoutSeconds: 60, maxAttempts: 3 },
    acceptedAt: new Date(START).toISOString(),
    deadlineAt: new Date(START + 1800_000).toISOString(),
    requestSha256: 'a'.repeat(64),
    ...over,
  };
}

const generation = (attempt: number) => ({
  version: 1 as const,
  jobId: JOB_ID,
  attempt,
  createdAt: new Date(START).toISOString(),
  modelId: 'some.model',
  instructionsVersion: '1',
  usage: { inputTokens: 100, outputTokens: 10, modelCalls: 1 },
});

export function program(attempt: number, text = `program ${attempt}`): GenerationDocument {
  return { ...generation(attempt), result: 'program', program: text, plan: '', assumptions: ['assumed'] };
}

export function noProgram(attempt: number): GenerationDocument {
  return {
    ...generation(attempt),
    result: 'failure',
    failure: { kind: 'unanswerable', message: 'There is no such table.' },
  };
}

export function runResult(over: Partial<RunResult> = {}): RunResult {
  return {
    answer: 'There are 1,000 users.',
    values: { users: 1000 },
    assumptions: [],
    warnings: [],
    stdout: '',
    stderr: '',
    outputs: [],
    startedAt: new Date(START).toISOString(),
    finishedAt: new Date(START + 1000).toISOString(),
    runMilliseconds: 1000,
    collectMilliseconds: 10,
    peakMemoryBytes: 1e8,
    ...over,
  };
}

export function failedRun(message: string, line = 3): RunResult {
  return runResult({
    answer: undefined,
    failure: { kind: 'program_error', message },
    error: { type: 'KeyError', message, line, traceback: `Traceback\nKeyError: ${message}` },
  });
}

export function file(name: string): CollectedFile {
  return { name, size: 3, sha256: 'b'.repeat(64), mediaType: 'text/plain', path: `/copies/${name}` };
}

export type Program = (query: QueryService, text: string, onPrinted: OnPrinted) => RunResult | Promise<RunResult>;

/** The supervisor's ports in memory. Time passes only in `sleep`. */
export class World {
  readonly objects = new Map<string, string>();
  readonly reports = new Map<number, ReportDocument>();
  readonly generations = new Map<number, GenerationDocument>();
  readonly events: PublishedEvent[] = [];
  readonly wallSeconds: number[] = [];
  job = job();
  now = START;
  sandboxStarts = 0;
  sandboxStops = 0;
  sandboxStart: SandboxStart = { ok: true, layers: ['uid'] };
  output = '';
  /** Whether S3 refuses the output while programs run. */
  refusesOutput = false;
  rows = 5;
  unavailable = false;
  /** Called by each sleep, so that a test can change the world while the supervisor waits. */
  onSleep: () => void = () => undefined;
  catalog: CatalogRules = { catalogSha256: 'c'.repeat(64), withholdsTables: false };
  /** What the sandbox got of earlier jobs, by path. */
  readonly earlierFiles = new Map<string, string>();
  private programs: Program[] = [];

  runs(...programs: (RunResult | Program)[]): this {
    this.programs = programs.map((one) => (typeof one === 'function' ? one : () => one));
    return this;
  }

  generates(...documents: GenerationDocument[]): this {
    for (const document of documents) this.generations.set(document.attempt, document);
    return this;
  }

  get ports(): LoopPorts {
    const clock = {
      now: () => new Date(this.now),
      sleep: async (milliseconds: number) => {
        this.now += milliseconds;
        this.onSleep();
      },
    };
    const warehouse = {
      run: async () =>
        this.unavailable
          ? { ok: false as const, unavailable: true, message: 'connect ECONNREFUSED' }
          : { ok: true as const, columns: [], pages: [], rows: this.rows, bytes: 10, truncated: false },
    };
    return {
      clock,
      pollMilliseconds: 100,
      log: { info: () => undefined, error: () => undefined },
      eventBus: { publish: async (event) => void this.events.push(event) },
      output: {
        list: async () =>
          [...this.objects].flatMap(([key, text]) =>
            key.startsWith(keys.output(JOB_ID)) ? [{ key, size: Buffer.byteLength(text) }] : [],
          ),
        read: async (key) => this.objects.get(key),
        write: async (key, text) => {
          if (this.refusesOutput) throw new Error('AccessDenied');
          this.objects.set(key, text);
        },
      },
      earlier: {
        readDocument: async ({ key }) => this.objects.get(key),
        openArtifact: async (key) => {
          const text = this.objects.get(key);
          return text === undefined ? undefined : Readable.from([Buffer.from(text)]);
        },
        readCatalogRules: async () => this.catalog,
      },
      openQueries: (limits) => openQueries(warehouse, limits, clock),
      files: {
        readJob: async () => this.job,
        readGeneration: async (attempt) => this.generations.get(attempt),
        readReport: async (attempt) => this.reports.get(attempt),
        writeReport: async (report) => {
          const first = this.reports.get(report.attempt) ?? report;
          this.reports.set(report.attempt, first);
          return first;
        },
        writeText: async (key, text) => void this.objects.set(key, text),
        upload: async (key, path) => void this.objects.set(key, path),
      },
      sandbox: {
        start: async () => {
          this.sandboxStarts += 1;
          return this.sandboxStart;
        },
        addEarlierFile: async ({ path }, content) => {
          let text = '';
          for await (const part of content) text += Buffer.from(part).toString();
          this.earlierFiles.set(path, text);
          return true;
        },
        run: async (text, limits, query, onPrinted = () => undefined) => {
          this.wallSeconds.push(limits.wallSeconds);
          const next = this.programs.shift();
          if (!next) throw new Error(`The test has no result for ${text}.`);
          return next(query, text, onPrinted);
        },
        output: () => this.output,
        stop: async () => {
          this.sandboxStops += 1;
        },
      },
    };
  }
}
