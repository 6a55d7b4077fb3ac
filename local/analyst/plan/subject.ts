import { isPerson, singular } from '../language/words';
import type { Column, Schema, Table } from '../schema/model';
import { isAbove, keyOf, type Relation, relationsOf } from '../schema/relations';
import { isFlag, isMeasure, isName, isTime } from '../schema/roles';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';

/** The tables that a question is about and how they hang together. */
export class Scope {
  readonly relations: readonly Relation[];

  constructor(readonly schema: Schema) {
    this.relations = relationsOf(schema);
  }

  table(name: string): Table {
    const table = this.schema.tables.find((one) => one.name === name);
    if (!table) throw new Error(`No table ${name}.`);
    return table;
  }

  /** Whether each row of `from` belongs to one row of `to`, or they are one. */
  above(from: Table, to: Table): boolean {
    return from.name === to.name || isAbove(this.relations, from, to);
  }

  /** The lowest of some tables: each of its rows belongs to one of all the others. Undefined when there is none. */
  lowest(tables: readonly Table[]): Table | undefined {
    const fits = (table: Table): boolean => tables.every((other) => this.above(table, other));
    return tables.find(fits) ?? this.schema.tables.find(fits);
  }
}

/** What a word is about, as a table: the table it names, else that of its column or value. */
export const tableOfWord = (scope: Scope, word: Word | undefined): Table | undefined => {
  if (!word) return undefined;
  if (word.table && word.table.points >= (word.value?.points ?? 0) - 0.05) return word.table.table;
  const name = word.column?.table.name ?? word.value?.table.name ?? word.table?.table.name;
  return name ? scope.table(name) : undefined;
};

const measureTable = (scope: Scope, ask: MeasureAsk): Table | undefined =>
  tableOfWord(scope, ask.kind === 'figure' ? ask.word : ask.of);

/** The table that stands for people, when somebody is asked for by `who`. */
const people = (scope: Scope, measure: Table | undefined): Table | undefined => {
  const persons = scope.schema.tables.filter((table) => table.words.some((word) => isPerson(singular(word))));
  const near = persons.filter((table) => !measure || scope.above(measure, table));
  return near[0] ?? persons[0];
};

/** Whom `who` asks for: those whom the rows that are counted or measured belong to. */
export const personOf = (scope: Scope, reading: Reading): Table | undefined => {
  const measured = reading.measures.map((ask) => measureTable(scope, ask)).find((table) => table !== undefined);
  return people(scope, measured ?? firstNamed(scope, reading));
};

/** The table whose rows the question is about. */
export const subjectOf = (scope: Scope, reading: Reading): Table | undefined => {
  const measured = reading.measures.map((ask) => measureTable(scope, ask)).find((table) => table !== undefined);
  const asked =
    reading.asked && (reading.asked.roles.has('table') || reading.asked.roles.has('column'))
      ? tableOfWord(scope, reading.asked)
      : undefined;
  if (asked) return asked;
  const counted = reading.measures.find((ask) => ask.kind === 'count' && ask.of);
  if (counted) return measureTable(scope, counted);
  if (reading.who) return people(scope, measured ?? firstNamed(scope, reading));
  return reading.tables[0]?.table ?? measured ?? firstNamed(scope, reading);
};

const firstNamed = (scope: Scope, reading: Reading): Table | undefined => {
  const named = reading.tables[0]?.table;
  if (named) return named;
  const column = reading.columns[0]?.column ?? reading.times[0]?.column;
  if (column) return scope.table(column.table.name);
  const [condition] = reading.conditions;
  const word = condition?.words.find((one) => one.column ?? one.value);
  const group = reading.groups
    .map((ask) => ('word' in ask ? tableOfWord(scope, ask.word) : undefined))
    .find((table) => table !== undefined);
  const related = reading.related.map((ask) => tableOfWord(scope, ask.of)).find((table) => table !== undefined);
  const timed = scope.schema.tables.filter((table) => table.columns.some(isTime));
  const timely =
    reading.asked?.roles.has('grain') ||
    reading.asked?.roles.has('part') ||
    reading.groups.some((ask) => ask.kind === 'time' || ask.kind === 'part');
  const only =
    timely && timed.length === 1 ? timed[0] : scope.schema.tables.length === 1 ? scope.schema.tables[0] : undefined;
  return tableOfWord(scope, word) ?? related ?? group ?? tableOfContrast(scope, reading) ?? only;
};

const tableOfContrast = (scope: Scope, reading: Reading): Table | undefined => {
  const [contrast] = reading.contrasts;
  return contrast ? scope.table(contrast.column.table) : undefined;
};

/** The columns by which people call the rows of a table: its key, and its name where it has one. */
export const entityColumns = (table: Table): readonly Column[] => {
  const key = keyOf(table);
  const name = table.columns.find((column) => isName(column) && column !== key && column.words.length <= 2);
  return [key, name].filter((column): column is Column => column !== undefined);
};

/** Numbers that add up to something, by the words of their name. */
const additive =
  'revenue mrr arr gmv sales amount total quantity profit spend turnover volume unit consumption count minute hour sold qty energy rain kwh sum expense'.split(
    ' ',
  );
export const isAdditive = (column: Column): boolean =>
  column.words.some((word) => additive.includes(word) || additive.includes(word.replace(/s$/, ''))) &&
  !column.words.some(
    (word) => ['unit', 'avg', 'average', 'rate', 'pct'].includes(word) && column.words.includes('price'),
  );

/** The column of a table that an adjective or a unit is about, the first concept that fits first. */
export const columnFor = (table: Table, concepts: readonly string[]): Column | undefined => {
  for (const concept of concepts) {
    const found = table.columns.find(
      (column) => (isMeasure(column) || isTime(column)) && !isFlag(column) && column.words.includes(concept),
    );
    if (found) return found;
  }
  return undefined;
};
