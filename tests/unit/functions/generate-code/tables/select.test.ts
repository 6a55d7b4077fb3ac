import { selectTables } from '../../../../../functions/generate-code/tables/select';
import type { AllowedColumn, AllowedTable } from '../../../../../functions/shared/tables/apply-catalog';

const text = (name: string, ...values: string[]): AllowedColumn => ({
  name,
  type: 'character varying(256)',
  nulls: 0,
  distinct: values.length,
  values: values.map((value) => ({ value, count: 1 })),
});
const number = (name: string, distinct = 50): AllowedColumn => ({
  name,
  type: 'integer',
  nulls: 0,
  distinct,
  min: 1,
  max: 90,
});

const table = (name: string, ...columns: AllowedColumn[]): AllowedTable => ({ name, rows: 90, columns });

const noise = Array.from({ length: 60 }, (_, index) =>
  table(`t${index}x`, number(`m${index}q`), text(`k${index}z`, `v${index}`)),
);
const tables = [
  ...noise,
  table('customers', number('customer_id', 90), text('segment', 'Retail', 'Wholesale')),
  table('order_items', number('order_item_no', 90), number('customer_id'), text('sku', 'A-1', 'B-2')),
  table('depots', text('town', 'Bern', 'La Chaux-de-Fonds'), number('capacity')),
  table('payroll', number('salary'), { ...text('grade', 'junior'), description: 'Seniority of the employee.' }),
];

const namesFor = (question: string, program?: string) =>
  selectTables(tables, question, { program }).tables.map(({ name }) => name);

