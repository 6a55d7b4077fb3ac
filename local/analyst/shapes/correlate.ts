import { spoken } from '../plan/describe';
import { settle } from '../plan/settle';
import type { NamedMeasure } from '../plan/settled';
import { entityColumns, Scope } from '../plan/subject';
import { correlateProgram } from '../program/correlate';
import { whereWords } from '../program/naming';
import type { Column, Table } from '../schema/model';
import { keyOf } from '../schema/relations';
import { isFlag, isMeasure, isNumeric } from '../schema/roles';
import { Builder } from '../sql/select';
import type { MeasureAsk } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { closingFor } from './closing';
import type { Context, Shape } from './shape';
import { dropFlags, variables } from './variables';

const comparable = (table: Table): Column[] => table.columns.filter((column) => isMeasure(column) || isFlag(column));

/** Two numbers that may go together, or the numbers that go together with one, or all of a table. */
export const correlateShape: Shape = {
  name: 'correlate',
  general: true,
  uses: {
    aspects: ['conditions', 'measures', 'rank', 'asked', 'groups'],
    intents: ['correlate', 'affect', 'trend', 'compare'],
  },
  fits: ({ reading }) => reading.wants('correlate') || reading.wants('affect'),
  draft: (context) => {
    const { reading, notes, schema } = context;
    const scope = new Scope(schema);
    const words = variables(reading);
    const counted = reading.measures.find((ask) => ask.kind === 'count' || (ask.kind === 'figure' && ask.fn === 'sum'));
    dropFlags(reading, words);
    reading.rank = undefined;
    reading.sentence.use(
      reading.sentence.words.filter((word) =>
        ['describe', 'most', 'frequent', 'top', 'features'].some((role) => word.roles.has(role)),
      ),
    );
    const numbers = words.filter(
      (word) => word.column && (isNumeric(word.column.column) || isFlag(word.column.column)),
    );
    if (numbers.length < words.length || numbers.length > 2 || (reading.groups.length > 0 && !counted)) {
      notes.refuse('A correlation needs two numbers, or one number to compare the others with.');
      return undefined;
    }
    const [first, second] = numbers;
    if (
      counted &&
      first?.column &&
      numbers.filter((word) => !('word' in counted && counted.word === word)).length === 1
    )
      return perEntity(context, first, counted);
    reading.columns.splice(0);
    reading.measures.splice(0);
    reading.groups.splice(0);
    const anchor: MeasureAsk | undefined = first && { kind: 'figure', fn: 'avg', word: first, at: first.at };
    if (anchor) reading.measures.push(anchor);
    if (second) reading.measures.push({ kind: 'figure', fn: 'avg', word: second, at: second.at });
    for (const ask of [...reading.measures])
      if (ask.kind === 'figure' && ask.word.column && isFlag(ask.word.column.column))
        reading.measures[reading.measures.indexOf(ask)] = { kind: 'rate', of: ask.word, at: ask.at };
    reading.asked = undefined;
    const settled = settle(reading);
    if (!settled) return undefined;
    const { base } = settled.query;
    const target = first?.column?.column;
    const other = second?.column?.column;
    const columns =
      target && other
        ? [target, other]
        : target
          ? [target, ...comparable(scope.table(base.name)).filter((column) => column !== target)]
          : comparable(base);
    if (columns.length < 2) {
      notes.refuse(`${base.name} has not two numbers to compare.`);
      return undefined;
    }
    const said = target
      ? other
        ? `the correlation of ${spoken(target)} and ${spoken(other)}`
        : `the correlation of each number of ${base.name} with ${spoken(target)}`
      : `the correlations of the numbers of ${base.name}`;
    const plan = {
      query: { ...settled.query, measures: [], groups: [] },
      columns,
      labels: columns.map((column) => column.name),
      target: target !== undefined && !other,
      what: `the rows of ${base.name}`,
    };
    return {
      plan: `Work out ${said}.`,
      program: correlateProgram(
        plan,
        schema,
        closingFor(context, `${said}${whereWords(settled.query.conditions)}`),
        context.simple,
      ),
    };
  },
};

/** A number of one table beside a count or a sum of rows that belong to it: age and number of orders. */
const perEntity = (context: Context, word: Word, counted: MeasureAsk) => {
  const { reading, notes, schema } = context;
  const column = word.column?.column;
  const owner = column && new Scope(schema).table(column.table);
  const key = owner && keyOf(owner);
  if (!column || !owner || !key || entityColumns(owner).length === 0) {
    notes.refuse('There is no key by which the rows could be counted for each of its values.');
    return undefined;
  }
  reading.columns.splice(0);
  reading.groups.splice(0);
  reading.measures.splice(0, reading.measures.length, counted);
  const settled = settle(reading);
  if (!settled) return undefined;
  const [measure] = settled.measures as readonly NamedMeasure[];
  if (!measure) return undefined;
  const query = {
    ...settled.query,
    groups: [
      { kind: 'column', column: key },
      { kind: 'column', column },
    ] as const,
  };
  const grouped = new Builder(schema, query.base).grouped(query, ['entity', 'number', 'figure'], 'LIMIT 200000');
  notes.assume(`Each of ${owner.name} with at least one row of ${query.base.name} is one pair.`);
  const said = `the correlation of ${spoken(column)} and the ${measure.label}, for each of ${owner.name}`;
  const plan = {
    query: settled.query,
    columns: [column],
    labels: [spoken(column), measure.label],
    target: false,
    grouped,
    what: owner.name,
  };
  return {
    plan: `Work out ${said}.`,
    program: correlateProgram(plan, schema, closingFor(context, said), context.simple),
  };
};
