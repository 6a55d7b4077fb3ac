import { keys } from '../../../../../events';
import { CatalogError } from '../../../../../events/documents/catalog';
import { tableDirectory } from '../../../../../functions/generate-code/tables/directory';
import { StatementError, WarehouseUnavailable } from '../../../../../functions/shared/warehouse/port';
import { fakeObjectStore } from '../../../../fakes/object-store';
import { fakeWarehouse } from '../../../../fakes/warehouse';
import { type Contents, shops, warehouseOf } from '../shop-warehouse';

const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

function directoryOf(warehouse = warehouseOf(shops), catalog?: string, budget?: number) {
  const objects = fakeObjectStore(new Map(catalog === undefined ? [] : [[keys.catalog, catalog]]));
  const clock = { now: at(0) };
  const directory = tableDirectory({ warehouse, objects, schema: 'public', now: () => clock.now, budget });
  return { directory, warehouse, objects, clock };
}

describe('a table', () => {
  test('is described with its rows, types, nulls, distinct values, ranges, frequent values and sample rows', async () => {
    const { tables } = await directoryOf().directory.describe('How many shops?');
    expect(tables).toEqual({
      dialect: 'redshift',
      schema: 'public',
      otherTables: [],
      tables: [
        {
          name: 'shops',
          rows: 3,
          columns: [
            {
              name: 'id',
              type: 'integer',
              nulls: 0,
              distinct: 3,
              min: 1,
              max: 3,
              values: [1, 2, 3].map((value) => ({ value, count: 1 })),
            },
            {
              name: 'city',
              type: 'character varying',
              description: 'Where it is',
              nulls: 0,
              distinct: 2,
              values: [
                { value: 'Bern', count: 2 },
                { value: 'Genf', count: 1 },
              ],
            },
            {
              name: 'open',
              type: 'boolean',
              nulls: 1,
              distinct: 2,
              values: [
                { value: true, count: 1 },
                { value: false, count: 1 },
              ],
            },
            { name: 'since', type: 'date', nulls: 0, distinct: 3, min: '2019-03-03', max: '2021-05-05' },
            { name: 'note', type: 'super', nulls: 0 },
          ],
          sample: [
            { id: 1, city: 'Bern', open: true, since: '2020-01-01', note: '{}' },
            { id: 2, city: 'Genf', open: null, since: '2021-05-05', note: '{}' },
            { id: 3, city: 'Bern', open: false, since: '2019-03-03', note: '{}' },
          ],
        },
      ],
    });
  });

  test('with many rows is profiled by a bounded sample, which the description mentions', async () => {
    const { directory, warehouse } = directoryOf(warehouseOf(shops, 50_000_000));
    const { tables } = await directory.describe('shops');
    expect(tables.tables[0]).toMatchObject({ rows: 50_000_000, sampled: 3 });
    const statements = warehouse.statements.filter((sql) => sql.includes('rows_seen') || sql.includes('value_count'));
    expect(statements).toHaveLength(2);
    for (const sql of statements) expect(sql).toMatch(/where random\(\) < 0\.004 limit 100000/);
  });

  test('is described with long texts truncated', async () => {
    const contents: Contents = { letters: [{ name: 'body', type: 'varchar', cells: ['x'.repeat(10_000)] }] };
    const { tables } = await directoryOf(warehouseOf(contents)).directory.describe('');
    expect(JSON.stringify(tables).length).toBeLessThan(500);
    expect(tables.tables[0]?.sample?.[0]?.body).toHaveLength(80);
  });

  test('that the user may not read is left out', async () => {
    const inner = warehouseOf({ ...shops, hidden: [{ name: 'id', type: 'integer', cells: [1] }] });
    const warehouse = fakeWarehouse(() => undefined);
    warehouse.query = async (sql) => {
      if (sql.includes('"hidden"')) throw new StatementError('permission denied for relation hidden');
      return inner.query(sql);
    };
    const { tables } = await directoryOf(warehouse).directory.describe('hidden');
    expect(JSON.stringify(tables)).not.toContain('hidden');
  });

  test('with unusual names is queried with quoted identifiers', async () => {
    const warehouse = warehouseOf({ 'Odd "T"': [{ name: `it's "x"`, type: 'integer', cells: [1] }] });
    await directoryOf(warehouse).directory.describe('');
    expect(warehouse.statements.join('\n')).toContain('from "public"."Odd ""T"""');
    expect(warehouse.statements.join('\n')).toContain('count("it\'s ""x""")');
  });
});

