import type { RunLimits } from '../../../../../executor/supervisor/ports';
import type { Ended, Result } from '../../../../../executor/supervisor/sandbox/messages';
import { errorOf, failureOf, quantity, verdictOf } from '../../../../../executor/supervisor/sandbox/run-failure';

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
const well: Ended = { number: 1, code: 0, signal: null, stopped: false, exceeded: null, notConfined: null };
const said: Result = { answer: 'yes', values: {}, assumptions: [], warnings: [], error: null };
const error = { type: 'KeyError', message: "'x'", line: 3, traceback: 'Traceback …', limit: null };

test('a program that ended well and said so has no failure', () => {
  expect(verdictOf(well, said, limits, undefined)).toBeUndefined();
});

test('what the sandbox measured counts before what the program says', () => {
  const exceeded = { name: 'wall time', allowed: 60, reached: 60.01, unit: 'seconds' as const };
  expect(verdictOf({ ...well, exceeded }, said, limits, undefined)).toEqual({
    kind: 'out_of_time',
    message: 'The program was still running after 60 seconds, the time it had.',
    limit: exceeded,
  });
});

test.each([
  ['a layer that is missing', { ...well, notConfined: 'no seccomp' }, said, 'sandbox_unavailable'],
  ['an exception', well, { ...said, error }, 'program_error'],
  ['no memory left', well, { ...said, error: { ...error, type: 'MemoryError', limit: 'memory' } }, 'out_of_memory'],
  ['no processes left', well, { ...said, error: { ...error, limit: 'processes and threads' } }, 'over_limit'],
  ['a limit that nobody knows', well, { ...said, error: { ...error, limit: 'made up' } }, 'program_error'],
  [
    'a limit by a name that every object has',
    well,
    { ...said, error: { ...error, limit: 'toString' } },
    'program_error',
  ],
  ['a crash', { ...well, code: null, signal: 'SIGSEGV' }, undefined, 'program_error'],
  ['a kill by the system', { ...well, code: null, signal: 'SIGKILL' }, undefined, 'out_of_memory'],
  ['too much CPU time', { ...well, code: null, signal: 'SIGXCPU' }, undefined, 'over_limit'],
  ['no result', well, undefined, 'program_error'],
  ['an exit code with a good result', { ...well, code: 3 }, said, 'program_error'],
  ['a stop from outside', { ...well, code: null, stopped: true }, undefined, 'cancelled'],
])('%s is told as what it is', (_, ended, result, kind) => {
  expect(verdictOf(ended, result, limits, undefined)?.kind).toBe(kind);
});

test('a stop for a passed limit is told as the limit', () => {
  const abuse = { name: 'printed text', allowed: 1e6, reached: 1.2e6, unit: 'bytes' as const };
  expect(verdictOf({ ...well, stopped: true }, undefined, limits, abuse)).toEqual({
    kind: 'over_limit',
    message: 'The program passed its limit for printed text: it reached 1.2 MB of 1 MB.',
    limit: abuse,
  });
});

test('an error keeps type, line and traceback for whoever repairs the program', () => {
  expect(errorOf({ ...said, error }, undefined)).toEqual({
    type: 'KeyError',
    message: "'x'",
    line: 3,
    traceback: 'Traceback …',
  });
  const failure = failureOf({ name: 'disk', allowed: 1, reached: 2, unit: 'bytes' });
  expect(errorOf(undefined, failure)).toMatchObject({ type: 'over_limit', message: failure.message });
});

test('quantities are read by people', () => {
  expect([quantity(999, 'bytes'), quantity(2_147_483_648, 'bytes'), quantity(60.44, 'seconds')]).toEqual([
    '999 bytes',
    '2.1 GB',
    '60.4 seconds',
  ]);
});
