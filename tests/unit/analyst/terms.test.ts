import { interpret } from '../../../analyst/interpret';
import { readSchema } from '../../../analyst/schema/model';
import type { Tables } from '../../../functions/generate-code/tables/description';

const tables: Tables['tables'] = [
  {
    name: 'sales',
    rows: 900,
    columns: [
      { name: 'sale_id', type: 'integer', distinct: 900, min: 1, max: 900 },
      { name: 'whom', type: 'integer', distinct: 80, min: 5, max: 400 },
      { name: 'gross', type: 'numeric(10,2)', distinct: 500, min: 1, max: 900 },
      { name: 'rebate', type: 'numeric(10,2)', distinct: 50, min: 0, max: 20 },
      { name: 'stage', type: 'varchar', distinct: 2, values: ['Q7', 'Q9'] },
    ],
  },
  {
    name: 'clients',
    rows: 80,
    columns: [
      { name: 'nr', type: 'integer', distinct: 80, min: 1000, max: 1079 },
      { name: 'region', type: 'varchar', distinct: 2, values: ['North', 'South'] },
    ],
  },
];

const sqlFor = (question: string, knowledge: Pick<Tables, 'terms' | 'relationships'> = {}): string => {
  const request: Tables = { dialect: 'redshift', schema: 'public', tables, otherTables: [], ...knowledge };
  const result = interpret(readSchema(JSON.stringify(request)), question);
  return 'problem' in result ? 'refused' : result.query.sql.replace(/\s+/g, ' ').replaceAll('public.', '');
};
const term = (word: string, meaning: string, ...of: string[]) => ({
  terms: [{ term: word, meaning, ...(of.length > 0 && { tables: of }) }],
});

describe('a term', () => {
  test.each([
    ['a value', "sales.stage = 'Q9'", "WHERE (t.stage = 'Q9')"],
    ['a condition', 'sales.gross - sales.rebate >= 100', 'WHERE (t.gross - t.rebate >= 100)'],
    [
      'several conditions',
      "(sales.stage IN ('Q7', 'Q9') or sales.rebate is not null) and not sales.gross between 1 and 5",
      "WHERE ((t.stage IN ('Q7', 'Q9') OR t.rebate IS NOT NULL) AND NOT t.gross BETWEEN 1 AND 5)",
    ],
  ])('that means %s restricts the rows', (_, meaning, where) => {
    expect(sqlFor('How many dormant sales are there?')).toBe('refused');
    expect(sqlFor('How many dormant sales are there?', term('dormant', meaning))).toContain(where);
  });

  test('is named in the answer', () => {
    const request = { schema: 'public', tables, ...term('dormant', 'sales.gross > 100') };
    const result = interpret(readSchema(JSON.stringify(request)), 'How many dormant sales are there?');
    expect('query' in result && result.query.where).toEqual([expect.stringContaining('dormant')]);
  });

  test('that means a column, or is computed from columns, is summed', () => {
    expect(sqlFor('Average takings by stage')).toBe('refused');
    expect(sqlFor('Average takings by stage', term('takings', 'gross', 'sales'))).toMatch(/AVG\([^)]*t\.gross/);
    const computed = sqlFor('Average takings by stage', term('takings', 'sales.gross - sales.rebate'));
    expect(computed).toMatch(/AVG\(.*\(t\.gross - t\.rebate\)/);
  });

  test.each([
    ['words', 'sales that nothing came of'],
    ['an aggregate', 'sum(sales.gross)'],
    ['columns of two tables', 'sales.whom = clients.nr'],
    ['an unknown column', 'sales.status = 1'],
    ['a broken condition', 'sales.gross > >= 3'],
    ['a second statement', "sales.stage = 'Q9'; drop table sales"],
    ['a bare value', "'Q9'"],
    ['a column without its table', 'gross > 3'],
  ])('that means %s is ignored', (_, meaning) => {
    expect(sqlFor('How many dormant sales are there?', term('dormant', meaning))).toBe('refused');
    expect(sqlFor('How many sales are there?', term('dormant', meaning))).toContain('COUNT(*)');
  });
});

describe('a relationship', () => {
  const join = 'JOIN clients AS t_1 ON t.whom = t_1.nr';
  const question = 'How many sales are there by region?';
  const relationship = (from: string, to: string, type: 'many-to-one' | 'one-to-many' | 'many-to-many') => ({
    relationships: [{ from, to, type }],
  });

  test('joins tables that no name connects, in its direction', () => {
    expect(sqlFor(question)).not.toContain('JOIN');
    expect(sqlFor(question, relationship('sales.whom', 'clients.nr', 'many-to-one'))).toContain(join);
    expect(sqlFor(question, relationship('clients.nr', 'sales.whom', 'one-to-many'))).toContain(join);
  });

  test('of many rows to many, or of unknown columns, joins nothing', () => {
    expect(sqlFor(question, relationship('sales.whom', 'clients.nr', 'many-to-many'))).not.toContain('JOIN');
    expect(sqlFor(question, relationship('sales.who', 'clients.nr', 'many-to-one'))).not.toContain('JOIN');
  });
});
