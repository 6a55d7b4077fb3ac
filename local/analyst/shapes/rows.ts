import { comparative } from '../language/synonyms';
import { timeColumn } from '../plan/periods';
import { settle } from '../plan/settle';
import { columnFor, entityColumns, Scope, subjectOf } from '../plan/subject';
import { whereWords } from '../program/naming';
import { rowsProgram } from '../program/rows';
import type { Column, Table } from '../schema/model';
import { isTime } from '../schema/roles';
import type { Reading } from '../understand/reading';
import { closingFor } from './closing';
import type { Draft, Shape } from './shape';

interface RankedRows {
  readonly table: Table;
  readonly column: Column;
  readonly direction: 'asc' | 'desc';
}

/** Single rows ranked by a column of their own: the oldest user, the 5 products with the highest price. */
export const rowsRanked = (reading: Reading): RankedRows | undefined => {
  const { rank, asked } = reading;
  if (!rank || rank.frequent || reading.groups.length > 0) return undefined;
  const scope = new Scope(reading.schema);
  const subject = asked?.table?.table ?? (asked ? undefined : subjectOf(scope, reading));
  if (!subject) return undefined;
  const adjective = rank.adjective ? comparative(rank.adjective) : undefined;
  if (adjective) {
    const column = columnFor(subject, adjective.concepts);
    const dated = column && (isTime(column) || column.words.includes('birth') || column.words.at(-1) === 'year');
    const more = dated ? !adjective.more : adjective.more;
    if (column)
      return {
        table: subject,
        column,
        direction: more !== (rank.direction === 'asc' && rank.word?.roles.has('most')) ? 'desc' : 'asc',
      };
    return undefined;
  }
  if (rank.word?.roles.has('extreme_time') && asked?.roles.has('table') && reading.measures.length === 0) {
    const column = timeColumn(subject, reading.sentence.words, reading.notes);
    const last = rank.word.phrases.some((phrase) => phrase.role === 'extreme_time' && phrase.arg === 'max');
    if (column) return { table: subject, column, direction: last ? 'desc' : 'asc' };
  }
  const [measure] = reading.measures;
  const word = measure?.kind === 'figure' && !measure.fn ? measure.word : measure ? undefined : reading.columns[0];
  const own = word?.links.columns.find(
    (link) => link.table === subject && link.points >= (word.column?.points ?? 1) - 0.05,
  );
  return own && word ? { table: subject, column: own.column, direction: rank.direction } : undefined;
};

const shownColumns = (table: Table, needed: readonly Column[]): Column[] => {
  const first = entityColumns(table);
  return [...new Set([...first, ...needed, ...table.columns])].slice(0, 12);
};

/** Rows that come first by a column of their own. */
export const rankedRowsShape: Shape = {
  name: 'ranked rows',
  general: true,
  uses: { aspects: ['rank', 'conditions', 'asked'], intents: [] },
  fits: ({ reading }) => rowsRanked(reading) !== undefined,
  draft: (context): Draft | undefined => {
    const { reading } = context;
    const ranked = rowsRanked(reading);
    if (!ranked) return undefined;
    reading.columns.splice(0);
    reading.measures.splice(0);
    const settled = settle(reading, { subject: ranked.table });
    if (!settled) return undefined;
    const { conditions } = settled.query;
    const count = reading.rank?.count ?? 1;
    const said = `the ${count} rows of ${ranked.table.name} with the ${ranked.direction === 'desc' ? 'highest' : 'lowest'} ${ranked.column.name}${whereWords(conditions)}`;
    const plan = {
      table: ranked.table,
      conditions,
      columns: shownColumns(ranked.table, [ranked.column]),
      order: ranked,
      count,
    };
    return { plan: `List ${said}.`, program: rowsProgram(plan, context.schema, closingFor(context, said)) };
  },
};

const sorted = ({ sort }: Reading, columns: readonly Column[]) => {
  const column = columns.find((one) => one === sort?.word?.column?.column);
  return sort && column ? { column, direction: sort.direction } : undefined;
};

/** Rows that meet conditions, listed. */
export const rowsShape: Shape = {
  name: 'rows',
  general: true,
  uses: { aspects: ['conditions', 'asked'], intents: [] },
  fits: ({ reading }) =>
    reading.asked !== undefined ||
    reading.limit !== undefined ||
    (reading.tables.length > 0 &&
      reading.conditions.length + reading.loose.length + reading.related.length + reading.periods.length > 0) ||
    (reading.wants('list') && (reading.tables.length > 0 || reading.conditions.length > 0)),
  draft: (context): Draft | undefined => {
    const { reading } = context;
    const wanted = reading.columns.flatMap((word) => word.column?.column ?? []);
    reading.columns.splice(0);
    const settled = settle(reading);
    if (!settled) return undefined;
    const { conditions, base } = settled.query;
    const columns =
      wanted.length > 0 && wanted.every((column) => column.table === base.name)
        ? [...new Set([...entityColumns(base), ...wanted])]
        : shownColumns(base, []);
    const said = `the rows of ${base.name}${whereWords(conditions)}`;
    return {
      plan: `List ${said}.`,
      program: rowsProgram(
        { table: base, conditions, columns, count: reading.limit, sort: sorted(reading, columns) },
        context.schema,
        closingFor(context, said),
      ),
    };
  },
};
