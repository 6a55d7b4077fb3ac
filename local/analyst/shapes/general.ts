import { comparative } from '../language/synonyms';
import { conceptMeasure } from '../plan/concepts';
import { timeColumn } from '../plan/periods';
import { settle } from '../plan/settle';
import type { Settled } from '../plan/settled';
import { columnFor, entityColumns, Scope, subjectOf } from '../plan/subject';
import { figuresProgram } from '../program/figures';
import { groupsProgram } from '../program/groups';
import { readingOf, whereWords } from '../program/naming';
import { rowsProgram } from '../program/rows';
import type { Column, Table } from '../schema/model';
import { isTime } from '../schema/roles';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { closingFor } from './closing';
import type { Context, Draft, Shape } from './shape';

/** `which users purchased most often`: rows of theirs are counted that are said by a verb. */
const belowAsked = (reading: Reading): MeasureAsk | undefined => {
  const scope = new Scope(reading.schema);
  const { asked } = reading;
  const table = asked?.table?.table ?? (asked?.column && scope.table(asked.column.table.name));
  const ask = reading.conditions.find(
    ({ condition, words }) =>
      'column' in condition &&
      words.length === 1 &&
      table !== undefined &&
      !scope.above(table, scope.table(condition.column.table)),
  );
  if (
    !ask ||
    (!reading.rank?.frequent && !reading.rank?.word?.roles.has('degree') && !reading.rank?.word?.roles.has('most'))
  )
    return undefined;
  reading.conditions.splice(reading.conditions.indexOf(ask), 1);
  return { kind: 'count', of: ask.words[0], distinct: false, at: ask.at };
};

/** `oldest` is about an age: when there is none, rows are not counted in its place. */
const isAboutSomething = (adjective: string | undefined): boolean =>
  adjective !== undefined && comparative(adjective) !== undefined;

/** `most interactions`: what is counted stands behind the word that ranks. */
const rankedBy = (reading: Reading): MeasureAsk | undefined => {
  const { rank } = reading;
  if (!rank) return undefined;
  const below = belowAsked(reading);
  if (below) return below;
  if (isAboutSomething(rank.adjective)) return undefined;
  const after =
    reading.tables.find(({ word }) => word.at > rank.at) ??
    (rank.frequent && reading.who ? reading.tables[0] : undefined);
  const condition = reading.conditions.find(
    (ask) => ask.at > rank.at && ['flag', 'in'].includes(ask.condition.kind) && ask.words.length === 1,
  );
  if (
    condition &&
    (!after || condition.at < after.word.at) &&
    rank.word &&
    condition.words[0]?.at === rank.word.at + 1
  ) {
    reading.conditions.splice(reading.conditions.indexOf(condition), 1);
    return { kind: 'count', of: condition.words[0], distinct: false, at: condition.at };
  }
  return after ? { kind: 'count', of: after.word, distinct: false, at: after.word.at } : undefined;
};

/** `the cheapest products`: the number of the rows that the adjective is about. */
const byAdjective = ({ rank, asked }: Reading, table: Table): MeasureAsk | undefined => {
  const adjective = rank?.adjective ? comparative(rank.adjective) : undefined;
  const column = adjective && columnFor(table, adjective.concepts);
  if (!rank || !adjective || !column || isTime(column) || !asked?.column) return undefined;
  const word: Word = {
    ...asked,
    table: undefined,
    value: undefined,
    column: { table, column, points: 0.7, how: 'synonym' },
  };
  return { kind: 'figure', fn: 'avg', word, at: rank.at };
};

export const settleGeneral = (context: Context): Settled | undefined =>
  settle(context.reading, {
    fallback: (subject) =>
      rankedBy(context.reading) ??
      byAdjective(context.reading, subject) ??
      conceptMeasure(new Scope(context.schema), context.reading, subject) ??
      (context.reading.groups.length > 0 ||
      (context.reading.rank && !isAboutSomething(context.reading.rank.adjective)) ||
      context.reading.contrasts.length > 0
        ? { kind: 'count', distinct: false, at: 0 }
        : undefined),
  });

/** One or several figures. */
export const figuresShape: Shape = {
  name: 'figures',
  general: true,
  uses: { aspects: ['measures', 'conditions'], intents: [] },
  fits: ({ reading }) =>
    reading.measures.length > 0 ||
    reading.columns.length > 0 ||
    reading.sentence.words.some((word) => word.roles.has('much')),
  draft: (context) => {
    const settled = settleGeneral(context);
    if (!settled || settled.measures.length === 0) return undefined;
    const reading = readingOf(settled);
    return {
      plan: `Work out the ${reading}.`,
      ...figuresProgram(settled, context.schema, closingFor(context, reading)),
    };
  },
};

/** Names of the groups that were asked for besides are shown in any case. */
const dropShown = ({ columns }: Reading, { groups }: Settled): void => {
  const shown = new Set(groups.map(({ group }) => group.column));
  columns.splice(0, columns.length, ...columns.filter((word) => !word.column || !shown.has(word.column.column)));
};

const sorting = ({ sort }: Reading) => sort && { direction: sort.direction, column: sort.word?.column?.column };

/** Figures for each group, the highest and lowest of them, and parts of a whole. */
export const groupsShape: Shape = {
  name: 'groups',
  general: true,
  uses: {
    aspects: ['groups', 'rank', 'measures', 'contrasts', 'conditions', 'asked', 'havings'],
    intents: ['share', 'distribution', 'compare'],
  },
  fits: ({ reading }) =>
    reading.groups.length > 0 ||
    reading.splits.length > 0 ||
    reading.contrasts.length > 0 ||
    (reading.rank !== undefined && rowsRanked(reading) === undefined),
  draft: (context) => {
    const settled = settleGeneral(context);
    if (!settled) return undefined;
    if (settled.measures.length === 0) {
      context.notes.refuse('It is not clear what is to be counted or worked out for each of them.');
      return undefined;
    }
    if (settled.groups.length === 0) {
      context.notes.refuse('It is not clear of what the highest or lowest is meant.');
      return undefined;
    }
    dropShown(context.reading, settled);
    const { rank, charts } = context.reading;
    const reading = `${readingOf(settled)}${rank ? `, the ${rank.count ?? 1} with the ${rank.direction === 'desc' ? 'highest' : 'lowest'}` : ''}`;
    const options = {
      rank,
      sort: sorting(context.reading),
      within: settled.within,
      shares: context.reading.wants('share') || context.reading.wants('distribution'),
      counting: context.reading.counting,
      charts,
      simple: context.simple,
    };
    return {
      plan: `Work out the ${reading}, as a table and a chart.`,
      ...groupsProgram(settled, context.schema, closingFor(context, reading), options),
    };
  },
};

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
    return { plan: `List ${said}.`, ...rowsProgram(plan, context.schema, closingFor(context, said)) };
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
      ...rowsProgram(
        { table: base, conditions, columns, count: reading.limit, sort: sorted(reading, columns) },
        context.schema,
        closingFor(context, said),
      ),
    };
  },
};
