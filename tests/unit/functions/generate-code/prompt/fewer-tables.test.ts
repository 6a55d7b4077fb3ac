import { smallerSize } from '../../../../../functions/generate-code/prompt/fewer-tables';
import type { Tables } from '../../../../../functions/generate-code/tables/description';

const table = (name: string) => ({
  name,
  rows: 1,
  columns: Array.from({ length: 40 }, (_, index) => ({ name: `column_${index}`, type: 'integer', nulls: index })),
});
const tables: Tables = {
  dialect: 'redshift',
  schema: 'public',
  tables: [table('orders'), table('clients')],
  otherTables: [],
  terms: [{ term: 'wet day', meaning: 'weather.rain > 0' }],
  examples: [{ question: 'How many?', sql: 'select 1' }],
};

test('a request that is too long keeps its terms and loses its examples', () => {
  const smaller = smallerSize({ tables, maxTokens: 8000 }, 0)?.tables;
  expect(smaller?.examples).toBeUndefined();
  expect(smaller?.terms).toEqual(tables.terms);
  expect(smaller?.tables.length).toBeGreaterThan(0);
});

test('terms that would take most of the request are left out', () => {
  const terms = Array.from({ length: 100 }, (_, index) => ({ term: `word ${index}`, meaning: 'x'.repeat(100) }));
  const smaller = smallerSize({ tables: { ...tables, terms }, maxTokens: 8000 }, 0)?.tables;
  expect(smaller?.terms).toBeUndefined();
  expect(smaller?.tables.length).toBeGreaterThan(0);
});
