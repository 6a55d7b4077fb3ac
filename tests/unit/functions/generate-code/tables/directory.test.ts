import { keys } from '../../../../../events';
import { CatalogError } from '../../../../../events/documents/catalog';
import { tableDirectory } from '../../../../../functions/generate-code/tables/directory';
import { type Contents, shops, warehouseOf } from '../../../../fakes/described-warehouse';
import { fakeObjectStore } from '../../../../fakes/object-store';
import { describer, directoryWithDescriber } from '../../described-tables';

const HOUR = 3600;
const at = (seconds: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000).toISOString();

const people: Contents = {
  people: [
    { name: 'id', type: 'integer', cells: [1, 2] },
    { name: 'email', type: 'varchar', cells: ['ann@secret.example', 'bob@secret.example'] },
  ],
  audit: [{ name: 'who', type: 'varchar', cells: ['ann'] }],
};

async function described(contents: Contents = shops, catalog?: string) {
  const warehouse = warehouseOf(contents);
  const objects = fakeObjectStore(new Map(catalog === undefined ? [] : [[keys.catalog, catalog]]));
  const clock = { now: at(0) };
  const now = () => clock.now;
  const { handle } = describer({ objects, warehouse, now });
  await handle();
  const { length } = warehouse.statements;
  const pause = async () => {
    throw new Error('The prompt waits.');
  };
  const directory = tableDirectory({ objects, schema: 'public', now, pause });
  const isRequested = () => objects.objects.has(keys.tablesRequest);
  return { directory, objects, clock, handle, warehouse, statements: length, isRequested };
}

describe('with a description', () => {
  test('a catalog under another name is refused, because its rules would not apply', async () => {
    const { directory, objects } = await described(people);
    objects.objects.set(keys.misnamedCatalog, 'tables: {audit: {use: false}}');
    await expect(directory.describe('people and audit')).rejects.toThrow(CatalogError);
  });

  test('a table with a name like that of a withheld one is described', async () => {
    const sales = [{ name: 'id', type: 'integer', cells: [1, 2] }];
    const { directory } = await described(
      { sales_2023: sales, sales_2024: sales },
      'tables: {sales_2023: {use: false}}',
    );
    const { tables } = await directory.describe('sales_2023 and sales_2024');
    expect(tables.tables.map(({ name }) => name)).toEqual(['sales_2024']);
  });

  test('a prompt waits for nothing, requests nothing, and asks the warehouse nothing', async () => {
    const { directory, warehouse, statements, isRequested } = await described();
    const { tables } = await directory.describe('How many shops?');
    expect(tables.tables.map(({ name }) => name)).toEqual(['shops']);
    expect(tables.age).toBeUndefined();
    expect(warehouse.statements).toHaveLength(statements);
    expect(isRequested()).toBe(false);
  });

  test('of two hours, a prompt gets it with its age, and requests a new one', async () => {
    const { directory, clock, isRequested } = await described();
    clock.now = at(2 * HOUR - 1);
    expect((await directory.describe('shops')).tables.age).toBeUndefined();
    expect(isRequested()).toBe(false);
    clock.now = at(3.5 * HOUR);
    expect((await directory.describe('shops')).tables.age).toBe('3 hours');
    expect(isRequested()).toBe(true);
    clock.now = at(6 * 24 * HOUR);
    expect((await directory.describe('shops')).tables.age).toBe('6 days');
  });

  test('of seven days, or of half a document, a prompt waits for a new one', async () => {
    const { directory, clock, objects } = await described();
    clock.now = at(7 * 24 * HOUR);
    await expect(directory.describe('shops')).rejects.toThrow('The prompt waits.');
    clock.now = at(0);
    objects.objects.set(keys.tables, '{"version":1,"sch');
    await expect(directory.describe('shops')).rejects.toThrow('The prompt waits.');
  });

  test('that was made for another catalog, a prompt gets it without what the catalog withholds now', async () => {
    const { directory, objects, isRequested } = await described(people);
    expect(JSON.stringify(await directory.describe('people'))).toContain('secret');
    const withheld =
      'tables:\n  audit: {use: false}\n  people:\n    columns:\n      email: {sample: false, profile: false}\n';
    objects.objects.set(keys.catalog, withheld);
    const { tables, valuesWithheld } = await directory.describe('people and audit');
    expect(JSON.stringify(tables)).not.toMatch(/secret|audit/);
    expect(tables.tables[0]?.columns[1]).toEqual({ name: 'email', type: 'varchar', withheld: true, distinct: 2 });
    expect(valuesWithheld).toBe(true);
    expect(isRequested()).toBe(true);
  });

  test('descriptions in a changed catalog apply at once', async () => {
    const { directory, objects } = await described();
    objects.objects.set(
      keys.catalog,
      'tables:\n  SHOPS:\n    description: Where we sell\n    columns: {City: Its town.}\n',
    );
    const { tables } = await directory.describe('shops');
    expect(tables.tables[0]).toMatchObject({ description: 'Where we sell' });
    expect(tables.tables[0]?.columns[1]?.description).toBe('Its town. Where it is');
  });

  test('the reader may lack the right to request another one', async () => {
    const { directory, clock, objects } = await described();
    objects.write = async () => {
      throw new Error('AccessDenied');
    };
    clock.now = at(5 * HOUR);
    expect((await directory.describe('shops')).tables.tables).toHaveLength(1);
  });

  test.each([
    ['a misspelt rule', 'tables:\n  people:\n    columns:\n      email: {sampel: false}\n', 'sampel'],
    ['invalid YAML', 'tables: [', 'line 1'],
    ['a wrong type', 'tables:\n  people:\n    use: "no"\n', 'tables.people.use'],
  ])('a catalog with %s withholds everything', async (_, catalog, problem) => {
    const { directory, objects } = await described(people);
    objects.objects.set(keys.catalog, catalog);
    await expect(directory.describe('people')).rejects.toBeInstanceOf(CatalogError);
    await expect(directory.describe('people')).rejects.toThrow(problem);
  });
});

