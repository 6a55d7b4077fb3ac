import { spoken } from '../plan/describe';
import { settle } from '../plan/settle';
import type { NamedMeasure, Settled } from '../plan/settled';
import { entityColumns, isAdditive, Scope } from '../plan/subject';
import { type Compared, compareProgram } from '../program/compare';
import { correlateProgram } from '../program/correlate';
import { distributionProgram } from '../program/distribution';
import { readingOf, whereWords } from '../program/naming';
import type { Column, Table } from '../schema/model';
import { keyOf } from '../schema/relations';
import { isFlag, isMeasure, isNumeric } from '../schema/roles';
import { Builder } from '../sql/select';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { closingFor } from './closing';
import type { Context, Shape } from './shape';

const isNumberWord = (word: Word): boolean => word.column !== undefined && isMeasure(word.column.column);
const flagWords = (reading: Reading): Word[] =>
  reading.conditions.flatMap(({ condition, words }) =>
    condition.kind === 'flag' && condition.on && words.length === 1 ? words : [],
  );

/** Columns named without a word on what to do with them, numbers with or without a figure, and flags, as they were said. */
const variables = (reading: Reading): Word[] => {
  const figures = reading.measures.flatMap((ask) =>
    ask.kind === 'figure' ? [ask.word] : ask.kind === 'rate' ? [ask.of] : [],
  );
  return [...reading.columns, ...figures, ...flagWords(reading)].sort((left, right) => left.at - right.at);
};

const dropFlags = (reading: Reading, words: readonly Word[]): void => {
  const kept = reading.conditions.filter(
    (ask) => !(ask.condition.kind === 'flag' && words.some((word) => ask.words.includes(word))),
  );
  reading.conditions.splice(0, reading.conditions.length, ...kept);
};

/** How the numbers of a column are spread. */
export const distributionShape: Shape = {
  name: 'distribution',
  general: true,
  uses: { aspects: ['conditions'], intents: ['distribution'] },
  fits: ({ reading }) =>
    (reading.wants('distribution') || reading.charts.includes('box')) &&
    reading.groups.length === 0 &&
    reading.contrasts.length === 0 &&
    variables(reading).filter(isNumberWord).length === 1 &&
    reading.measures.every((ask) => ask.kind === 'figure'),
  draft: (context) => {
    const { reading, schema } = context;
    const word = variables(reading).find(isNumberWord);
    const column = word?.column?.column;
    if (!column) return undefined;
    reading.measures.splice(0);
    reading.columns.splice(
      0,
      reading.columns.length,
      ...reading.columns.filter((other) => other !== word && !isKeyOf(other, column)),
    );
    reading.measures.push({ kind: 'figure', fn: 'avg', word, at: word.at });
    const settled = settle(reading);
    if (!settled) return undefined;
    reading.measures.splice(0);
    const said = `the distribution of ${column.name} over the rows of ${settled.query.base.name}${whereWords(settled.query.conditions)}`;
    const options = { box: reading.charts.includes('box'), simple: context.simple };
    return {
      plan: `Work out ${said}.`,
      ...distributionProgram(settled.query, column, schema, closingFor(context, said), options),
    };
  },
};

const isKeyOf = (word: Word, column: Column): boolean =>
  word.column?.column.table === column.table && word.column.column.words.at(-1) === 'id';

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
      ...compareProgram(settled, compared, context.schema, closingFor(context, said), context.simple),
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
      ...correlateProgram(
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
  return { plan: `Work out ${said}.`, ...correlateProgram(plan, schema, closingFor(context, said), context.simple) };
};
