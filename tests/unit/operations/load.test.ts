import { load } from '../../../operations/load/load';
import { StatementFailed, type WarehouseSession } from '../../../operations/warehouse-session';

const table = (name: string) => ({
  name,
  file: `/scratch/${name}.csv.gz`,
  rows: 1000,
  columns: [{ name: 'id', type: 'integer' }],
  notes: ['born: read as %d.%m.%Y'],
});

/** A warehouse that has these tables and users and fails what `refuse` gives a reason for. */
function setting({
  tables = [] as string[],
  users = [] as string[],
  refuse = (_: string): string | undefined => undefined,
} = {}) {
  const ran: string[][] = [];
  const said: string[] = [];
  const kept = { uploaded: [] as string[], cleared: 0 };
  const fail = (statements: readonly string[]) => {
    const reason = statements.map(refuse).find((text) => text !== undefined);
    if (reason) throw new StatementFailed(reason);
  };
  const warehouse: WarehouseSession = {
    async run(sql) {
      ran.push([sql]);
      fail([sql]);
    },
    async transaction(statements) {
      ran.push([...statements]);
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
    say: (line: string) => said.push(line),
    async upload(file: string) {
      kept.uploaded.push(file);
      return `s3://bucket/load/${kept.uploaded.length}.csv.gz`;
    },
    async clear() {
      kept.cleared += 1;
    },
  };
  const wanted = {
    database: 'dev',
    schema: 'public',
    tables: [table('users'), table('orders')],
    reader: { username: 'reader', password: 'secret' },
    makesUser: true,
    replaces: false,
  };
  return { ports, wanted, ran, said, kept };
}

const first = (ran: string[][]) => ran.filter((statements) => statements.length > 1);

describe('loading tables', () => {
  it('makes the user, then each table, its rows and its grant in one transaction', async () => {
    const { ports, wanted, ran, said } = setting();
    expect(await load(ports, wanted)).toEqual([]);
    expect(ran[0]?.[0]).toMatch(/^CREATE USER "reader"/);
    expect(first(ran).map((statements) => statements.map((sql) => sql.split(' ').slice(0, 2).join(' ')))).toEqual([
      ['DROP TABLE', 'CREATE TABLE', 'COPY "public"."users"', 'GRANT SELECT'],
      ['DROP TABLE', 'CREATE TABLE', 'COPY "public"."orders"', 'GRANT SELECT'],
    ]);
    expect(said).toContain('users: 1,000 rows, 1 columns');
    expect(said).toContain('  born: read as %d.%m.%Y');
  });

  it('renews a user that is there', async () => {
    const { ports, wanted, ran } = setting({ users: ['reader'] });
    await load(ports, wanted);
    expect(ran[0]?.[0]).toMatch(/^ALTER USER "reader"/);
  });

  it('leaves tables that are there as they are, unless they are to be replaced', async () => {
    const { ports, wanted, ran, kept } = setting({ tables: ['users'] });
    expect(await load(ports, wanted)).toEqual([{ table: 'users', reason: expect.stringContaining('--replace') }]);
    expect(kept.uploaded).toEqual(['/scratch/orders.csv.gz']);
    ran.length = 0;
    expect(await load(ports, { ...wanted, replaces: true })).toEqual([]);
    expect(first(ran)).toHaveLength(2);
  });

  it('goes on after a table that cannot be loaded, and says which value it was', async () => {
    const refuse = (sql: string) =>
      sql.startsWith('COPY "public"."users"') ? "Load into table 'users' failed." : undefined;
    const { ports, wanted, said } = setting({ refuse });
    expect(await load(ports, wanted)).toEqual([
      { table: 'users', reason: "Load into table 'users' failed. Column id, line 7: Invalid digit" },
    ]);
    expect(said.join()).toContain('orders: 1,000 rows');
  });

  it('takes away what it uploaded, also when it fails', async () => {
    const { ports, wanted, kept } = setting();
    ports.warehouse.transaction = async () => Promise.reject(new Error('no network'));
    await expect(load(ports, wanted)).rejects.toThrow('no network');
    expect(kept.cleared).toBe(1);
  });

  it('leaves users alone when only tables are wanted, and grants to the user that is there', async () => {
    const without = setting();
    await load(without.ports, { ...without.wanted, makesUser: false });
    expect(without.ran.flat().join()).not.toMatch(/USER|REVOKE|GRANT/);
    const withUser = setting({ users: ['reader'] });
    await load(withUser.ports, { ...withUser.wanted, makesUser: false });
    expect(withUser.ran.flat().filter((sql) => sql.startsWith('GRANT'))).toHaveLength(2);
  });

  it('goes on without a language that Redshift no longer has, and with no other error', async () => {
    const gone = (sql: string) =>
      sql.includes('plpythonu') ? 'ERROR: language "plpythonu" does not exist' : undefined;
    const one = setting({ refuse: gone });
    expect(await load(one.ports, one.wanted)).toEqual([]);
    const denied = (sql: string) => (sql.startsWith('REVOKE ASSUMEROLE') ? 'ERROR: must be superuser' : undefined);
    const other = setting({ refuse: denied });
    await expect(load(other.ports, other.wanted)).rejects.toThrow('must be superuser');
  });
});
