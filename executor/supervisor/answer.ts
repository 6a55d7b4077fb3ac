import type { QueryRun } from '../../events';

/** Keeps the first of equal texts, without the empty ones. */
export function union(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat().map((text) => text.trim()))].filter((text) => text !== '');
}

/** Of one sentence for each; what a loop makes more is counted. */
const MOST_FAILED = 5;
const MESSAGE_CHARACTERS = 300;

/**
 * What the statements' figures say about how far an answer can be trusted.
 * @param empty numbers, from 1, of the statements whose single row holds only zeros and nulls
 */
export function queryWarnings(runs: readonly QueryRun[], empty: readonly number[] = []): string[] {
  return runs.flatMap((run, index) => {
    if (run.result !== 'finished') return [];
    if (run.rows === 0) return [`Query ${index + 1} returned no rows.`];
    if (empty.includes(index + 1))
      return [`Query ${index + 1} gave only zeros and missing values: its conditions may have left no rows.`];
    if (!run.truncated) return [];
    const rows = (run.rows ?? 0).toLocaleString('en-US');
    return [`The result of query ${index + 1} was cut at the limit, after ${rows} rows: the answer may be incomplete.`];
  });
}

/** Statements without rows whose errors the program caught. */
export function failedQueryWarnings(runs: readonly QueryRun[]): string[] {
  const last = runs.findLastIndex(({ result }) => result === 'finished');
  const failed = runs.flatMap(({ result, error = '' }, index) => {
    if (result === 'finished') return [];
    const what = `Query ${index + 1} ${result === 'refused' ? 'was refused' : 'failed'}`;
    // one that ran later may have been the same in better words
    return [`${what}${index < last ? '' : `: ${sentence(error)}`}, and the program went on.`];
  });
  const more = failed.length - MOST_FAILED;
  return more > 0 ? [...failed.slice(0, MOST_FAILED), `${more} further queries failed.`] : failed;
}

function sentence(error: string): string {
  const line = error.replace(/\s+/g, ' ').trim().replace(/[.!]$/, '');
  return line.length > MESSAGE_CHARACTERS ? `${line.slice(0, MESSAGE_CHARACTERS).toWellFormed()}…` : line;
}

/** What the reader has to know of a program that was held by too few layers, see `Sandbox.start`. */
export function unheldWarning(layers: readonly string[]): string[] {
  if (!layers.includes('unsafe')) return [];
  const held = layers.filter((layer) => layer !== 'unsafe');
  const by = held.length === 0 ? 'nothing' : `${held.join(', ')} only`;
  return [`This program ran in an unsafe sandbox: it was held by ${by}, because this machine has no more.`];
}

/** answer.md: the program's text, and below it the assumptions and warnings that the text does not hold already. */
export function answerDocument(text: string, assumptions: readonly string[], warnings: readonly string[]): string {
  const section = (title: string, items: readonly string[]) => {
    const missing = items.filter((item) => !text.includes(item));
    return missing.length === 0 ? [] : [`## ${title}\n\n${missing.map((item) => `- ${item}`).join('\n')}`];
  };
  return `${[text.trim(), ...section('Assumptions', assumptions), ...section('Warnings', warnings)].join('\n\n')}\n`;
}
