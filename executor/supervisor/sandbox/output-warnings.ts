import type { Collected } from './messages';

/** Sentences on changed names, each of one file. */
const MOST_NAMES = 20;

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What the reader has to know of the files that a program left: what has another name now, and what is missing. */
export function deliveryWarnings(collected: Collected, answer: string): string[] {
  const { files, skipped, surplus, surplusNames, further } = collected;
  const names = files.flatMap(({ name, was, renamed: reason }) =>
    reason === undefined ? [] : [`The program's file ${was} is kept as ${name}: ${reason}.`],
  );
  const renamed =
    names.length > MOST_NAMES
      ? [...names.slice(0, MOST_NAMES), `${count(names.length - MOST_NAMES)} further files have other names.`]
      : names;
  const missing = skipped
    .filter(({ path, aside }) => !aside || answer.includes(baseOf(path)))
    .map(({ path, reason }) =>
      path ? `The file ${path} was left out: ${reason}.` : `Files were left out: ${reason}.`,
    );
  const more = further > 0 ? [`${count(further)} further files were left out for such reasons.`] : [];
  return [...renamed, ...missing, ...more, ...surplusWarning(files.length, surplus, surplusNames)];
}

function surplusWarning(kept: number, surplus: number, names: readonly string[]): string[] {
  if (surplus === 0) return [];
  const all = names.length < surplus ? `${names.join(', ')} …` : names.join(', ');
  return [`The program left ${count(kept + surplus)} files; the first ${count(kept)} are kept. Left out: ${all}.`];
}

const count = (value: number): string => value.toLocaleString('en-US');
