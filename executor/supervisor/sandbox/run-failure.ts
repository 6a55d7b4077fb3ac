import type { Failure, ReportDocument } from '../../../events';
import type { RunLimits } from '../ports';
import type { ExceededLimit, ProgramExit, ProgramResult } from './messages';

/** Limits whose violation a program can report, by name. */
const REPORTABLE_LIMITS = new Map<
  string | null,
  { readonly limit: keyof RunLimits; readonly unit: ExceededLimit['unit'] }
>([
  ['memory', { limit: 'memoryBytes', unit: 'bytes' }],
  ['disk', { limit: 'diskBytes', unit: 'bytes' }],
  ['processes and threads', { limit: 'processes', unit: 'processes' }],
]);

/** `2.1 GB`, `12.5 seconds`, `1 second`, `51 files`. */
export function formatQuantity(value: number, unit: ExceededLimit['unit']): string {
  if (unit !== 'bytes') {
    const number = value.toLocaleString('en-US', { maximumFractionDigits: 1 });
    return `${number} ${number === '1' ? SINGULAR[unit] : unit}`;
  }
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let index = 0;
  while (scaled >= 1000 && index < units.length - 1) {
    scaled /= 1000;
    index += 1;
  }
  return `${scaled.toLocaleString('en-US', { maximumFractionDigits: index ? 1 : 0 })} ${units[index]}`;
}

const SINGULAR: Readonly<Record<ExceededLimit['unit'], string>> = {
  bytes: 'byte',
  seconds: 'second',
  files: 'file',
  processes: 'process',
  statements: 'statement',
  messages: 'message',
};

/** The failure of a program that exceeded a limit. */
export function limitFailure(exceeded: ExceededLimit): Failure {
  const allowed = formatQuantity(exceeded.allowed, exceeded.unit);
  const reached = formatQuantity(exceeded.reached, exceeded.unit);
  if (exceeded.name === 'wall time') {
    return {
      kind: 'out_of_time',
      message: `The program exceeded its time limit of ${allowed}.`,
      limit: exceeded,
    };
  }
  if (exceeded.name === 'memory') {
    return {
      kind: 'out_of_memory',
      message: `The program exceeded its memory limit: it reached ${reached} of ${allowed}.`,
      limit: exceeded,
    };
  }
  return {
    kind: 'over_limit',
    message: `The program exceeded its limit for ${exceeded.name}: it reached ${reached} of ${allowed}.`,
    limit: exceeded,
  };
}

/** The contract's limit for the message of a failure. */
const MAX_MESSAGE_CHARACTERS = 4_000;

function errorFailure(error: NonNullable<ProgramResult['error']>, limits: RunLimits): Failure {
  const reportable = REPORTABLE_LIMITS.get(error.limit);
  if (reportable) {
    const allowed = limits[reportable.limit];
    return limitFailure({ name: error.limit ?? '', unit: reportable.unit, allowed, reached: allowed });
  }
  const line = error.line === null ? '' : ` (line ${error.line})`;
  const hint = error.hint ? `. ${error.hint}` : '';
  const maxCharacters = MAX_MESSAGE_CHARACTERS - hint.length - line.length;
  return {
    kind: 'program_error',
    message: `${`${error.type}: ${error.message}`.slice(0, maxCharacters)}${line}${hint}`,
  };
}

/** The OOM killer can kill the program or the forkserver, without telling which. */
export const OUT_OF_MEMORY = 'The kernel killed the program, most likely because memory ran out.';

function signalFailure(signal: string, limits: RunLimits): Failure {
  if (signal === 'SIGXCPU') {
    return limitFailure({ name: 'CPU time', allowed: limits.cpuSeconds, reached: limits.cpuSeconds, unit: 'seconds' });
  }
  if (signal === 'SIGKILL') return { kind: 'out_of_memory', message: OUT_OF_MEMORY };
  const reason = signal === 'SIGSYS' ? ': it made a forbidden system call' : '';
  return { kind: 'program_error', message: `The program was terminated by ${signal}${reason}.` };
}

/**
 * Why a run failed; undefined when it succeeded. Measurements of the sandbox take precedence over the program's result.
 * @param violation a limit of the channel or of the output that the supervisor saw exceeded.
 */
export function runFailure(
  exit: ProgramExit,
  result: ProgramResult | undefined,
  limits: RunLimits,
  violation: ExceededLimit | undefined,
): Failure | undefined {
  if (exit.notStarted) {
    return { kind: 'sandbox_unavailable', message: `The program was not started: ${exit.notStarted}` };
  }
  if (exit.killFailed) {
    return {
      kind: 'sandbox_unavailable',
      message: 'The program ended, but some of its processes could not be killed. Its files were not collected.',
    };
  }
  const exceeded = exit.exceeded ?? violation;
  if (exceeded) return limitFailure(exceeded);
  if (exit.stopped) return { kind: 'cancelled', message: 'The program was stopped.' };
  if (exit.signal) return signalFailure(exit.signal, limits);
  if (result?.error) return errorFailure(result.error, limits);
  if (exit.code !== 0 || !result) {
    return {
      kind: 'program_error',
      message: `The program exited before it finished (exit code ${exit.code ?? 'unknown'}).`,
    };
  }
  return undefined;
}

/** The error in the report, from which the program is repaired. */
export function reportedError(
  result: ProgramResult | undefined,
  failure: Failure | undefined,
): ReportDocument['error'] {
  if (result?.error) {
    const { type, message, line, traceback } = result.error;
    return { type, message, line: line ?? undefined, traceback };
  }
  return failure && { type: failure.kind, message: failure.message, traceback: '' };
}
