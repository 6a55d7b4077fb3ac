import type { JobView } from '../events';

/** A size for display, such as `1.7 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A value for display: thousands separators from 10,000, six significant digits, integers unrounded. */
export function formatValue(value: string | number | boolean | null): string {
  if (typeof value !== 'number') return value === null ? 'unknown' : String(value);
  if (Number.isInteger(value)) return Math.abs(value) < 10_000 ? String(value) : value.toLocaleString('en');
  return value.toLocaleString('en', { maximumSignificantDigits: 6, useGrouping: Math.abs(value) >= 10_000 });
}

type Timings = JobView['timings'];

/** The name of each step of a job, for display. */
export const STEP_NAMES: Readonly<Record<keyof Timings['steps'], string>> = {
  dispatch: 'events and queues',
  tables: 'describing the tables',
  model: 'the model',
  launch: 'asking for the task',
  provision: 'the machine',
  pull: 'pulling the image',
  start: 'starting the container',
  ready: 'starting the sandbox',
  run: 'the program',
  collect: 'collecting the files',
};

/** Steps and their seconds for display, without those that took less than a tenth of a second. */
export function formatSteps(steps: Timings['steps']): [name: string, seconds: string][] {
  return Object.entries(STEP_NAMES).flatMap(([step, name]) => {
    const seconds = steps[step as keyof Timings['steps']] ?? 0;
    return seconds < 0.05 ? [] : [[name, `${seconds.toFixed(1)} s`]];
  });
}
