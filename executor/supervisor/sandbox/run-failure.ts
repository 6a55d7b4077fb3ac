import type { Failure, ReportDocument } from '../../../events';
import type { RunLimits } from '../ports';
import type { Ended, Exceeded, Result } from './messages';

/** Limits that a program may tell of itself, by name. */
const LIMIT_OF = new Map<string | null, { readonly limit: keyof RunLimits; readonly unit: Exceeded['unit'] }>([
  ['memory', { limit: 'memoryBytes', unit: 'bytes' }],
  ['disk', { limit: 'diskBytes', unit: 'bytes' }],
  ['processes and threads', { limit: 'processes', unit: 'processes' }],
]);

/** `2.1 GB`, `12.5 seconds`, `51 files`. */
export function quantity(value: number, unit: Exceeded['unit']): string {
  if (unit !== 'bytes') return `${value.toLocaleString('en-US', { maximumFractionDigits: 1 })} ${unit}`;
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let index = 0;
  while (scaled >= 1000 && index < units.length - 1) {
    scaled /= 1000;
    index += 1;
  }
  return `${scaled.toLocaleString('en-US', { maximumFractionDigits: index ? 1 : 0 })} ${units[index]}`;
}

/** A passed limit as the failure that it is. */
export function failureOf(exceeded: Exceeded): Failure {
  const allowed = quantity(exceeded.allowed, exceeded.unit);
  const reached = quantity(exceeded.reached, exceeded.unit);
  if (exceeded.name === 'wall time') {
    return {
      kind: 'out_of_time',
      message: `The program was still running after ${allowed}, the time it had.`,
      limit: exceeded,
    };
  }
  if (exceeded.name === 'memory') {
    return {
      kind: 'out_of_memory',
      message: `The program needed more memory than it had: ${reached} of ${allowed}.`,
      limit: exceeded,
    };
  }
  return {
    kind: 'over_limit',
    message: `The program passed its limit for ${exceeded.name}: it reached ${reached} of ${allowed}.`,
    limit: exceeded,
  };
}

/** As the contract of failures has it. */
const MOST_MESSAGE = 4_000;

function ofError(error: NonNullable<Result['error']>, limits: RunLimits): Failure {
  const known = LIMIT_OF.get(error.limit);
  if (known) {
    const allowed = limits[known.limit];
    return failureOf({ name: error.limit ?? '', unit: known.unit, allowed, reached: allowed });
  }
  const where = error.line === null ? '' : ` (line ${error.line})`;
  const hint = error.hint ? `. ${error.hint}` : '';
  // the error is cut, not what to do about it
  const shown = `${error.type}: ${error.message}`.slice(0, MOST_MESSAGE - hint.length - where.length);
  return { kind: 'program_error', message: `${shown}${where}${hint}` };
}

/** The kernel ends the program when memory runs out, or its parent: which one, it does not say. */
export const OUT_OF_MEMORY = 'The system ended the program, most likely because memory ran out.';

function ofSignal(signal: string, limits: RunLimits): Failure {
  if (signal === 'SIGXCPU') {
    return failureOf({ name: 'CPU time', allowed: limits.cpuSeconds, reached: limits.cpuSeconds, unit: 'seconds' });
  }
  if (signal === 'SIGKILL') {
    return { kind: 'out_of_memory', message: OUT_OF_MEMORY };
  }
  const reason = signal === 'SIGSYS' ? ': it made a system call that programs may not make' : '';
  return { kind: 'program_error', message: `The program was ended by ${signal}${reason}.` };
}

/** What one run came to. Undefined: it ended well. What the sandbox measured counts before what the program says. */
export function verdictOf(
  ended: Ended,
  result: Result | undefined,
  limits: RunLimits,
  abuse: Exceeded | undefined,
): Failure | undefined {
  if (ended.notConfined) {
    return { kind: 'sandbox_unavailable', message: `The program was not started: ${ended.notConfined}` };
  }
  const exceeded = ended.exceeded ?? abuse;
  if (exceeded) return failureOf(exceeded);
  if (ended.stopped) return { kind: 'cancelled', message: 'The program was stopped.' };
  if (ended.signal) return ofSignal(ended.signal, limits);
  if (result?.error) return ofError(result.error, limits);
  if (ended.code !== 0 || !result) {
    return {
      kind: 'program_error',
      message: `The program left before its end (exit code ${ended.code ?? 'unknown'}).`,
    };
  }
  return undefined;
}

/** The error as the report keeps it, for whoever repairs the program. */
export function errorOf(result: Result | undefined, failure: Failure | undefined): ReportDocument['error'] {
  if (result?.error) {
    const { type, message, line, traceback } = result.error;
    return { type, message, line: line ?? undefined, traceback };
  }
  return failure && { type: failure.kind, message: failure.message, traceback: '' };
}
