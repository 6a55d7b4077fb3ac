import type { JobView } from '../../../..';

type Steps = JobView['timings']['steps'];

/** Steps of a job as its reader sees them. */
const STEPS: readonly (readonly [name: string, steps: readonly (keyof Steps)[]])[] = [
  ['Passing the question on', ['dispatch']],
  ['Looking at the tables', ['tables']],
  ['Writing the program', ['model']],
  ['Preparing the sandbox', ['launch', 'provision', 'pull', 'start', 'ready']],
  ['Running the program', ['run']],
  ['Saving the files', ['collect']],
];

/** Steps with their seconds, without those that took no time. */
export const stepsOf = (steps: Steps): { name: string; seconds: number }[] =>
  STEPS.map(([name, parts]) => ({ name, seconds: parts.reduce((sum, part) => sum + (steps[part] ?? 0), 0) })).filter(
    ({ seconds }) => seconds >= 0.05,
  );

const LAYERS: Readonly<Record<string, string>> = {
  uid: 'ran as a user without rights',
  seccomp: 'could make few system calls, none of them for the network',
  landlock: 'could read and write its own folders only',
  rlimits: 'had limits of time, memory and files',
};

/** What the layers of a sandbox mean for the program: `landlock:7` is Landlock with its version. */
export const confinementOf = (layers: readonly string[]): string[] =>
  layers.map((layer) => LAYERS[layer.split(':')[0] ?? ''] ?? `was confined by ${layer}`);

const listOf = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

export const sandboxText = (layers: readonly string[]): string | undefined =>
  layers.length === 0 ? undefined : `The program ${listOf(confinementOf(layers))}.`;

/** What a file is for. */
export function purposeOf(name: string, mediaType: string): string {
  const base = name.split('/').at(-1) ?? name;
  const known: Readonly<Record<string, string>> = {
    'answer.md': 'The answer as text',
    'program.py': 'The program',
    'queries.json': 'The queries, with rows and times',
    'metrics.json': 'Metrics of the model',
  };
  if (known[base] !== undefined) return known[base];
  const found = PURPOSES.find(([ending]) => base.endsWith(ending));
  if (found) return found[1];
  const kind = mediaType.split(/[/;]/)[0];
  return kind === 'image' ? 'Image' : kind === 'text' ? 'Text' : 'File';
}

const PURPOSES: readonly (readonly [ending: string, purpose: string])[] = [
  ['.vl.json', 'Specification of a chart, for Vega-Lite'],
  ['.csv', 'Table with all rows'],
  ['.tsv', 'Table with all rows'],
  ['.xlsx', 'Table for spreadsheets'],
  ['.parquet', 'Table for analysis programs'],
  ['.png', 'Chart as an image'],
  ['.svg', 'Chart as an image'],
  ['.jpg', 'Image'],
  ['.joblib', 'Trained model, for joblib.load in Python'],
  ['.json', 'Data'],
  ['.ipynb', 'Notebook'],
  ['.pdf', 'Document'],
];

/** A size with its unit: bytes, kilobytes or megabytes. */
export function formatSize(bytes: number): string {
  const format = (size: number, unit: string, display: 'long' | 'short', digits: number) =>
    size.toLocaleString(undefined, { style: 'unit', unit, unitDisplay: display, maximumFractionDigits: digits });
  if (bytes < 1_000) return format(bytes, 'byte', 'long', 0);
  return bytes < 1e6
    ? format(bytes / 1e3, 'kilobyte', 'short', bytes < 1e4 ? 1 : 0)
    : format(bytes / 1e6, 'megabyte', 'short', bytes < 1e7 ? 1 : 0);
}

export const formatSeconds = (seconds: number): string =>
  seconds.toLocaleString(undefined, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'narrow',
    minimumFractionDigits: seconds < 100 ? 1 : 0,
    maximumFractionDigits: seconds < 100 ? 1 : 0,
  });

/** US dollars; small amounts with two significant digits. */
export function formatDollars(usd: number): string {
  const digits: Intl.NumberFormatOptions =
    usd >= 0.1 || usd === 0 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumSignificantDigits: 2 };
  return usd.toLocaleString(undefined, { style: 'currency', currency: 'USD', ...digits });
}

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;
