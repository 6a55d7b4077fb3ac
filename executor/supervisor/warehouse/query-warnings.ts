import type { QueryRun } from '../../../events';

/** Queries of one kind that get a warning each; the rest, such as those of a loop, are only counted. */
const MAX_QUERIES = 5;
const ERROR_CHARACTERS = 300;

/** The first warnings and the number of the others: a program must not crowd out the warnings after them. */
function firstWarnings(warnings: readonly string[], others: string): string[] {
  const more = warnings.length - MAX_QUERIES;
  return more > 0 ? [...warnings.slice(0, MAX_QUERIES), `${more} more ${others}`] : [...warnings];
}

/**
 * Warnings for an answer that rests on no rows, on empty aggregates or on a truncated result.
 * @param emptyAggregates ordinals of the queries whose rows have only zeros and nulls
 */
export function emptyOrTruncatedWarnings(runs: readonly QueryRun[], emptyAggregates: readonly number[] = []): string[] {
  const finished = runs.flatMap((run, index) => (run.result === 'finished' ? [{ ...run, ordinal: index + 1 }] : []));
  const truncated = finished.flatMap(({ truncated: isTruncated, ordinal, rows = 0 }) =>
    isTruncated && rows > 0
      ? [
          `The result of query ${ordinal} was truncated after ${rows.toLocaleString('en-US')} rows: the answer may be incomplete.`,
        ]
      : [],
  );
  const empty = finished.flatMap(({ rows, ordinal }) => {
    if (rows === 0) return [`Query ${ordinal} returned no rows.`];
    return emptyAggregates.includes(ordinal)
      ? [`Query ${ordinal} returned only zeros and nulls: its conditions may match no rows.`]
      : [];
  });
  return [
    ...firstWarnings(truncated, 'results were truncated.'),
    ...firstWarnings(empty, 'queries returned no rows, or only zeros and nulls.'),
  ];
}

/** Warnings for queries whose errors the program caught. */
export function failedQueryWarnings(runs: readonly QueryRun[]): string[] {
  const lastFinished = runs.findLastIndex(({ result }) => result === 'finished');
  const failed = runs.flatMap(({ result, error = '' }, index) => {
    if (result === 'finished') return [];
    const event = `Query ${index + 1} ${result === 'refused' ? 'was refused' : 'failed'}`;
    // A query that finished later may be the corrected one, so the error needs no detail.
    const detail = index < lastFinished ? '' : `: ${singleLine(error)}`;
    return [`${event}${detail}. The program continued without its result.`];
  });
  return firstWarnings(failed, 'queries failed.');
}

/** An error on one line, without its full stop, at most 300 characters long. */
function singleLine(error: string): string {
  const line = error.replace(/\s+/g, ' ').trim().replace(/[.!]$/, '');
  return line.length > ERROR_CHARACTERS ? `${line.slice(0, ERROR_CHARACTERS).toWellFormed()}…` : line;
}
