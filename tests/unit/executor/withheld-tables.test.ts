import { readCatalog } from '../../../events/documents/catalog';
import type { WarehouseAnswer } from '../../../executor/supervisor/ports';
import { openQueries } from '../../../executor/supervisor/query-service';
import { withheldFrom, withholding } from '../../../executor/supervisor/withheld-tables';
import { harmless, reading, unsure } from '../../sandbox/hostile/withheld';

const limits = { statements: 9, rows: 10, bytes: 1000 };
const clock = { now: () => new Date(0), sleep: async () => undefined };

function open(catalog: () => ReturnType<typeof readCatalog>) {
  const asked: string[] = [];
  const answered: WarehouseAnswer = { ok: true, columns: [], pages: [], rows: 1, bytes: 8, truncated: false };
  const warehouse = {
    run: async (sql: string) => {
      asked.push(sql);
      return answered;
    },
  };
  const session = openQueries(withholding(warehouse, Promise.resolve().then(catalog)), limits, clock);
  return { asked, session };
}

const withStaff = () => readCatalog('tables:\n  Staff:\n    use: false\n  users: {description: People}\n');

describe('a statement that names a withheld table', () => {
  it.each([...reading, ...unsure])('is refused: %j', (sql) => {
    expect(withheldFrom(sql, ['Staff'])).toMatch(
      /^ERROR: (relation "staff" does not exist|permission denied|U& is not)/i,
    );
  });

  it('fails as of a table that is not there, says what to do, and does not reach the warehouse', async () => {
    const { asked, session } = open(withStaff);
    const reply = await session.query('select name from staff');
    expect(reply).toEqual({
      ok: false,
      kind: 'failed',
      message: expect.stringMatching(/^ERROR: relation "staff" does not exist\. Read the tables that are described/),
    });
    expect(asked).toEqual([]);
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
  ])('is refused, however the table is called: %s', (table, sql) => {
    expect(withheldFrom(sql, [table])).toContain('does not exist');
  });
});

describe('a table that the catalog names with its schema', () => {
  const catalog = readCatalog('tables: {Public.Staff: {use: false}, sales.orders: {columns: {who: {sample: false}}}}');

  it.each(['select name from staff', 'select name from public.staff', 'select name from "public"."STAFF" s'])(
    'is withheld: %s',
    async (sql) => {
      const { asked, session } = open(() => catalog);
      expect(await session.query(sql)).toMatchObject({ ok: false, message: expect.stringContaining('"staff"') });
      expect(asked).toEqual([]);
    },
  );

  it('is not told of, and its columns have their rules', () => {
    expect(catalog.table('staff').use).toBe(false);
    expect(catalog.table('orders').column('who').sample).toBe(false);
  });

  it.each(['{staff: {description: x}, public.staff: {use: false}}', '{a.staff: {use: false}, b.staff: {use: true}}'])(
    'has one entry: %s',
    (tables) => {
      expect(() => readCatalog(`tables: ${tables}`)).toThrow('two entries for staff');
    },
  );

  it('may have a dot in its own name', () => {
    expect(
      withheldFrom('select * from "sales.v2"', readCatalog('tables: {sales.v2: {use: false}}').withheldTables),
    ).toBeDefined();
  });
});

describe('a statement that names none', () => {
  it.each(harmless)('is run: %j', async (sql) => {
    const { asked, session } = open(withStaff);
    expect(await session.query(sql)).toMatchObject({ ok: true });
    // Small statements about its joins may follow.
    expect(asked[0]).toBe(sql);
  });

  it('is run when the name is a part of a word only, however the statement is written', () => {
    expect(withheldFrom("select page, agent from users where path like '%\\\\%'", ['age', 'gen'])).toBeUndefined();
  });

  it('is run whatever it names where nothing is withheld', async () => {
    const { asked, session } = open(() => readCatalog(undefined));
    await session.query('select relname from pg_class');
    expect(asked).toHaveLength(1);
  });
});

it.each([
  ['nested comments', `select '${'/*'.repeat(20_000)}${'*/'.repeat(20_000)} staff' as a from users`],
  ['comments', `select 1 as staff ${'/* */ '.repeat(15_000)} from users`],
  ['parentheses', `select ${'('.repeat(40_000)}staff${')'.repeat(40_000)} from users`],
  ['names', `select ${'staff, '.repeat(12_000)} 1 from users`],
  ['spaces', `select staff${' '.repeat(99_000)}from users`],
])('takes a long statement in no time: %s', (_, sql) => {
  const started = performance.now();
  withheldFrom(sql, ['staff', ...Array.from({ length: 20 }, (_, number) => `table_${number}`)]);
  expect(performance.now() - started).toBeLessThan(2000);
});

describe('a catalog that cannot be read', () => {
  it.each([
    ['tables: {staff: {usee: false}}', 'usee'],
    ['tables: {staff: {columns: {name: {use: false}}}}', 'staff'],
    ['tables: {staff: {use: false}, Staff: {description: x}}', 'two entries for Staff'],
    ['tables: [', 'cannot be read'],
  ])('lets no statement run, and ends the job with the reason: %s', async (text, reason) => {
    const { asked, session } = open(() => readCatalog(text));
    expect(await session.query('select 1')).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
    expect(session.failure()).toMatchObject({
      kind: 'warehouse_unavailable',
      message: expect.stringMatching(/no statement was run\. The catalog of the tables cannot be read\./),
    });
    expect(session.failure()?.message).toContain(reason);
  });

  it('lets none run either when reading it fails in another way', async () => {
    const { asked, session } = open(() => {
      throw new TypeError('fetch failed');
    });
    await session.query('select 1');
    expect([asked, session.failure()?.message]).toEqual([[], expect.stringContaining('fetch failed')]);
  });
});
