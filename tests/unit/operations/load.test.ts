import { load } from '../../../operations/load/load';
import { StatementFailed, type WarehouseSession } from '../../../operations/warehouse-session';

const table = (name: string) => ({
  name,
  file: `/scratch/${name}.csv.gz`,
  rows: 1000,
  columns: [{ name: 'id', type: 'integer' }],
  notes: ['born: read as %d.%m.%Y'],
});

/** A fake warehouse with these tables and users. `refuse` returns the error of a statement. */
function setting({
  tables = [] as string[],
  users = [] as string[],
  refuse = (_: string): string | undefined => undefined,
} = {}) {
  const statementsRun: string[][] = [];
  const lines: string[] = [];
  const uploads = { uploaded: [] as string[], cleared: 0 };
  const fail = (statements: readonly string[]) => {
    const reason = statements.map(refuse).find((text) => text !== undefined);
    if (reason) throw new StatementFailed(reason);
  };
  const warehouse: WarehouseSession = {
    async run(sql) {
      statementsRun.push([sql]);
      fail([sql]);
    },
    async transaction(statements) {
      statementsRun.push([...statements]);
      fail(statements);
    },
    async rows(sql) {
      if (sql.includes('pg_user')) return users.map((name) => [name]);
      if (sql.includes('svv_tables')) return tables.map((name) => [name]);
      return [['id', '7', 'Invalid digit']];
    },
  };
  const ports = {
    warehouse,
    log: (line: string) => lines.push(line),
    async upload(file: string) {
      uploads.uploaded.push(file);
      return `s3://bucket/load/${uploads.uploaded.length}.csv.gz`;
    },
    async clear() {
      uploads.cleared += 1;
    },
  };
  const request = {
    database: 'dev',
    schema: 'public',
    tables: [table('users'), table('orders')],
    reader: { username: 'reader', password: 'secret' },
    createUser: true,
    replace: false,
  };
  return { ports, request, statementsRun, lines, uploads };
}

const first = (statementsRun: string[][]) => statementsRun.filter((statements) => statements.length > 1);

describe('loading tables', () => {
  it('creates the user, then each table with its rows and grant in one transaction', async () => {
    const { ports, request, statementsRun, lines } = setting();
    expect(await load(ports, request)).toEqual([]);
    expect(statementsRun[0]?.[0]).toMatch(/^CREATE USER "reader"/);
    expect(
      first(statementsRun).map((statements) => statements.map((sql) => sql.split(' ').slice(0, 2).join(' '))),
    ).toEqual([
      ['DROP TABLE', 'CREATE TABLE', 'COPY "public"."users"', 'GRANT SELECT'],
      ['DROP TABLE', 'CREATE TABLE', 'COPY "public"."orders"', 'GRANT SELECT'],
    ]);
    expect(lines).toContain('users: 1,000 rows, 1 columns');
    expect(lines).toContain('  born: read as %d.%m.%Y');
  });

  it('alters an existing user', async () => {
    const { ports, request, statementsRun } = setting({ users: ['reader'] });
    await load(ports, request);
    expect(statementsRun[0]?.[0]).toMatch(/^ALTER USER "reader"/);
  });

  it('does not touch existing tables without --replace', async () => {
    const { ports, request, statementsRun, uploads } = setting({ tables: ['users'] });
    expect(await load(ports, request)).toEqual([{ table: 'users', reason: expect.stringContaining('--replace') }]);
    expect(uploads.uploaded).toEqual(['/scratch/orders.csv.gz']);
    statementsRun.length = 0;
    expect(await load(ports, { ...request, replace: true })).toEqual([]);
    expect(first(statementsRun)).toHaveLength(2);
  });

  it('continues after a table that cannot be loaded, and reports the rejected value', async () => {
    const refuse = (sql: string) =>
      sql.startsWith('COPY "public"."users"') ? "Load into table 'users' failed." : undefined;
    const { ports, request, lines } = setting({ refuse });
    expect(await load(ports, request)).toEqual([
      { table: 'users', reason: "Load into table 'users' failed. Column id, line 7: Invalid digit" },
    ]);
    expect(lines.join()).toContain('orders: 1,000 rows');
  });

  it('deletes the uploaded files, also on failure', async () => {
    const { ports, request, uploads } = setting();
    ports.warehouse.transaction = async () => Promise.reject(new Error('no network'));
    await expect(load(ports, request)).rejects.toThrow('no network');
    expect(uploads.cleared).toBe(1);
  });

  it('with --tables-only creates no user, and grants SELECT to an existing one', async () => {
    const without = setting();
    await load(without.ports, { ...without.request, createUser: false });
    expect(without.statementsRun.flat().join()).not.toMatch(/USER|REVOKE|GRANT/);
    const withUser = setting({ users: ['reader'] });
    await load(withUser.ports, { ...withUser.request, createUser: false });
    expect(withUser.statementsRun.flat().filter((sql) => sql.startsWith('GRANT'))).toHaveLength(2);
  });

  it('ignores a language that Redshift no longer has, and no other error', async () => {
    const gone = (sql: string) =>
      sql.includes('plpythonu') ? 'ERROR: language "plpythonu" does not exist' : undefined;
    const one = setting({ refuse: gone });
    expect(await load(one.ports, one.request)).toEqual([]);
    const denied = (sql: string) => (sql.startsWith('REVOKE ASSUMEROLE') ? 'ERROR: must be superuser' : undefined);
    const other = setting({ refuse: denied });
    await expect(load(other.ports, other.request)).rejects.toThrow('must be superuser');
  });
});
