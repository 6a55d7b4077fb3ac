import { readCatalog } from '../../../../../events/documents/catalog';
import { catalogRules } from '../../../../../events/documents/catalog-rules';
import { applyCatalog } from '../../../../../functions/shared/tables/apply-catalog';

const value = (text: string) => [{ value: text, count: 1 }];
const tables = [
  {
    name: 'people',
    comment: 'Staff.',
    rows: 1,
    columns: [
      { name: 'id', type: 'integer', nulls: 0, distinct: 1, min: 1, max: 1 },
      { name: 'e_mail', type: 'varchar', nulls: 0, distinct: 1, values: value('ann@canary.example') },
      { name: 'phone', type: 'varchar', nulls: 0, distinct: 1, values: value('+41 canary') },
    ],
    sample: [{ id: 1, e_mail: 'ann@canary.example', phone: '+41 canary' }],
  },
  { name: 'orders', rows: 1, columns: [{ name: 'note', type: 'varchar', values: value('fragile') }] },
];

const rule = (table: string, column: string, what: string) =>
  `tables:\n  ${table}:\n    columns:\n      ${column}: {${what}}\n`;
const both = 'sample: false, profile: false';
const tableNames = tables.map(({ name }) => name);
const applied = (text: string) => applyCatalog({ tables, tableNames }, readCatalog(text));
const shown = (text: string) => JSON.stringify(applied(text));

describe('a misspelt name under a rule that withholds', () => {
  it.each([
    ['a column', rule('people', 'email', both)],
    ['a column, beyond recognition', rule('people', 'contact', both)],
    ['a table', rule('peopel', 'e_mail', both)],
    ['a table, in the singular', rule('public.peoples', 'e_mail', both)],
  ])('of %s withholds all values of the table', (_, catalog) => {
    expect(shown(catalog)).not.toMatch(/canary|"min"/);
    expect(shown(catalog)).toContain('"distinct":1');
    expect(shown(catalog)).toContain('fragile');
  });

  it('withholds of the values only what the rule does', () => {
    const text = shown(rule('people', 'email', 'sample: false'));
    expect(text).not.toContain('"sample"');
    expect(text).toContain('canary');
  });

  it('of a table with use: false withholds the table', () => {
    const catalog = 'tables: {peple: {use: false}, people: {description: Known}}';
    expect(applied(catalog).map(({ name }) => name)).toEqual(['orders']);
  });

  it('does not affect tables with other names', () => {
    expect(shown('tables: {customers: {use: false}}')).toContain('canary');
  });
});

describe('a rule of a table that exists and is not described', () => {
  it.each(['people_2: {use: false}', 'people_2: {columns: {mail: {profile: false}}}'])(
    'does not affect tables with similar names: %s',
    (entry) => {
      const document = { tables, tableNames: [...tableNames, 'people_2'] };
      expect(JSON.stringify(applyCatalog(document, readCatalog(`tables: {${entry}}`)))).toContain('canary');
    },
  );
});

it('names of descriptions alone withhold nothing, but are reported', () => {
  const catalog = 'tables:\n  people:\n    columns:\n      email: Where to write to\n  order: {description: x}\n';
  expect(shown(catalog)).toContain('canary');
  expect(catalogRules(readCatalog(catalog), tables).problems).toEqual([
    'catalog.yaml, line 5: the warehouse has no table order. Did you mean orders?',
    'catalog.yaml, line 4: the table people has no column email. Did you mean e_mail?',
  ]);
});

it('a column that the catalog withholds has its name, type and counts, and no values', () => {
  const [people] = applied(rule('people', 'E_MAIL', both));
  expect(people?.columns[1]).toEqual({ name: 'e_mail', type: 'varchar', withheld: true, nulls: 0, distinct: 1 });
  expect(people?.sample).toEqual([{ id: 1, phone: '+41 canary' }]);
  expect(people?.description).toBe('Staff.');
});
