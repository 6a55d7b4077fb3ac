import { GenerationDocument, JobDocument, keys, type OwnEvent, ReportDocument } from '../../../events';
import { type LoopPorts, serveJob } from '../../../executor/supervisor/loop';
import type { JobFiles, RunResult, Sandbox } from '../../../executor/supervisor/ports';
import type { EventBus } from '../../../functions/shared/event-bus/port';
import type { ObjectStore } from '../../../functions/shared/object-store/port';
import type { TaskProgram } from './cluster';
import type { Process, Surroundings } from './process';

/** How the program of each attempt ends; `slow` runs until it is stopped. */
export type Ending = 'succeeds' | 'fails' | 'fails the same way' | 'slow';

interface Parts {
  readonly around: Surroundings;
  readonly objects: ObjectStore;
  readonly bus: EventBus;
  readonly endingOf: (jobId: string, program: string) => Ending;
  /** Told of each run of a program. */
  readonly onRun: (jobId: string, attempt: string, program: string) => void;
}

const noLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The real executor's loop as a task's program. */
export const executor =
  ({ around, objects, bus, endingOf, onRun }: Parts): TaskProgram =>
  (process, { jobId, launch }, stop) => {
    const announcer = { publish: (event: OwnEvent) => bus.publish([event]) };
    const ports: LoopPorts = {
      files: process.port(jobFiles(objects, jobId)),
      announcer: process.port(announcer),
      sandbox: sandbox(process, around, (program) => {
        onRun(jobId, attemptOf(program), program);
        return endingOf(jobId, program);
      }),
      openQueries: () => ({
        query: async () => ({ ok: false, kind: 'failed', message: 'There is no warehouse here.' }),
        runs: () => [],
        failure: () => undefined,
        close: () => undefined,
      }),
      clock: { now: () => new Date(around.time.now()), sleep: (milliseconds) => process.sleep(milliseconds / 1000) },
      log: noLog,
    };
    return serveJob(ports, { jobId, launch }, stop);
  };

/** The attempt that a simulated program says it is for. */
export const attemptOf = (program: string): string => /attempt (\d+)/.exec(program)?.[1] ?? '';

function jobFiles(objects: ObjectStore, jobId: string): JobFiles {
  const parsed = async <T>(key: string, schema: { parse(value: unknown): T }): Promise<T | undefined> => {
    const text = await objects.read(key);
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  };
  return {
    async readJob() {
      const job = await parsed(keys.job(jobId), JobDocument);
      if (!job) throw new Error('There is no job.json.');
      return job;
    },
    readGeneration: (attempt) => parsed(keys.generation(jobId, attempt), GenerationDocument),
    readReport: (attempt) => parsed(keys.report(jobId, attempt), ReportDocument),
    async writeReport(report) {
      const result = await objects.writeOnce(
        keys.report(jobId, report.attempt),
        JSON.stringify(report),
        'application/json',
      );
      return result.written ? report : ReportDocument.parse(JSON.parse(result.existing));
    },
    writeText: (key, text, mediaType) => objects.write(key, text, mediaType),
    upload: (key, path, mediaType) => objects.write(key, path, mediaType),
  };
}

function sandbox(process: Process, { time, chance }: Surroundings, endingOf: (program: string) => Ending): Sandbox {
  return {
    async start() {
      await process.sleep(chance.between(1, 4));
      return { ok: true, layers: ['simulated'] };
    },
    async run(program, limits): Promise<RunResult> {
      const startedAt = time.instant();
      const ending = endingOf(program);
      await process.sleep(ending === 'slow' ? limits.wallSeconds : chance.between(1, 30));
      const result = {
        values: {},
        assumptions: [],
        warnings: [],
        stdout: '',
        stderr: '',
        outputs: [],
        startedAt,
        finishedAt: time.instant(),
        runMilliseconds: 1,
        collectMilliseconds: 1,
        peakMemoryBytes: 1,
      };
      if (ending === 'succeeds') return { ...result, answer: `The answer of ${program}` };
      if (ending === 'slow') return { ...result, failure: { kind: 'out_of_time', message: 'It took too long.' } };
      const message = ending === 'fails' ? `attempt ${attemptOf(program)} failed` : 'failed';
      return {
        ...result,
        failure: { kind: 'program_error', message },
        error: { type: 'ValueError', message, line: 1, traceback: message },
      };
    },
    printed: () => 'printed',
    stop: async () => undefined,
  };
}