describe('the catalog', () => {
  const people: Contents = {
    people: [
      { name: 'id', type: 'integer', cells: [1, 2] },
      { name: 'email', type: 'varchar', cells: ['ann@secret.example', 'bob@secret.example'] },
      { name: 'salary', type: 'integer', cells: [771_000, 772_000] },
    ],
    audit: [{ name: 'who', type: 'varchar', cells: ['ann'] }],
  };

  test('adds descriptions of tables and columns, with case-insensitive names', async () => {
    const catalog = 'tables:\n  PEOPLE:\n    description: Staff\n    columns:\n      Email: Where to write to\n';
    const { tables, valuesWithheld } = await directoryOf(warehouseOf(people), catalog).directory.describe('people');
    expect(tables.tables[0]).toMatchObject({ name: 'people', description: 'Staff' });
    expect(tables.tables[0]?.columns[1]).toMatchObject({ description: 'Where to write to' });
    expect(valuesWithheld).toBe(false);
  });

  test('excludes tables', async () => {
    const catalog = 'tables:\n  audit:\n    use: false\n';
    const { directory, warehouse } = directoryOf(warehouseOf(people), catalog);
    const { tables } = await directory.describe('audit');
    expect(JSON.stringify(tables)).not.toContain('audit');
    expect(warehouse.statements.join('\n')).not.toContain('"audit"');
  });

  test('that now withholds values invalidates their cached profile', async () => {
    const others = ['a1', 'a2', 'a3', 'a4'].map((name) => [name, people.audit ?? []] as const);
    const { directory, objects, clock } = directoryOf(
      warehouseOf({ ...people, ...Object.fromEntries(others) }),
      '',
      500,
    );
    const describeAt = async (seconds: number, question: string) => {
      clock.now = at(seconds);
      return JSON.stringify((await directory.describe(question)).tables.tables);
    };
    expect(await describeAt(0, 'a1 a2 a3 a4')).not.toContain('secret');
    expect(await describeAt(590, 'people')).toContain('secret');
    objects.objects.set(
      keys.catalog,
      'tables:\n  people:\n    columns:\n      email: {sample: false, profile: false}\n',
    );
    expect(await describeAt(610, 'people')).not.toContain('secret');
  });

  test('withholds the values of a column, which are not even queried', async () => {
    const catalog =
      'tables:\n  people:\n    columns:\n      email: {sample: false, profile: false}\n      salary: {sample: false, profile: false}\n';
    const { directory, warehouse } = directoryOf(warehouseOf(people), catalog);
    const { tables, valuesWithheld } = await directory.describe('people');
    expect(valuesWithheld).toBe(true);
    expect(JSON.stringify(tables)).not.toMatch(/secret|77[12]000/);
    expect(tables.tables.find(({ name }) => name === 'people')?.columns[2]).toEqual({
      name: 'salary',
      type: 'integer',
      nulls: 0,
      distinct: 2,
    });
    const fetched = warehouse.statements.filter((sql) => sql.includes('"people"') && !sql.includes('rows_seen'));
    expect(fetched.join('\n')).not.toMatch(/"email"|"salary"/);
  });

  test.each([
    ['a misspelt rule', 'tables:\n  people:\n    columns:\n      email: {sampel: false}\n', 'sampel'],
    ['invalid YAML', 'tables: [', 'catalog'],
    ['a wrong type', 'tables:\n  people:\n    use: "no"\n', 'tables.people.use'],
  ])('with %s withholds everything', async (_, catalog, named) => {
    const describing = directoryOf(warehouseOf(people), catalog).directory.describe('people');
    await expect(describing).rejects.toBeInstanceOf(CatalogError);
    await expect(describing).rejects.toThrow(named);
  });

  test('has no effect if it is empty', async () => {
    const { tables } = await directoryOf(warehouseOf(people), '').directory.describe('');
    expect(tables.tables).toHaveLength(2);
  });
});

describe('many tables', () => {
  const column = (name: string) => ({ name, type: 'varchar', cells: ['some value', 'another value'] });
  const many: Contents = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `table_${index}`,
      Array.from({ length: 5 }, (_, c) => column(`column_${c}`)),
    ]),
  );
  const contents = { ...many, order_items: [column('sku'), column('amount')] };

  test('are described within the budget, the ones that the question mentions first, and the rest are listed by name', async () => {
    const { directory, warehouse } = directoryOf(warehouseOf(contents), undefined, 6000);
    const { tables } = await directory.describe('What is the amount of each order item?');
    expect(tables.tables[0]?.name).toBe('order_items');
    expect(JSON.stringify(tables.tables).length).toBeLessThan(6200);
    expect(tables.tables.length + tables.otherTables.length).toBe(61);
    expect(warehouse.statements.length).toBeLessThan(1 + 4 * 20);
  });

  test('are described in less detail if one exceeds the budget', async () => {
    const wide = { wide: Array.from({ length: 100 }, (_, c) => column(`column_${c}`)) };
    const { tables } = await directoryOf(warehouseOf(wide), undefined, 8000).directory.describe('');
    expect(tables.tables[0]?.columns).toHaveLength(100);
    expect(JSON.stringify(tables.tables).length).toBeLessThan(8000);
  });
});

describe('metadata and profiles', () => {
  test('are cached for ten minutes', async () => {
    const { directory, warehouse, clock } = directoryOf();
    await directory.describe('shops');
    const count = warehouse.statements.length;
    clock.now = at(9);
    await directory.describe('shops again');
    expect(warehouse.statements).toHaveLength(count);
    clock.now = at(10);
    await directory.describe('shops');
    expect(warehouse.statements).toHaveLength(2 * count);
  });

  test('are not cached if the warehouse is unavailable', async () => {
    const { directory, warehouse } = directoryOf();
    const { query } = warehouse;
    warehouse.query = async () => {
      throw new WarehouseUnavailable('asleep');
    };
    await expect(directory.describe('shops')).rejects.toBeInstanceOf(WarehouseUnavailable);
    warehouse.query = query;
    expect((await directory.describe('shops')).tables.tables).toHaveLength(1);
  });
});
