import { examine } from '../../../operations/doctor/check';
import { refusals } from '../../../operations/doctor/forbidden-statements';
import { refusalsCheck, tablesCheck } from '../../../operations/doctor/warehouse';
import { StatementFailed, type WarehouseSession } from '../../../operations/warehouse-session';

const DENIED = 'ERROR: permission denied for schema public';

/** The warehouse as the read-only user sees it: `answer` gives the reason why a statement fails, if it does. */
function reader(
  answer: (sql: string) => string | undefined,
  { tables = ['users'], others = [] as string[][], statements = [] as string[][] } = {},
) {
  const ran: string[] = [];
  const session: WarehouseSession = {
    async run(sql) {
      ran.push(sql);
      const reason = answer(sql);
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
  return { session, ran };
}

const isRead = (sql: string) => sql.startsWith('SELECT 1 FROM');

describe('the read-only user', () => {
  it('is well when it reads every table and is refused everything else', async () => {
    const { session } = reader((sql) => (isRead(sql) ? undefined : DENIED));
    expect(await examine(tablesCheck(session, 'public'))).toMatchObject([{ result: 'ok' }]);
    expect(await examine(refusalsCheck(session, 'public', 'bucket'))).toMatchObject([{ result: 'ok' }]);
  });

  it('is told which table it cannot read', async () => {
    const { session } = reader((sql) => (sql.includes('orders') ? DENIED : undefined), { tables: ['users', 'orders'] });
    const findings = await examine(tablesCheck(session, 'public'));
    expect(findings).toMatchObject([
      { result: 'failed', found: expect.stringContaining('orders'), advice: expect.stringContaining('GRANT') },
    ]);
  });

  it('needs tables', async () => {
    const { session } = reader(() => undefined, { tables: [] });
    expect(await examine(tablesCheck(session, 'public'))).toMatchObject([
      { result: 'failed', advice: expect.stringContaining('load-data') },
    ]);
  });

  const all = refusals({ schema: 'public', table: 'users', bucket: 'bucket' });

  it.each(all)('is found out when it may $may', async ({ sql, undo, may, advice }) => {
    const { session, ran } = reader((one) => (one === sql || one === undo || isRead(one) ? undefined : DENIED));
    const findings = await examine(refusalsCheck(session, 'public', 'bucket'));
    expect(findings).toEqual([{ result: 'failed', found: `The read-only user may ${may}.`, advice }]);
    // What was made to find out is taken away.
    if (undo) expect(ran).toContain(undo);
  });

  it('is tried with nothing that would do harm if it were allowed', () => {
    for (const { sql, undo } of all) {
      if (/^CREATE (?!TEMP)/.test(sql)) expect(undo).toMatch(/^DROP/);
      else expect(sql).toMatch(/1 = 0|code_interpreter_doctor|load\/doctor|pg_shadow|SESSION AUTHORIZATION/);
    }
  });

  it('is not refused by what S3 or IAM says later', async () => {
    const later = (sql: string) => {
      if (sql.startsWith('UNLOAD')) return 'ERROR: S3ServiceException:Access Denied,Status 403';
      return sql.startsWith('COPY') ? "ERROR: The specified S3 prefix 'load/doctor' does not exist" : DENIED;
    };
    const findings = await examine(refusalsCheck(reader(later).session, 'public', 'bucket'));
    expect(findings.map(({ found }) => found)).toEqual([
      expect.stringContaining('may load files'),
      expect.stringContaining('may write files'),
    ]);
  });

  it('need not be refused what Redshift no longer has', async () => {
    const gone = (sql: string) => (sql.includes('plpythonu') ? 'ERROR: language "plpythonu" does not exist' : DENIED);
    expect(await examine(refusalsCheck(reader(gone).session, 'public', 'bucket'))).toMatchObject([{ result: 'ok' }]);
  });

  it('sees no statements but its own', async () => {
    const { session } = reader(() => DENIED, { statements: [['100']] });
    const findings = await examine(refusalsCheck(session, 'public', 'bucket'));
    expect(findings).toEqual([
      {
        result: 'failed',
        found: 'The read-only user sees statements of other users.',
        advice: expect.stringContaining('SYSLOG ACCESS RESTRICTED'),
      },
    ]);
  });

  it('sees no other schema', async () => {
    const { session } = reader(() => DENIED, { others: [['payroll', 'salaries']] });
    const findings = await examine(refusalsCheck(session, 'public', 'bucket'));
    expect(findings).toMatchObject([{ result: 'failed', found: expect.stringContaining('payroll.salaries') }]);
  });
});
