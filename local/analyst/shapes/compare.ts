import { spoken } from '../plan/describe';
import { settle } from '../plan/settle';
import type { Settled } from '../plan/settled';
import { isAdditive, Scope } from '../plan/subject';
import { type Compared, compareProgram } from '../program/compare';
import { readingOf } from '../program/naming';
import { isFlag } from '../schema/roles';
import type { Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { closingFor } from './closing';
import type { Shape } from './shape';
import { dropFlags, isNumberWord, variables } from './variables';

const asCompared = (settled: Settled): Compared | undefined => {
  const [named] = settled.measures;
  if (named?.measure.kind === 'agg' && ['avg', 'sum'].includes(named.measure.fn))
    return { kind: 'mean', column: named.measure.column };
  if (named?.measure.kind === 'rate') return { kind: 'rate', name: named.label };
  return undefined;
};

const wantsTest = (reading: Reading): boolean =>
  ['significance', 'affect', 'compare', 'correlate'].some((intent) => reading.wants(intent));

/** Groups of which the difference is tested: the groups named, with a number or a flag to compare. */
export const compareShape: Shape = {
  name: 'compare',
  general: true,
  uses: {
    aspects: ['groups', 'measures', 'contrasts', 'conditions', 'asked'],
    intents: ['compare', 'significance', 'affect', 'correlate', 'distribution', 'share'],
  },
  fits: ({ reading }) => wantsTest(reading) && comparison(reading) !== undefined && !reading.rank,
  draft: (context) => {
    const { reading } = context;
    const found = comparison(reading);
    if (!found) return undefined;
    const { group, outcome } = found;
    if (group) reading.groups.push({ kind: 'word', word: group, at: group.at });
    if (outcome && !reading.measures.some((ask) => 'word' in ask && ask.word === outcome)) {
      dropFlags(reading, [outcome]);
      reading.columns.splice(
        0,
        reading.columns.length,
        ...reading.columns.filter((word) => word !== outcome && word !== group),
      );
      if (isNumberWord(outcome)) reading.measures.unshift({ kind: 'figure', fn: 'avg', word: outcome, at: outcome.at });
      else if (outcome.column && isFlag(outcome.column.column))
        reading.measures.unshift({ kind: 'rate', of: outcome, at: outcome.at });
    }
    const category =
      outcome?.column && !isNumberWord(outcome) && !isFlag(outcome.column.column) ? outcome.column.column : undefined;
    reading.columns.splice(
      0,
      reading.columns.length,
      ...reading.columns.filter((word) => word !== outcome && word !== group),
    );
    for (const [at, ask] of reading.measures.entries())
      if (ask.kind === 'figure' && !ask.fn) reading.measures[at] = { ...ask, fn: 'avg' };
    const needed = category ? [new Scope(reading.schema).table(category.table)] : [];
    const settled = settle(reading, { fallback: () => ({ kind: 'count', distinct: false, at: 0 }), needed });
    if (!settled) return undefined;
    const compared = category ? ({ kind: 'category', column: category } as const) : asCompared(settled);
    if (!compared || settled.groups.length !== 1) {
      context.notes.refuse(
        'A test of significance needs one number, one yes/no column or one category, and one column with the groups.',
      );
      return undefined;
    }
    const said = `${compared.kind === 'category' ? spoken(compared.column) : readingOf(settled)}, compared by ${settled.groups[0]?.label} with a test of significance`;
    return {
      plan: `Work out ${said}.`,
      program: compareProgram(settled, compared, context.schema, closingFor(context, said), context.simple),
    };
  },
};

/** What is compared by what: the groups named outright, else the one of two columns that is a category. */
const comparison = (reading: Reading): { readonly group?: Word; readonly outcome?: Word } | undefined => {
  const words = variables(reading);
  const counts = reading.measures.some((ask) => ask.kind === 'count' || ask.kind === 'per');
  if (reading.measures.some((ask) => ask.kind === 'figure' && ask.fn && ask.fn !== 'avg') || counts) return undefined;
  const tested = ['significance', 'affect', 'correlate'].some((intent) => reading.wants(intent));
  const summed =
    words.some((word) => word.column && isAdditive(word.column.column)) &&
    !reading.measures.some((ask) => ask.kind === 'figure' && ask.fn === 'avg');
  if (summed && !tested) return undefined;
  if (reading.groups.length + reading.contrasts.length + reading.splits.length === 1) {
    return words.length === 1 || reading.measures.length === 1 ? { outcome: words[0] } : undefined;
  }
  if (
    reading.groups.length > 0 ||
    words.length !== 2 ||
    !(
      reading.wants('significance') ||
      reading.wants('affect') ||
      reading.wants('correlate') ||
      reading.wants('compare')
    )
  )
    return undefined;
  const [first, second] = words;
  if (!first || !second || (isNumberWord(first) && isNumberWord(second))) return undefined;
  if (
    reading.wants('correlate') &&
    [first, second].every((word) => isNumberWord(word) || (word.column && isFlag(word.column.column)))
  )
    return undefined;
  if (isNumberWord(first)) return { outcome: first, group: second };
  if (isNumberWord(second)) return { outcome: second, group: first };
  const flag = [second, first].find((word) => word.column && isFlag(word.column.column));
  return flag ? { outcome: flag, group: flag === second ? first : second } : { outcome: second, group: first };
};
