import type { Column, Table } from '../schema/model';
import { isMeasure } from '../schema/roles';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import type { Scope } from './subject';

/** Verbs that speak of a number without naming its column. */
const verbs: readonly { readonly said: RegExp; readonly concepts: readonly string[]; readonly rows: boolean }[] = [
  {
    said: /^(spend|spent|spends|spending|paid|pay|pays|earned|earn|earns)$/,
    concepts: ['revenue', 'total', 'amount', 'spend', 'sales', 'paid', 'income', 'salary', 'wage', 'price'],
    rows: false,
  },
  {
    said: /^(sold|sell|sells)$|sell|sold|purchased|ordered|bought/,
    concepts: ['quantity', 'qty', 'units', 'sold', 'pieces'],
    rows: true,
  },
];

const contra = new Set(['refund', 'refunds', 'discount', 'tax', 'shipping', 'returns']);

const columnOf = (
  tables: readonly Table[],
  concepts: readonly string[],
): { table: Table; column: Column } | undefined => {
  for (const pick of [(table: Table) => table.columns, (table: Table) => table.derived ?? []]) {
    for (const concept of concepts) {
      for (const table of tables) {
        if (table.words.some((word) => contra.has(word))) continue;
        const column = pick(table).find((one) => isMeasure(one) && one.words.includes(concept));
        if (column) return { table, column };
      }
    }
  }
  return undefined;
};

/** A column spoken of by a word that is not its name. */
const spokenAs = (word: Word, table: Table, column: Column): Word => ({
  ...word,
  table: undefined,
  value: undefined,
  column: { table, column, points: 0.7, how: 'synonym' },
});

/** What a verb such as `spent` or `sold` measures, for rows that belong to a table. */
export const conceptMeasure = (scope: Scope, reading: Reading, subject: Table): MeasureAsk | undefined => {
  const { words } = reading.sentence;
  const much = words.find((word) => word.roles.has('much') && !reading.sentence.isUsed(word));
  const frequent = reading.rank?.word?.phrases.some((phrase) => phrase.role === 'frequent' && phrase.arg === 'sold')
    ? reading.rank.word
    : undefined;
  const tables = scope.schema.tables.filter(
    (table) => table === subject || scope.above(table, subject) || scope.above(subject, table),
  );
  for (const { said, concepts, rows } of verbs) {
    const word =
      frequent && said.test(frequent.lower)
        ? frequent
        : words.find(
            (one) =>
              !reading.sentence.isUsed(one) && said.test(one.lower) && (one.roles.has('skip') || one.roles.has('deal')),
          );
    if (!word) continue;
    const found = columnOf(tables, concepts);
    reading.sentence.use([...(much ? [much] : []), ...words.filter((one) => one.roles.has('deal'))]);
    if (found) return { kind: 'figure', fn: 'sum', word: spokenAs(word, found.table, found.column), at: word.at };
    const below = tables.find((table) => table !== subject && scope.above(table, subject));
    if (rows && below) return { kind: 'count', of: tableWord(word, below), distinct: false, at: word.at };
  }
  return undefined;
};

const tableWord = (word: Word, table: Table): Word => ({
  ...word,
  column: undefined,
  value: undefined,
  table: { table, points: 1, how: 'synonym' },
});
