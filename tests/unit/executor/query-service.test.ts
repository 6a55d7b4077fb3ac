import type { Warehouse, WarehouseAnswer } from '../../../executor/supervisor/ports';
import { openQueries } from '../../../executor/supervisor/query-service';

const limits = { statements: 3, rows: 10, bytes: 1000 };
const clock = { now: () => new Date(0), sleep: async () => undefined };
const rows = (count: number): WarehouseAnswer => ({
  ok: true,
  columns: [],
  pages: [],
  rows: count,
  bytes: 8,
  truncated: false,
});

function open(answer: WarehouseAnswer = rows(1)) {
  const asked: string[] = [];
  const warehouse: Warehouse = {
    run: async (sql) => {
      asked.push(sql);
      return answer;
    },
  };
  return { asked, session: openQueries(warehouse, limits, clock) };
}

it('records each statement with its rows and bytes', async () => {
  const { session } = open();
  await session.query('select 1');
  expect(session.runs()).toEqual([{ sql: 'select 1', result: 'finished', rows: 1, bytes: 8, milliseconds: 0 }]);
});

it('records no text that commands the terminal in which a report is read, and asks what it was asked', async () => {
  const { asked, session } = open({ ok: false, unavailable: false, message: 'near "\u001b]0;title\u0007"' });
  const sql = "select '\u001b[2J\u009b1m'\r\nfrom t";
  await session.query(sql);
  expect(asked).toEqual([sql]);
  await session.query('\u001b[2J');
  expect(session.runs()).toMatchObject([
    { sql: "select '[2J1m'\nfrom t", error: 'near "]0;title"' },
    { sql: '[2J', error: expect.not.stringContaining('\u001b') },
  ]);
});

it('asks the warehouse nothing that it refuses, and records the refusal', async () => {
  const { asked, session } = open();
  expect(await session.query('drop table t')).toMatchObject({ ok: false, kind: 'refused' });
  expect(await session.query(`select '${'x'.repeat(100_000)}'`)).toMatchObject({ ok: false, kind: 'refused' });
  expect(asked).toEqual([]);
  expect(session.runs()).toMatchObject([{ result: 'refused' }, { result: 'refused' }]);
});

it('answers no more statements than the limit, and names it, without keeping the rest', async () => {
  const { asked, session } = open();
  for (let i = 0; i < 50; i += 1) await session.query('select 1');
  expect(await session.query('select 1')).toMatchObject({ ok: false, kind: 'over_limit' });
  expect(asked).toHaveLength(3);
  expect(session.runs()).toHaveLength(3);
  expect(session.failure()).toMatchObject({ kind: 'over_limit', limit: { name: 'statements', allowed: 3 } });
});

it("passes the warehouse's words on when a statement fails, which is the program's own failure", async () => {
  const { session } = open({ ok: false, unavailable: false, message: 'column "x" does not exist' });
  expect(await session.query('select x')).toEqual({ ok: false, kind: 'failed', message: 'column "x" does not exist' });
  expect(session.failure()).toBeUndefined();
});

it('remembers a silent warehouse until it answers again', async () => {
  const answers: WarehouseAnswer[] = [{ ok: false, unavailable: true, message: 'no route' }, rows(1)];
  const session = openQueries({ run: async () => answers.shift() as WarehouseAnswer }, limits, clock);
  await session.query('select 1');
  expect(session.failure()).toMatchObject({ kind: 'warehouse_unavailable' });
  await session.query('select 1');
  expect(session.failure()).toBeUndefined();
});

it('gives up in the warehouse what still runs when the program has ended', async () => {
  let given: AbortSignal | undefined;
  const warehouse: Warehouse = {
    run: (_sql, _limits, signal) => {
      given = signal;
      return new Promise(() => undefined);
    },
  };
  const session = openQueries(warehouse, limits, clock);
  session.query('select 1').catch(() => undefined);
  session.close();
  expect(given?.aborted).toBe(true);
  expect(session.runs()).toMatchObject([{ result: 'failed', error: 'The program ended before the answer came.' }]);
});

it('warns of statements that gave no rows, or nothing but zeros where conditions may have left none', async () => {
  const base = { ok: true, columns: [], rows: 1, bytes: 2, truncated: false } as const;
  const page = (text: string): WarehouseAnswer => ({ ...base, pages: [Buffer.from(text)] });
  const answers = [page('0,\n'), page('0\n'), page('0,3\n'), rows(0)];
  const session = openQueries(
    { run: async () => answers.shift() as WarehouseAnswer },
    { ...limits, statements: 9 },
    clock,
  );
  await session.query('select count(*), max(age) from users where age > 200');
  await session.query('select count(*) from users');
  await session.query('select 0, count(*) from users where age > 20');
  await session.query('select * from users where age > 200');
  expect(await session.warnings(true)).toEqual([
    'Query 1 gave only zeros and missing values: its conditions may have left no rows.',
    'Query 4 returned no rows.',
  ]);
});

describe('a statement that failed', () => {
  const failing: WarehouseAnswer = { ok: false, unavailable: false, message: 'column "nope" does not exist\n' };
  const session = async (...answers: WarehouseAnswer[]) => {
    const warehouse: Warehouse = { run: async () => answers.shift() as WarehouseAnswer };
    const opened = openQueries(warehouse, { ...limits, statements: 20 }, clock);
    for (let left = answers.length; left > 0; left -= 1) await opened.query('select 1');
    return opened;
  };

  it('is a warning on an answer, since the program caught the error', async () => {
    const warnings = ['Query 1 failed: column "nope" does not exist, and the program went on.'];
    expect(await (await session(failing)).warnings(true)).toEqual(warnings);
    expect(await (await session(failing)).warnings(false)).toEqual([]);
  });

  it('is a short warning where a later one ran', async () => {
    expect(await (await session(failing, rows(1), failing)).warnings(true)).toEqual([
      'Query 1 failed, and the program went on.',
      'Query 3 failed: column "nope" does not exist, and the program went on.',
    ]);
  });

  it('is counted where there are many', async () => {
    const warnings = await (await session(...new Array(12).fill(failing))).warnings(true);
    expect(warnings).toHaveLength(6);
    expect(warnings.at(-1)).toBe('7 further queries failed.');
  });

  it('is a warning that is not longer than it needs to be', async () => {
    const [warning = ''] = await (await session({ ...failing, message: 'x '.repeat(2_000) })).warnings(true);
    expect(warning.length).toBeLessThan(400);
  });

  it('is a warning also where it was refused', async () => {
    const { session: opened } = open();
    await opened.query('drop table t');
    expect(await opened.warnings(true)).toEqual([
      expect.stringMatching(/^Query 1 was refused: .*, and the program went on\.$/),
    ]);
  });
});

it('looks into joins beside the program, and not for one that failed', async () => {
  const sql = 'select sum(a.x) from a join b on a.id = b.id';
  const { asked, session } = open();
  await session.query(sql);
  await session.warnings(false);
  expect(asked).toContain('SELECT * FROM a AS one LIMIT 0');
  expect(session.runs()).toHaveLength(1);
});

it('waits only so long for what it looks into', async () => {
  const warehouse: Warehouse = {
    run: (sql) => (sql.startsWith('SELECT *') ? new Promise(() => undefined) : Promise.resolve(rows(1))),
  };
  const session = openQueries(warehouse, limits, clock);
  await session.query('select sum(a.x) from a join b on a.id = b.id');
  expect(await session.warnings(true)).toEqual([]);
});