describe('the tables that matter', () => {
  test('are first those that the question names, in full, and no other names', () => {
    const { tables: selected, otherTables } = selectTables(tables, 'How many order items are there?');
    expect(selected[0]).toEqual({
      name: 'order_items',
      rows: 90,
      columns: [
        { name: 'order_item_no', type: 'integer', distinct: 90, min: 1, max: 90 },
        { name: 'customer_id', type: 'integer', distinct: 50, min: 1, max: 90 },
        { name: 'sku', type: 'varchar', distinct: 2, values: ['A-1', 'B-2'] },
      ],
    });
    expect(otherTables).toEqual([]);
  });

  test('say where values are cut, how many rows are complete, and how many repeat another one', () => {
    const long = { ...text('status', ...Array.from({ length: 30 }, (_, index) => `value ${index}`)), distinct: 214 };
    const one = {
      ...table('orders', long, { ...text('size', '1', 'L'), numbers: 40 }),
      completeRows: 80,
      duplicateRows: 2,
    };
    const [full] = selectTables([one], 'How many orders?').tables;
    expect(full).toMatchObject({ completeRows: 80, duplicateRows: 2, columns: [{ valuesCut: true }, { numbers: 40 }] });
    expect(full?.columns[1]).not.toHaveProperty('valuesCut');
    const [plain] = selectTables([{ ...one, completeRows: 90, duplicateRows: 0 }], 'How many orders?').tables;
    expect(Object.keys(plain ?? {})).toEqual(['name', 'rows', 'columns']);
  });

  test('say so where their values are cut to fit', () => {
    const all = text('status', ...Array.from({ length: 30 }, (_, index) => `a rather long value ${index}`));
    const [cut] = selectTables([table('orders', all)], 'How many orders?', {}, { named: 500, others: 0 }).tables;
    expect(cut?.columns[0]).toMatchObject({ distinct: 30, valuesCut: true });
    expect(cut?.columns[0]?.values?.length).toBeLessThan(30);
  });

  test.each(['orderItems by segment', 'What is in order_items?', 'the items of each order', 'ORDER ITEM'])(
    'are named in any spelling: %s',
    (question) => expect(namesFor(question)[0]).toBe('order_items'),
  );

  test.each([
    ['words written as one', 'elnino', 'How warm was El Nino?'],
    ['parts that say how the table was made', 'stg_shipments_v2', 'How many shipments?'],
  ])('are named despite %s', (_, name, question) => {
    const { tables: selected, otherTables } = selectTables([...noise, table(name, number('amount'))], question);
    expect(selected.map((one) => one.name)).toEqual([name]);
    expect(otherTables).toEqual([]);
  });

  test('have tables that join the named ones, by name and type only', () => {
    const { tables: selected } = selectTables(tables, 'How many order items?');
    expect(selected.find(({ name }) => name === 'customers')?.columns).toEqual([
      { name: 'customer_id', type: 'integer' },
      { name: 'segment', type: 'varchar' },
    ]);
    expect(selected).toHaveLength(2);
  });

  test.each([
    ['a value', 'What is going on in La Chaux-de-Fonds?', 'depots'],
    ['a column', 'What is the highest capacity?', 'depots'],
    ['a synonym of a column', 'What is the highest wage?', 'payroll'],
    ['a description', 'Show it by seniority', 'payroll'],
  ])('are found by %s, and the names of the others are listed', (_, question, name) => {
    const { tables: selected, otherTables } = selectTables(tables, question);
    expect(selected.map((one) => one.name)).toEqual([name]);
    expect(otherTables).toHaveLength(63);
  });

  test('come in the order of how rare their words are', () => {
    const common = Array.from({ length: 6 }, (_, index) => table(`a${index}y`, number('score')));
    const { tables: selected } = selectTables([...noise, ...common, table('z9y', number('depth'))], 'score by depth');
    expect(selected[0]?.name).toBe('z9y');
  });

  test('exclude those with little evidence where others have much', () => {
    const weak = table('w1y', { ...number('m'), description: 'Of the town.' });
    const { tables: selected } = selectTables([...tables, weak], 'Capacity of the town La Chaux-de-Fonds');
    expect(selected.map(({ name }) => name)).toEqual(['depots']);
  });

  test('are eight at most if the question names none', () => {
    const alike = Array.from({ length: 12 }, (_, index) => table(`a${index}y`, number('depth')));
    expect(selectTables([...noise, ...alike], 'What is the depth?').tables).toHaveLength(8);
  });

  test('have four tables at most that join them', () => {
    const joining = Array.from({ length: 10 }, (_, index) => table(`a${index}y`, number('berth_code')));
    const vessels = table('vessels', number('berth_code', 90));
    expect(selectTables([...noise, ...joining, vessels], 'How many vessels?').tables).toHaveLength(5);
  });

  test('have the names of 500 others at most', () => {
    const many = Array.from({ length: 600 }, (_, index) => table(`t${index}x`, number(`m${index}q`)));
    expect(selectTables([...many, ...tables], 'What is the highest capacity?').otherTables).toHaveLength(500);
  });

  test('keep the value that the question has, however rare it is', () => {
    const towns = Array.from({ length: 200 }, (_, index) => `Town number ${index} of the long list`);
    const wide = table('visits', ...Array.from({ length: 8 }, (_, index) => text(`town${index}`, ...towns, 'Zug')));
    const { tables: selected } = selectTables([...noise, wide], 'How many visits to Zug?');
    expect(JSON.stringify(selected).length).toBeLessThan(10_000);
    expect(selected[0]?.columns[0]?.values).toContain('Zug');
  });

  test('include those that an earlier program used', () => {
    expect(namesFor('What is the highest wage?', 'query("SELECT * FROM Depots")')[0]).toBe('depots');
  });

  test('are as many as fit, and the names of the others, if the question says nothing', () => {
    const { tables: selected, otherTables } = selectTables(tables, 'What is interesting?');
    expect(selected.length).toBeGreaterThan(3);
    expect(JSON.stringify(selected).length).toBeLessThan(7_000);
    expect(selected.length + otherTables.length).toBe(tables.length);
  });

  test('are few: tables and question take 2,000 tokens at most over 64 tables', () => {
    for (const question of ['How many customers are there?', 'Salaries and capacity', 'Retail or wholesale?']) {
      expect(JSON.stringify(selectTables(tables, question)).length / 3).toBeLessThan(2_000);
    }
  });
});
