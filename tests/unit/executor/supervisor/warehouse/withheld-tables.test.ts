import { readCatalog } from '../../../../../events/documents/catalog';
import type { WarehouseResult } from '../../../../../executor/supervisor/ports';
import { openQueries } from '../../../../../executor/supervisor/warehouse/query-service';
import {
  withheldTableError,
  withoutWithheldTables,
} from '../../../../../executor/supervisor/warehouse/withheld-tables';
import { otherStatements, possiblyReading, readingStatements } from '../../../../sandbox/hostile/withheld-statements';

const limits = { statements: 9, rows: 10, bytes: 1000 };
const clock = { now: () => new Date(0), sleep: async () => undefined };

function open(catalog: () => ReturnType<typeof readCatalog>) {
  const statements: string[] = [];
  const result: WarehouseResult = { ok: true, columns: [], pages: [], rows: 1, bytes: 8, truncated: false };
  const warehouse = {
    run: async (sql: string) => {
      statements.push(sql);
      return result;
    },
  };
  const tables = Promise.resolve().then(() => catalog().withheldTables);
  const session = openQueries(withoutWithheldTables(warehouse, tables), limits, clock);
  return { statements, session };
}

const withStaff = () => readCatalog('tables:\n  Staff:\n    use: false\n  users: {description: People}\n');

describe('a statement that names a withheld table', () => {
  it.each([...readingStatements, ...possiblyReading])('fails: %j', (sql) => {
    expect(withheldTableError(sql, ['Staff'])).toMatch(
      /^ERROR: (relation "staff" does not exist|permission denied|U& is not)/i,
    );
  });

  it('fails as if the table did not exist, with advice, and does not reach the warehouse', async () => {
    const { statements, session } = open(withStaff);
    const result = await session.query('select name from staff');
    expect(result).toEqual({
      ok: false,
      kind: 'failed',
      message: expect.stringMatching(
        /^ERROR: relation "staff" does not exist\. Use only the tables that the schema describes/,
      ),
    });
    expect(statements).toEqual([]);
    expect(session.failure()).toBeUndefined();
    expect(session.runs()).toMatchObject([{ sql: 'select name from staff', result: 'failed' }]);
  });

  it.each([
    ['Größe', 'select * from größe'],
    ['Größe', 'select * from "GRÖßE"'],
    ['größe', `select * from ${'größe'.normalize('NFD')}`],
    ['staff-2026', 'select * from "staff-2026"'],
    ['a "b" c', 'select * from "A ""b"" c"'],
    ['order', 'select * from "order"'],
    ['🔒', 'select * from 🔒'],
    ['it', "select * from it where name ~ '\\\\d'"],
  ])('fails whatever the name of the table: %s', (table, sql) => {
    expect(withheldTableError(sql, [table])).toContain('does not exist');
  });
});

describe('a table that the catalog names with its schema', () => {
  const catalog = readCatalog('tables: {Public.Staff: {use: false}, sales.orders: {columns: {who: {sample: false}}}}');

  it.each(['select name from staff', 'select name from public.staff', 'select name from "public"."STAFF" s'])(
    'is withheld: %s',
    async (sql) => {
      const { statements, session } = open(() => catalog);
      expect(await session.query(sql)).toMatchObject({ ok: false, message: expect.stringContaining('"staff"') });
      expect(statements).toEqual([]);
    },
  );

  it('is withheld from the model, and its columns have their rules', () => {
    expect(catalog.table('staff').use).toBe(false);
    expect(catalog.table('orders').column('who').sample).toBe(false);
  });

  it.each(['{staff: {description: x}, public.staff: {use: false}}', '{a.staff: {use: false}, b.staff: {use: true}}'])(
    'has one entry: %s',
    (tables) => {
      expect(() => readCatalog(`tables: ${tables}`)).toThrow('two entries for staff');
    },
  );

  it('can have a dot in its name', () => {
    expect(
      withheldTableError('select * from "sales.v2"', readCatalog('tables: {sales.v2: {use: false}}').withheldTables),
    ).toBeDefined();
  });
});

describe('a statement that names no withheld table', () => {
  it.each(otherStatements)('runs: %j', async (sql) => {
    const { statements, session } = open(withStaff);
    expect(await session.query(sql)).toMatchObject({ ok: true });
    // Join checks may follow.
    expect(statements[0]).toBe(sql);
  });

  it('runs when the name is only part of a word', () => {
    expect(
      withheldTableError("select page, agent from users where path like '%\\\\%'", ['age', 'gen']),
    ).toBeUndefined();
  });

  it('runs whatever it names when nothing is withheld', async () => {
    const { statements, session } = open(() => readCatalog(undefined));
    await session.query('select relname from pg_class');
    expect(statements).toHaveLength(1);
  });
});

it.each([
  ['nested comments', `select '${'/*'.repeat(20_000)}${'*/'.repeat(20_000)} staff' as a from users`],
  ['comments', `select 1 as staff ${'/* */ '.repeat(15_000)} from users`],
  ['parentheses', `select ${'('.repeat(40_000)}staff${')'.repeat(40_000)} from users`],
  ['names', `select ${'staff, '.repeat(12_000)} 1 from users`],
  ['spaces', `select staff${' '.repeat(99_000)}from users`],
])('checks a long statement quickly: %s', (_, sql) => {
  const started = performance.now();
  withheldTableError(sql, ['staff', ...Array.from({ length: 20 }, (_, number) => `table_${number}`)]);
  expect(performance.now() - started).toBeLessThan(2000);
});

describe('a catalog that cannot be read', () => {
  it.each([
    ['tables: {staff: {usee: false}}', 'usee'],
    ['tables: {staff: {columns: {name: {use: false}}}}', 'staff'],
    ['tables: {staff: {use: false}, Staff: {description: x}}', 'two entries for Staff'],
    ['tables: [', 'cannot be read'],
  ])('lets no statement run and fails the job with the reason: %s', async (text, reason) => {
    const { statements, session } = open(() => readCatalog(text));
    expect(await session.query('select 1')).toMatchObject({ ok: false });
    expect(statements).toEqual([]);
    expect(session.failure()).toMatchObject({
      kind: 'warehouse_unavailable',
      message: expect.stringMatching(/no statement was run\. The catalog of the tables cannot be read\./),
    });
    expect(session.failure()?.message).toContain(reason);
  });

  it('lets no statement run after any other error', async () => {
    const { statements, session } = open(() => {
      throw new TypeError('fetch failed');
    });
    await session.query('select 1');
    expect([statements, session.failure()?.message]).toEqual([[], expect.stringContaining('fetch failed')]);
  });
});
