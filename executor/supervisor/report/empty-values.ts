import type { ReportSummary } from '../../../events';

const MAX_NAMES = 5;

/** Warns of an answer whose named values are all zero or missing: a filter may have left nothing. */
export function emptyValuesWarning(values: ReportSummary['values']): string[] {
  const entries = Object.entries(values);
  if (entries.length === 0 || !entries.every(([, value]) => value === 0 || value === null)) return [];
  const names = entries.map(([name]) => name);
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return [
    `The answer has only values that are zero or missing (${names.slice(0, MAX_NAMES).join(', ')}${more}): a condition of the program may match no rows.`,
  ];
}
