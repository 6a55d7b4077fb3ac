import type { CollectedOutputs } from './messages';

/** Renamed files with a sentence each; further ones are only counted. */
const MAX_RENAMED_FILES = 20;

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Warnings for files of the program that were renamed or not saved. */
export function outputWarnings(collected: CollectedOutputs, answer: string): string[] {
  const { files, skipped, surplus, surplusNames, further } = collected;
  const renamed = files.flatMap(({ name, was, renamed: reason }) =>
    reason === undefined ? [] : [`The program's file ${was} was renamed to ${name}: ${reason}.`],
  );
  const moreRenamed = renamed.length - MAX_RENAMED_FILES;
  const notSaved = skipped
    .filter(({ path, aside }) => !aside || answer.includes(basename(path)))
    .map(({ path, reason }) =>
      path ? `The file ${path} was not saved: ${reason}.` : `Files were not saved: ${reason}.`,
    );
  return [
    ...renamed.slice(0, MAX_RENAMED_FILES),
    ...(moreRenamed > 0 ? [`${count(moreRenamed)} further files were renamed.`] : []),
    ...notSaved,
    ...(further > 0 ? [`${count(further)} further files were not saved for similar reasons.`] : []),
    ...surplusWarning(files.length, surplus, surplusNames),
  ];
}

function surplusWarning(saved: number, surplus: number, names: readonly string[]): string[] {
  if (surplus === 0) return [];
  const list = names.length < surplus ? `${names.join(', ')} …` : names.join(', ');
  return [
    `The program wrote ${count(saved + surplus)} files; only the first ${count(saved)} were saved. Not saved: ${list}.`,
  ];
}

const count = (value: number): string => value.toLocaleString('en-US');
