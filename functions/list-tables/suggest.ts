import type { TablesView } from '../../events';
import { kindOf } from '../shared/tables/kind';

export type ShownTable = TablesView['tables'][number];
type ShownColumn = ShownTable['columns'][number];

const MAX_TABLES = 3;
const MAX_QUESTIONS = 6;
/** Groups that a reader takes in at a glance. */
const MAX_GROUPS = 30;
/** Prefixes of names that say how a table was made. */
const PREFIXES = /^(dim|fact|fct|tbl|stg|raw|vw|mart)$/;
/** Last words of names whose numbers identify something. */
const ID_WORDS = /^(id|ids|uuid|key|code|no|nr|number|year|zip|sku|isbn|ean)$|id$/;

/** A name in words: `dim_OrderLines` is order lines. */
function wordsOf(name: string): string {
  const words = name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);
  return (words.length > 1 && PREFIXES.test(words[0] ?? '') ? words.slice(1) : words).join(' ');
}

/** Questions that these tables answer, about the largest ones first. No value of a table is in them, nor a withheld column. */
export function suggestQuestions(tables: readonly ShownTable[]): string[] {
  const largest = tables.filter(({ name, rows }) => rows > 0 && wordsOf(name) !== '');
  const byTable = largest
    .sort((one, other) => other.rows - one.rows)
    .slice(0, MAX_TABLES)
    .map(questionsAbout);
  // One of each table, then a second one of each.
  const inTurn = [0, 1, 2].flatMap((turn) => byTable.flatMap((questions) => questions[turn] ?? []));
  return [...new Set(inTurn)].slice(0, MAX_QUESTIONS);
}

function questionsAbout(table: ShownTable): string[] {
  const noun = wordsOf(table.name);
  const isPlural = noun.endsWith('s');
  const rows = isPlural ? noun : `rows of ${noun}`;
  const shown = table.columns.filter(({ name, withheld }) => !withheld && wordsOf(name) !== '');
  const group = shown.find((column) => isGroup(column, table.rows));
  const figure = shown.find((column) => isFigure(column, table.rows));
  const isDated = shown.some(({ type }) => kindOf(type) === 'time' && !/^time\b(?!stamp)/i.test(type));
  return [
    group ? `How many ${rows} are there by ${wordsOf(group.name)}?` : `How many ${rows} are there?`,
    ...(figure ? [`Average ${wordsOf(figure.name)} of ${noun}${group ? ` by ${wordsOf(group.name)}` : ''}`] : []),
    ...(isDated ? [`Number of ${rows} per month`] : []),
  ];
}

/** Few values that repeat. */
const isGroup = ({ type, distinct = 0 }: ShownColumn, rows: number): boolean =>
  ['text', 'boolean'].includes(kindOf(type)) && distinct >= 2 && distinct <= MAX_GROUPS && distinct < rows;

/** Numbers whose average means something. */
const isFigure = ({ name, type, distinct = 0 }: ShownColumn, rows: number): boolean =>
  kindOf(type) === 'number' && distinct > 2 && distinct < rows && !ID_WORDS.test(wordsOf(name).split(' ').at(-1) ?? '');
