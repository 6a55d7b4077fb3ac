import type { Warehouse, WarehouseResult } from '../../../../../executor/supervisor/ports';
import { openQueries } from '../../../../../executor/supervisor/warehouse/query-service';

const limits = { statements: 3, rows: 10, bytes: 1000 };
const clock = { now: () => new Date(0), sleep: async () => undefined };
const rows = (count: number): WarehouseResult => ({
  ok: true,
  columns: [],
  pages: [],
  rows: count,
  bytes: 8,
  truncated: false,
});

function open(result: WarehouseResult = rows(1)) {
  const statements: string[] = [];
  const warehouse: Warehouse = {
    run: async (sql) => {
      statements.push(sql);
      return result;
    },
  };
  return { statements, session: openQueries(warehouse, limits, clock) };
}

it('records each statement with its rows and bytes', async () => {
  const { session } = open();
  await session.query('select 1');
  expect(session.runs()).toEqual([{ sql: 'select 1', result: 'finished', rows: 1, bytes: 8, milliseconds: 0 }]);
});

it('records statements without control characters, and runs them unchanged', async () => {
  const { statements, session } = open({ ok: false, unavailable: false, message: 'near "\u001b]0;title\u0007"' });
  const sql = "select '\u001b[2J\u009b1m'\r\nfrom t";
  await session.query(sql);
  expect(statements).toEqual([sql]);
  await session.query('\u001b[2J');
  expect(session.runs()).toMatchObject([
    { sql: "select '[2J1m'\nfrom t", error: 'near "]0;title"' },
    { sql: '[2J', error: expect.not.stringContaining('\u001b') },
  ]);
});

it('does not run a refused statement, and records the refusal', async () => {
  const { statements, session } = open();
  expect(await session.query('drop table t')).toMatchObject({ ok: false, kind: 'refused' });
  expect(await session.query(`select '${'x'.repeat(100_000)}'`)).toMatchObject({ ok: false, kind: 'refused' });
  expect(statements).toEqual([]);
  expect(session.runs()).toMatchObject([{ result: 'refused' }, { result: 'refused' }]);
});

it('runs and records no more statements than the limit', async () => {
  const { statements, session } = open();
  for (let i = 0; i < 50; i += 1) await session.query('select 1');
  expect(await session.query('select 1')).toMatchObject({ ok: false, kind: 'over_limit' });
  expect(statements).toHaveLength(3);
  expect(session.runs()).toHaveLength(3);
  expect(session.failure()).toMatchObject({ kind: 'over_limit', limit: { name: 'statements', allowed: 3 } });
});

it("returns the warehouse's message when a statement fails, which is a program error", async () => {
  const { session } = open({ ok: false, unavailable: false, message: 'column "x" does not exist' });
  expect(await session.query('select x')).toEqual({ ok: false, kind: 'failed', message: 'column "x" does not exist' });
  expect(session.failure()).toBeUndefined();
});

it('fails with an unavailable warehouse until a statement succeeds', async () => {
  const results: WarehouseResult[] = [{ ok: false, unavailable: true, message: 'no route' }, rows(1)];
  const session = openQueries({ run: async () => results.shift() as WarehouseResult }, limits, clock);
  await session.query('select 1');
  expect(session.failure()).toMatchObject({ kind: 'warehouse_unavailable' });
  await session.query('select 1');
  expect(session.failure()).toBeUndefined();
});

it('cancels the running statement when the program has ended', async () => {
  let passed: AbortSignal | undefined;
  const warehouse: Warehouse = {
    run: (_sql, _limits, signal) => {
      passed = signal;
      return new Promise(() => undefined);
    },
  };
  const session = openQueries(warehouse, limits, clock);
  session.query('select 1').catch(() => undefined);
  session.close();
  expect(passed?.aborted).toBe(true);
  expect(session.runs()).toMatchObject([{ result: 'failed', error: 'The program ended before the query finished.' }]);
});

