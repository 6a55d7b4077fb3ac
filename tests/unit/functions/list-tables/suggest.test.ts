import { interpret } from '../../../../analyst/interpret';
import type { TableDescription } from '../../../../functions/generate-code/tables/description';
import { suggestQuestions } from '../../../../functions/list-tables/suggest';
import { bikes, clubs, countries, flights, library, sales, staff, surveys, terse } from '../../analyst/schemas';

const schemas = { bikes, clubs, countries, flights, library, sales, staff, surveys, terse };

const shown = (tables: readonly TableDescription[], withheld: readonly string[] = []) =>
  tables.map(({ name, rows, columns }) => ({
    name,
    rows,
    columns: columns.map(({ name: column, type, distinct }) => ({
      name: column,
      type,
      ...(distinct !== undefined && { distinct }),
      withheld: withheld.includes(column),
    })),
  }));

const questions = Object.entries(schemas).flatMap(([name, schema]) =>
  suggestQuestions(shown(schema().described)).map((question): [string, string] => [name, question]),
);

describe('suggested questions', () => {
  it('are there for every schema, at most six', () => {
    for (const name of Object.keys(schemas)) {
      const count = questions.filter(([of]) => of === name).length;
      expect([name, count >= 1 && count <= 6]).toEqual([name, true]);
    }
    expect(questions.length).toBeGreaterThan(30);
  });

  it.each(questions)('%s: the analyst answers "%s"', (name, question) => {
    const result = interpret(schemas[name as keyof typeof schemas](), question);
    expect('problem' in result ? result.problem : undefined).toBeUndefined();
  });

  it('compare groups, average figures and count by month, of the largest table first', () => {
    expect(suggestQuestions(shown(bikes().described))).toEqual([
      'How many trips are there by bike type?',
      'How many stations are there by district?',
      'Average fare eur of trips by bike type',
      'Average capacity of stations by district',
      'Number of trips per month',
    ]);
  });

  it('leave out withheld columns, numbers that identify, and empty tables', () => {
    const tables = shown(bikes().described, ['bike_type', 'member_type', 'fare_eur', 'district', 'capacity']);
    expect(suggestQuestions(tables)).toEqual([
      'How many trips are there?',
      'How many stations are there?',
      'Number of trips per month',
    ]);
    expect(suggestQuestions(tables.map((table) => ({ ...table, rows: 0 })))).toEqual([]);
  });
});
