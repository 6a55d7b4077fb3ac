import { runCheck } from '../../../operations/doctor/check';
import { forbiddenStatements } from '../../../operations/doctor/forbidden-statements';
import { grantsCheck, tablesCheck } from '../../../operations/doctor/warehouse';
import { StatementFailed, type WarehouseSession } from '../../../operations/warehouse-session';

const DENIED = 'ERROR: permission denied for schema public';

/** A fake session of the read-only user. `fail` returns the error of a statement. */
function reader(
  fail: (sql: string) => string | undefined,
  { tables = ['users'], others = [] as string[][], statements = [] as string[][] } = {},
) {
  const statementsRun: string[] = [];
  const session: WarehouseSession = {
    async run(sql) {
      statementsRun.push(sql);
      const reason = fail(sql);
      if (reason !== undefined) throw new StatementFailed(reason);
    },
    transaction: async () => undefined,
    async rows(sql) {
      if (sql.includes('svv_columns')) return tables.map((name) => [name]);
      if (sql.includes('pg_user')) return [['107']];
      if (sql.includes('sys_query_history')) return sql.includes('<> 107') ? statements : [];
      return others;
    },
  };
  return { session, statementsRun };
}

const isRead = (sql: string) => sql.startsWith('SELECT 1 FROM');

describe('the read-only user', () => {
  it('passes when it can query every table and is refused everything else', async () => {
    const { session } = reader((sql) => (isRead(sql) ? undefined : DENIED));
    expect(await runCheck(tablesCheck(session, 'public'))).toMatchObject([{ result: 'ok' }]);
    expect(await runCheck(grantsCheck(session, 'public', 'bucket'))).toMatchObject([{ result: 'ok' }]);
  });

  it('fails with the name of a table it cannot query', async () => {
    const { session } = reader((sql) => (sql.includes('orders') ? DENIED : undefined), { tables: ['users', 'orders'] });
    const findings = await runCheck(tablesCheck(session, 'public'));
    expect(findings).toMatchObject([
      {
        result: 'failed',
        message: expect.stringContaining('orders'),
        advice: expect.stringContaining('Grant the user SELECT'),
      },
    ]);
  });

  it('fails without tables', async () => {
    const { session } = reader(() => undefined, { tables: [] });
    expect(await runCheck(tablesCheck(session, 'public'))).toMatchObject([
      { result: 'failed', advice: expect.stringContaining('load-data') },
    ]);
  });

  const all = forbiddenStatements({ schema: 'public', table: 'users', bucket: 'bucket' });

  it.each(all)('fails when it may $may', async ({ sql, undo, may, advice }) => {
    const { session, statementsRun } = reader((one) =>
      one === sql || one === undo || isRead(one) ? undefined : DENIED,
    );
    const findings = await runCheck(grantsCheck(session, 'public', 'bucket'));
    expect(findings).toEqual([{ result: 'failed', message: `The read-only user may ${may}.`, advice }]);
    // The created object is removed.
    if (undo) expect(statementsRun).toContain(undo);
  });

  it('is checked with harmless statements', () => {
    for (const { sql, undo } of all) {
      if (/^CREATE (?!TEMP)/.test(sql)) expect(undo).toMatch(/^DROP/);
      else expect(sql).toMatch(/1 = 0|code_interpreter_doctor|load\/doctor|pg_shadow|SESSION AUTHORIZATION/);
    }
  });

  it('fails when only S3 or IAM refuses the statement', async () => {
    const later = (sql: string) => {
      if (sql.startsWith('UNLOAD')) return 'ERROR: S3ServiceException:Access Denied,Status 403';
      return sql.startsWith('COPY') ? "ERROR: The specified S3 prefix 'load/doctor' does not exist" : DENIED;
    };
    const findings = await runCheck(grantsCheck(reader(later).session, 'public', 'bucket'));
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('may load files'),
      expect.stringContaining('may write files'),
    ]);
  });

  it('passes without a feature that Redshift no longer has', async () => {
    const gone = (sql: string) => (sql.includes('plpythonu') ? 'ERROR: language "plpythonu" does not exist' : DENIED);
    expect(await runCheck(grantsCheck(reader(gone).session, 'public', 'bucket'))).toMatchObject([{ result: 'ok' }]);
  });

  it('fails when it sees statements of other users', async () => {
    const { session } = reader(() => DENIED, { statements: [['100']] });
    const findings = await runCheck(grantsCheck(session, 'public', 'bucket'));
    expect(findings).toEqual([
      {
        result: 'failed',
        message: 'The read-only user sees statements of other users.',
        advice: expect.stringContaining('SYSLOG ACCESS RESTRICTED'),
      },
    ]);
  });

  it('fails when it sees other schemas', async () => {
    const { session } = reader(() => DENIED, { others: [['payroll', 'salaries']] });
    const findings = await runCheck(grantsCheck(session, 'public', 'bucket'));
    expect(findings).toMatchObject([{ result: 'failed', message: expect.stringContaining('payroll.salaries') }]);
  });
});
