import type { Item, Query } from '../ground/query';
import { MAX_ROWS } from '../ground/statement';
import { singular } from '../lexicon/words';
import type { Column } from '../schema/model';
import { isFlag, isId, isNumeric } from '../schema/roles';
import { type Literal, program } from './python';

/** A program, with what it does and what it assumes. */
export interface Written {
  readonly plan: string;
  readonly assumptions: string[];
  readonly program: string;
}

const UNITS: Readonly<Record<string, string>> = {
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  usd: 'USD',
  dollars: 'USD',
  gbp: 'GBP',
  chf: 'CHF',
  km: 'km',
  kg: 'kg',
  cm: 'cm',
  mm: 'mm',
  minutes: 'minutes',
  mins: 'minutes',
  hours: 'hours',
  days: 'days',
  seconds: 'seconds',
  celsius: '°C',
  metres: 'm',
  meters: 'm',
};

/** The unit of a column's values, by its name or its description. */
export function unitOf(column: Column | undefined): string {
  if (!column || !isNumeric(column) || isId(column)) return '';
  const own = column.words.map((word) => UNITS[word]).find(Boolean);
  if (own) return own;
  if (column.words.at(-1) === 'age' && column.words.length === 1) return 'years';
  const described = /\bin (euros|dollars|kilometres|metres|minutes|hours|days|years|degrees celsius)\b/i
    .exec(column.description)?.[1]
    ?.toLowerCase();
  if (!described) return '';
  return described === 'years' ? 'years' : described === 'degrees celsius' ? '°C' : (UNITS[described] ?? described);
}

const unitOfItem = ({ column, op }: Item): string => {
  if (op === 'share') return '%';
  if (op === 'count') return '';
  if (op === 'avg' && column && isFlag(column)) return '%';
  return unitOf(column);
};

function described({ items, where, base, subject, task }: Query): string {
  const groups = items.filter(({ role }) => role === 'group').map(({ label }) => label);
  const figures = items.filter(({ role }) => role === 'measure' || role === 'column').map(({ label }) => label);
  const what = {
    distribution: 'distribution of ',
    correlation: 'correlation of ',
    comparison: 'average ',
    rows: '',
    groups: '',
    figures: '',
    model: '',
  }[task];
  const tables = [...new Set([subject.name, base.name])];
  const shown = figures.length > 6 ? `all columns of ${subject.name}` : figures.join(', ');
  return `${what}${shown}${groups.length > 0 ? ` by ${groups.join(' and ')}` : ''}${where.length > 0 ? `; ${where.join('; ')}` : ''} (${tables.length === 1 ? 'table' : 'tables'} ${tables.join(', ')})`;
}

/** The last paragraph of an answer. */
export const notes = (what: string): string =>
  `Interpreted as: ${what}. Written by the built-in offline analyst (no language model).`;

/** The program of a query, with its answer in words. */
export function write(query: Query): Written {
  const { items, sql, task, where, rank, subject } = query;
  const what = described(query);
  const shared = { SQL: sql, WHERE: where.join(', '), NOTES: notes(what) };
  const figures = items.filter(({ role }) => role === 'measure');
  const groups = items.filter(({ role }) => role === 'group');
  const figure = (item: Item) => ({ column: item.alias, label: item.label, unit: unitOfItem(item) });
  const text = (): string => {
    if (task === 'figures') {
      const noun = (item: Item): string =>
        item.op === 'count' && item.label.startsWith('number of')
          ? singularOf(item.label.replace(/^number of (different )?/, ''))
          : '';
      return program('figures', { ...shared, FIGURES: figures.map((item) => ({ ...figure(item), noun: noun(item) })) });
    }
    if (task === 'groups' && query.periods && figures[0])
      return program('growth', { ...shared, PERIODS: query.periods, FIGURE: figure(figures[0]) });
    if (task === 'groups') {
      const by = rank && figures.find(({ label }) => label === rank.by);
      const main = by ?? figures.at(-1);
      const time = groups.find(({ grain }) => grain && grain !== 'weekday');
      const asked = query.charts.find((one) => one !== 'chart');
      return program('groups', {
        ...shared,
        GROUPS: groups.map(({ alias, label, grain, column }) => ({
          column: alias,
          label,
          grain: grain ?? (column?.kind === 'year' ? '' : ''),
        })),
        FIGURES: figures.map(figure),
        RANK: rank && main ? { more: rank.more, n: rank.n, column: main.alias } : {},
        ENDS: time?.column?.max ? String(time.column.max).slice(0, 10) : '',
        CHART: asked ?? (time || groups[0]?.column?.kind === 'year' ? 'line' : 'bar'),
      });
    }
    if (task === 'distribution') return program('distribution', { ...shared, COLUMN: figure(items[0] as Item) });
    if (task === 'correlation')
      return program('correlation', {
        ...shared,
        COLUMNS: items.map(({ alias, label }) => ({ column: alias, label })),
      });
    if (task === 'comparison') {
      const [group, measure] = items as [Item, Item];
      const share = measure.column !== undefined && isFlag(measure.column);
      return program('comparison', {
        ...shared,
        GROUP: { column: group.alias, label: group.label },
        FIGURE: { ...figure(measure), share },
      });
    }
    const formats = items.map(({ alias, column }): [string, string] => [
      alias,
      column && (isId(column) || column.kind === 'year') ? 'id' : unitOf(column),
    ]);
    return program('rows', {
      ...shared,
      FORMATS: Object.fromEntries(formats.filter(([, format]) => format !== '')),
      LABELS: Object.fromEntries(items.map(({ alias, label }) => [alias, label])) as Literal,
      NOUN: singularOf(subject.words.join(' ')),
      MAX_ROWS,
      RANK: rank ? `${rank.more ? 'highest' : 'lowest'} ${rank.by}` : '',
    });
  };
  return {
    plan: `Query the warehouse for ${what}, and put the result into words.`,
    assumptions: [...query.assumptions],
    program: text(),
  };
}

function singularOf(phrase: string): string {
  const words = phrase.split(' ');
  return [...words.slice(0, -1), singular(words.at(-1) ?? '')].join(' ');
}
