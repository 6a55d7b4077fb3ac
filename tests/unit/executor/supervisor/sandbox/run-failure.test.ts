import type { RunLimits } from '../../../../../executor/supervisor/ports';
import type { ProgramExit, ProgramResult } from '../../../../../executor/supervisor/sandbox/messages';
import {
  formatQuantity,
  limitFailure,
  reportedError,
  runFailure,
} from '../../../../../executor/supervisor/sandbox/run-failure';

const limits: RunLimits = {
  wallSeconds: 60,
  cpuSeconds: 120,
  processors: 2,
  memoryBytes: 1.5e9,
  processes: 64,
  diskBytes: 1e9,
  inodes: 1_000,
  printedBytes: 1e6,
  outputFiles: 50,
  outputBytes: 1e8,
};
const exit: ProgramExit = { number: 1, code: 0, signal: null, stopped: false, exceeded: null, notStarted: null };
const result: ProgramResult = { answer: 'yes', values: {}, assumptions: [], warnings: [], error: null };
const error = { type: 'KeyError', message: "'x'", line: 3, traceback: 'Traceback …', limit: null };

test('a program that exited with a result has not failed', () => {
  expect(runFailure(exit, result, limits, undefined)).toBeUndefined();
});

test('measurements of the sandbox take precedence over the result of the program', () => {
  const exceeded = { name: 'wall time', allowed: 60, reached: 60.01, unit: 'seconds' as const };
  expect(runFailure({ ...exit, exceeded }, result, limits, undefined)).toEqual({
    kind: 'out_of_time',
    message: 'The program exceeded its time limit of 60 seconds.',
    limit: exceeded,
  });
});

test.each([
  ['a program that was not started', { ...exit, notStarted: 'no seccomp' }, result, 'sandbox_unavailable'],
  ['a program whose processes survive', { ...exit, killFailed: true }, result, 'sandbox_unavailable'],
  ['an exception', exit, { ...result, error }, 'program_error'],
  ['out of memory', exit, { ...result, error: { ...error, type: 'MemoryError', limit: 'memory' } }, 'out_of_memory'],
  ['out of processes', exit, { ...result, error: { ...error, limit: 'processes and threads' } }, 'over_limit'],
  ['an unknown limit', exit, { ...result, error: { ...error, limit: 'made up' } }, 'program_error'],
  [
    'a limit with the name of an object member',
    exit,
    { ...result, error: { ...error, limit: 'toString' } },
    'program_error',
  ],
  ['a crash', { ...exit, code: null, signal: 'SIGSEGV' }, undefined, 'program_error'],
  ['a kill by the system', { ...exit, code: null, signal: 'SIGKILL' }, undefined, 'out_of_memory'],
  ['too much CPU time', { ...exit, code: null, signal: 'SIGXCPU' }, undefined, 'over_limit'],
  ['no result', exit, undefined, 'program_error'],
  ['an exit code with a good result', { ...exit, code: 3 }, result, 'program_error'],
  ['a stop from outside', { ...exit, code: null, stopped: true }, undefined, 'cancelled'],
])('%s has its kind of failure', (_, programExit, programResult, kind) => {
  expect(runFailure(programExit, programResult, limits, undefined)?.kind).toBe(kind);
});

test('a program that was stopped for a limit fails with the limit', () => {
  const violation = { name: 'printed text', allowed: 1e6, reached: 1.2e6, unit: 'bytes' as const };
  expect(runFailure({ ...exit, stopped: true }, undefined, limits, violation)).toEqual({
    kind: 'over_limit',
    message: 'The program exceeded its limit for printed text: it reached 1.2 MB of 1 MB.',
    limit: violation,
  });
});

test('the reported error has the type, line and traceback that a repair needs', () => {
  expect(reportedError({ ...result, error }, undefined)).toEqual({
    type: 'KeyError',
    message: "'x'",
    line: 3,
    traceback: 'Traceback …',
  });
  const failure = limitFailure({ name: 'disk', allowed: 1, reached: 2, unit: 'bytes' });
  expect(reportedError(undefined, failure)).toMatchObject({ type: 'over_limit', message: failure.message });
});

test('quantities have readable units', () => {
  expect([
    formatQuantity(999, 'bytes'),
    formatQuantity(2_147_483_648, 'bytes'),
    formatQuantity(60.44, 'seconds'),
    formatQuantity(1, 'seconds'),
  ]).toEqual(['999 bytes', '2.1 GB', '60.4 seconds', '1 second']);
});
