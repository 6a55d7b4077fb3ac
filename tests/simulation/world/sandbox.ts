import { createHash } from 'node:crypto';
import type { EarlierFile, RunResult, Sandbox } from '../../../executor/supervisor/ports';
import type { Process, SimulationContext } from './process';

/** How the program of an attempt ends. `slow` runs into its timeout. */
export type ProgramEnding = 'succeeds' | 'fails' | 'fails the same way' | 'slow';

/** The attempt number in the title of a simulated program. */
export const attemptOf = (program: string): number => Number(/attempt (\d+)/.exec(program)?.[1]);

/** A sandbox whose programs run for some time and then end as planned. */
export function sandbox(
  process: Process,
  { time, random }: SimulationContext,
  endingOf: (program: string) => ProgramEnding,
  onEarlierFile: (file: EarlierFile) => void,
): Sandbox {
  const resultSince = (startedAt: string): RunResult => ({
    values: { total: 1.2e16, p: 3.2e-180 },
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
  });

  return {
    async start() {
      await process.sleep(random.between(1, 4));
      return { ok: true, layers: ['simulated'] };
    },

    async addEarlierFile(file, content) {
      const hash = createHash('sha256');
      for await (const part of content) hash.update(part);
      if (hash.digest('hex') !== file.sha256) return false;
      onEarlierFile(file);
      return true;
    },

    async run(program, limits, _query, onPrinted) {
      const startedAt = time.instant();
      const ending = endingOf(program);
      onPrinted?.('stdout', Buffer.from(`${program}: begun\n`));
      await process.sleep(ending === 'slow' ? limits.wallSeconds : random.between(1, 30));
      onPrinted?.('stderr', Buffer.from(`${program}: ended\n`));
      const result = resultSince(startedAt);
      if (ending === 'succeeds') return { ...result, answer: `The answer of ${program}` };
      if (ending === 'slow') return { ...result, failure: { kind: 'out_of_time', message: 'It took too long.' } };
      const message = ending === 'fails' ? `attempt ${attemptOf(program)} failed` : 'failed';
      return {
        ...result,
        failure: { kind: 'program_error', message },
        error: { type: 'ValueError', message, line: 1, traceback: message },
      };
    },

    output: () => 'printed',
    stop: async () => undefined,
  };
}