describe('without a description', () => {
  test('of any table that the catalog allows now, a prompt waits for one', async () => {
    const { objects, handle, clock } = await described(shops, 'tables: {shops: {use: false}}');
    objects.objects.delete(keys.catalog);
    clock.now = at(1);
    const pause = async () => handle();
    const directory = tableDirectory({ objects, schema: 'public', now: () => clock.now, pause });
    expect((await directory.describe('shops')).tables.tables).toHaveLength(1);
  });

  test('of the tables that the catalog allows now, but of others, a prompt waits for one', async () => {
    const { objects, handle, clock } = await described(people, 'tables: {people: {use: false}}');
    objects.objects.set(keys.catalog, 'tables: {audit: {use: false}}');
    clock.now = at(1);
    const pause = async () => handle();
    const directory = tableDirectory({ objects, schema: 'public', now: () => clock.now, pause });
    expect((await directory.describe('people')).tables.tables.map(({ name }) => name)).toEqual(['people']);
  });

  test('a prompt requests one and waits for it', async () => {
    const warehouse = warehouseOf(shops);
    const directory = directoryWithDescriber({ objects: fakeObjectStore(), warehouse, now: () => at(0) });
    expect((await directory.describe('shops')).tables.tables).toHaveLength(1);
  });

  test('a prompt gives up after 90 s', async () => {
    const clock = { seconds: 0 };
    const pause = async (milliseconds: number) => {
      clock.seconds += milliseconds / 1000;
    };
    const objects = fakeObjectStore();
    const directory = tableDirectory({ objects, schema: 'public', now: () => at(clock.seconds), pause });
    await expect(directory.describe('shops')).rejects.toThrow('not described within 90 s');
    expect(clock.seconds).toBe(90);
  });

  test('a prompt ends with the reason of a description that failed after the request, not of an earlier one', async () => {
    const objects = fakeObjectStore();
    const failed = (message: string, seconds: number) =>
      objects.objects.set(
        keys.describing,
        JSON.stringify({ leaseToken: 'x', expiresAt: at(0), failure: { message, transient: false, at: at(seconds) } }),
      );
    failed('an old reason', 0);
    const pauses: number[] = [];
    const pause = async () => {
      if (pauses.push(1) === 3) failed('password authentication failed', 5);
    };
    const directory = tableDirectory({ objects, schema: 'public', now: () => at(1), pause });
    await expect(directory.describe('shops')).rejects.toMatchObject({
      name: 'StatementError',
      message: 'password authentication failed',
    });
  });
});
