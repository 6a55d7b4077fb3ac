import { readSchema } from '../../../../local/analyst/schema/model';
import { identifierWords } from '../../../../local/analyst/schema/names';
import { keyOf, relationsOf, rivalsBetween } from '../../../../local/analyst/schema/relations';
import { shopSchema } from './shop';

describe('words of a name', () => {
  test.each([
    ['userid', 'user id'],
    ['fareeur', 'fare eur'],
    ['mrrusd', 'mrr usd'],
    ['hiredate', 'hire date'],
    ['marketingoptin', 'marketing opt in'],
    ['unitPrice', 'unit price'],
    ['dim_UserAccounts', 'user accounts'],
    ['txn_amt', 'transaction amount'],
    ['readmitted_30d', 'readmitted 30 days'],
    ['candidate', 'candidate'],
    ['Straße', 'straße'],
  ])('%s is %s', (name, words) => {
    expect(identifierWords(name).join(' ')).toBe(words);
  });
});

describe('keys between tables', () => {
  test('a table is told apart by the code it begins with', () => {
    expect(keyOf(tableNamed('warehouses'))?.name).toBe('code');
  });

  test('orders belong to customers by the key of the same name', () => {
    const [relation, ...more] = relationsOf(shopSchema()).filter(({ to }) => to.name === 'customers');
    expect([relation?.from.name, relation?.fromColumn.name, more]).toEqual(['orders', 'customer_id', []]);
  });

  test('of two columns that hold the codes none is taken, unless one is spoken of', () => {
    const schema = shopSchema();
    const ways = rivalsBetween(schema, 'orders', 'warehouses');
    expect(ways.map(({ name }) => name)).toEqual(['sent_from', 'sent_to']);
    const toWarehouses = (spoken?: (typeof ways)[number]) =>
      relationsOf({ ...schema, spoken: new Set(spoken ? [spoken] : []) }).filter(({ to }) => to.name === 'warehouses');
    expect(toWarehouses()).toEqual([]);
    expect(toWarehouses(ways[1]).map(({ fromColumn }) => fromColumn.name)).toEqual(['sent_to']);
  });
});

test('months kept as text are read as days', () => {
  const values = ['2025-01', '2025-02', '2025-03'].map((value) => ({ value, count: 5 }));
  const json = {
    tables: [{ name: 'payroll', rows: 15, columns: [{ name: 'period', type: 'character varying', values }] }],
  };
  const [column] = readSchema(JSON.stringify(json)).tables[0]?.columns ?? [];
  expect(column).toMatchObject({ kind: 'date', monthly: true, min: '2025-01-01', max: '2025-03-01' });
});

function tableNamed(name: string) {
  const table = shopSchema().tables.find((one) => one.name === name);
  if (!table) throw new Error(`No table ${name}.`);
  return table;
}
