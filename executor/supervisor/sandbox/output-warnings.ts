import type { CollectedOutputs } from './messages';

/** Renamed files that get a sentence each; the rest are only counted. */
const MAX_RENAMED_FILES = 20;

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Warnings for files of the program that were renamed or not saved. */
export function outputWarnings(collected: CollectedOutputs, answer: string): string[] {
  const { files, skipped, surplus, surplusNames, skippedUnlisted } = collected;
  const renamed = files.flatMap(({ name, originalName, renameReason }) =>
    renameReason === undefined ? [] : [`The program's file ${originalName} was renamed to ${name}: ${renameReason}.`],
  );
  const moreRenamed = renamed.length - MAX_RENAMED_FILES;
  const notSaved = skipped
    .filter(({ path, minor }) => !minor || answer.includes(basename(path)))
    .map(({ path, reason }) =>
      path ? `The file ${path} was not saved: ${reason}.` : `Files were not saved: ${reason}.`,
    );
  return [
    ...renamed.slice(0, MAX_RENAMED_FILES),
    ...(moreRenamed > 0 ? [`${count(moreRenamed)} more files were renamed.`] : []),
    ...notSaved,
    ...(skippedUnlisted > 0 ? [`${count(skippedUnlisted)} more files were not saved for similar reasons.`] : []),
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
