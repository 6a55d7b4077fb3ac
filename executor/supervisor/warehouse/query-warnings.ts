import type { QueryRun } from '../../../events';

/** Failed queries that get a warning each. The rest, such as those of a loop, are only counted. */
const MAX_FAILED_QUERIES = 5;
const ERROR_CHARACTERS = 300;

/**
 * Warnings for an answer that rests on no rows, on empty aggregates or on a truncated result.
 * @param emptyAggregates ordinals of the queries whose rows have only zeros and nulls
 */
export function emptyOrTruncatedWarnings(runs: readonly QueryRun[], emptyAggregates: readonly number[] = []): string[] {
  return runs.flatMap((run, index) => {
    if (run.result !== 'finished') return [];
    if (run.rows === 0) return [`Query ${index + 1} returned no rows.`];
    if (emptyAggregates.includes(index + 1)) {
      return [`Query ${index + 1} returned only zeros and nulls: its conditions may match no rows.`];
    }
    if (!run.truncated) return [];
    const rows = (run.rows ?? 0).toLocaleString('en-US');
    return [`The result of query ${index + 1} was truncated after ${rows} rows: the answer may be incomplete.`];
  });
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
  const more = failed.length - MAX_FAILED_QUERIES;
  return more > 0 ? [...failed.slice(0, MAX_FAILED_QUERIES), `${more} more queries failed.`] : failed;
}

/** An error on one line, without its full stop, at most 300 characters long. */
function singleLine(error: string): string {
  const line = error.replace(/\s+/g, ' ').trim().replace(/[.!]$/, '');
  return line.length > ERROR_CHARACTERS ? `${line.slice(0, ERROR_CHARACTERS).toWellFormed()}…` : line;
}