it('warns of statements without rows, or with only zeros where the conditions may match none', async () => {
  const base = { ok: true, columns: [], rows: 1, bytes: 2, truncated: false } as const;
  const page = (text: string): WarehouseResult => ({ ...base, pages: [Buffer.from(text)] });
  const results = [page('0,\n'), page('0\n'), page('0,3\n'), rows(0), page('\n'), page('0.00,0\n,0\n'), page('0\n1\n')];
  const session = openQueries(
    { run: async () => results.shift() as WarehouseResult },
    { ...limits, statements: 9 },
    clock,
  );
  await session.query('select count(*), max(age) from users where age > 200');
  await session.query('select count(*) from users');
  await session.query('select 0, count(*) from users where age > 20');
  await session.query('select * from users where age > 200');
  await session.query('select avg(age) from users where age > 200');
  await session.query('select sum(a), count(b) from users where age > 200 group by city');
  await session.query('select count(*) from users where age > 20 group by city');
  expect(await session.warnings(true)).toEqual([
    'Query 1 returned only zeros and nulls: its conditions may match no rows.',
    'Query 4 returned no rows.',
    'Query 5 returned only zeros and nulls: its conditions may match no rows.',
    'Query 6 returned only zeros and nulls: its conditions may match no rows.',
  ]);
});

it('counts statements without rows after the first ones, so that they crowd out no other warning', async () => {
  const results = [...Array(60).fill(rows(0)), ...Array(7).fill({ ...rows(1000), truncated: true })];
  const warehouse: Warehouse = { run: async () => results.shift() };
  const session = openQueries(warehouse, { ...limits, statements: 100 }, clock);
  for (let count = results.length; count > 0; count -= 1) await session.query('select 1');
  const warnings = await session.warnings(true);
  expect(warnings).toHaveLength(12);
  expect(warnings[0]).toBe('The result of query 61 was truncated after 1,000 rows: the answer may be incomplete.');
  expect(warnings.slice(5, 7)).toEqual(['2 more results were truncated.', 'Query 1 returned no rows.']);
  expect(warnings.at(-1)).toBe('55 more queries returned no rows, or only zeros and nulls.');
});

describe('a statement that failed', () => {
  const failing: WarehouseResult = { ok: false, unavailable: false, message: 'column "nope" does not exist\n' };
  const session = async (...results: WarehouseResult[]) => {
    const warehouse: Warehouse = { run: async () => results.shift() as WarehouseResult };
    const opened = openQueries(warehouse, { ...limits, statements: 20 }, clock);
    for (let count = results.length; count > 0; count -= 1) await opened.query('select 1');
    return opened;
  };

  it('gives the answer a warning when the program caught the error', async () => {
    const warnings = ['Query 1 failed: column "nope" does not exist. The program continued without its result.'];
    expect(await (await session(failing)).warnings(true)).toEqual(warnings);
    expect(await (await session(failing)).warnings(false)).toEqual([]);
  });

  it('gives a short warning when a later one finished', async () => {
    expect(await (await session(failing, rows(1), failing)).warnings(true)).toEqual([
      'Query 1 failed. The program continued without its result.',
      'Query 3 failed: column "nope" does not exist. The program continued without its result.',
    ]);
  });

  it('is counted when there are many', async () => {
    const warnings = await (await session(...new Array(12).fill(failing))).warnings(true);
    expect(warnings).toHaveLength(6);
    expect(warnings.at(-1)).toBe('7 more queries failed.');
  });

  it('gives a warning of limited length', async () => {
    const [warning = ''] = await (await session({ ...failing, message: 'x '.repeat(2_000) })).warnings(true);
    expect(warning.length).toBeLessThan(400);
  });

  it('gives a warning also when it was refused', async () => {
    const { session: opened } = open();
    await opened.query('drop table t');
    expect(await opened.warnings(true)).toEqual([
      expect.stringMatching(/^Query 1 was refused: .*\. The program continued without its result\.$/),
    ]);
  });
});

it('starts join checks while the program runs, and does not wait for them after a failure', async () => {
  const sql = 'select sum(a.x) from a join b on a.id = b.id';
  const { statements, session } = open();
  await session.query(sql);
  await session.warnings(false);
  expect(statements).toContain('SELECT * FROM a AS one LIMIT 0');
  expect(session.runs()).toHaveLength(1);
});

it('waits for join checks only up to a timeout', async () => {
  const warehouse: Warehouse = {
    run: (sql) => (sql.startsWith('SELECT *') ? new Promise(() => undefined) : Promise.resolve(rows(1))),
  };
  const session = openQueries(warehouse, limits, clock);
  await session.query('select sum(a.x) from a join b on a.id = b.id');
  expect(await session.warnings(true)).toEqual([]);
});
