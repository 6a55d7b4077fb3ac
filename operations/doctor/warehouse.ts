import { identifier, literal } from '../load/sql';
import { StatementFailed, type WarehouseSession } from '../warehouse-session';
import { type Check, type Finding, failed, ok } from './check';
import { asAdministrator, type ForbiddenStatement, forbiddenStatements } from './forbidden-statements';

const LOAD = 'Run npm run load-data: it creates the user and loads tables.';
/** Schemas that are visible to every user. */
const SYSTEM_SCHEMAS = [
  'pg_catalog',
  'information_schema',
  'pg_internal',
  'pg_auto_copy',
  'pg_automv',
  'pg_s3',
  'pg_mv',
  'catalog_history',
];

/** Names of the tables in a schema that the user sees. */
export async function tablesOf(reader: WarehouseSession, schema: string): Promise<string[]> {
  const rows = await reader.rows(
    `SELECT DISTINCT table_name FROM svv_columns WHERE table_schema = ${literal(schema)} ORDER BY table_name`,
  );
  return rows.map(([name = '']) => name);
}

/** Whether the read-only user can query the tables. */
export function tablesCheck(reader: WarehouseSession, schema: string): Check {
  return {
    title: 'Warehouse',
    advice: `The read-only user cannot log in or does not exist. ${LOAD}`,
    async run() {
      const tables = await tablesOf(reader, schema);
      if (tables.length === 0) return [failed(`The read-only user sees no table in the schema ${schema}.`, LOAD)];
      const findings: Finding[] = [];
      for (const table of tables) {
        const name = `${identifier(schema)}.${identifier(table)}`;
        const reason = await failureOf(reader.run(`SELECT 1 FROM ${name} LIMIT 1`));
        if (reason)
          findings.push(failed(`${table} cannot be read: ${reason}`, `Grant the user SELECT on the table ${name}.`));
      }
      return findings.length > 0 ? findings : [ok(`The read-only user can query ${list(tables)}.`)];
    },
  };
}

const list = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more tables` : names.join(', ');

/** Whether the user has no other privileges. Statements that succeed are undone. */
export function grantsCheck(reader: WarehouseSession, schema: string, bucket: string): Check {
  return {
    title: 'Grants in the warehouse',
    advice: LOAD,
    async run() {
      const [table] = await tablesOf(reader, schema);
      if (table === undefined) return [failed('There is no table to check the grants on.', LOAD)];
      const findings: Finding[] = [await schemasFinding(reader, schema), await statementLogFinding(reader)];
      for (const statement of forbiddenStatements({ schema, table, bucket }))
        findings.push(await statementFinding(reader, statement));
      const problems = findings.filter(({ result }) => result === 'failed');
      return problems.length > 0
        ? problems
        : [ok(`The read-only user is refused ${findings.length} operations that it must not perform.`)];
    },
  };
}

/** Redshift's errors for a missing privilege. An error of S3 or IAM comes after Redshift has allowed the statement. */
const isRefusal = (reason: string): boolean =>
  /permission|denied|privilege|not authorized|must be (owner|superuser)|assumerole|not allowed/i.test(reason) &&
  !/S3ServiceException|credentials of role|spectrum/i.test(reason);

/** Redshift's errors for features that its version does not have. */
const isAbsent = (reason: string): boolean =>
  /(language|relation|function).* does not exist|not supported|no longer supports?/i.test(reason);

async function statementFinding(
  reader: WarehouseSession,
  { may, sql, undo, advice }: ForbiddenStatement,
): Promise<Finding> {
  const reason = await failureOf(reader.run(sql));
  if (reason !== undefined && (isRefusal(reason) || isAbsent(reason))) return ok(`The read-only user may not ${may}.`);
  if (reason === undefined && undo) await failureOf(reader.run(undo));
  return failed(`The read-only user may ${may}${reason ? ` (it failed for another reason: ${reason})` : ''}.`, advice);
}

async function schemasFinding(reader: WarehouseSession, schema: string): Promise<Finding> {
  const rows = await reader.rows(
    `SELECT table_schema, table_name FROM svv_tables WHERE table_schema NOT IN (${[schema, ...SYSTEM_SCHEMAS].map(literal).join(', ')})`,
  );
  if (rows.length === 0) return ok('The read-only user sees no other schema.');
  const names = rows.slice(0, 5).map((row) => row.join('.'));
  return failed(
    `The read-only user sees tables of other schemas: ${names.join(', ')}.`,
    'As an administrator, run: REVOKE ALL ON SCHEMA … FROM PUBLIC, and the same from the user.',
  );
}

/** Jobs share one database user and see each other's statements. They must not see those of other users. */
async function statementLogFinding(reader: WarehouseSession): Promise<Finding> {
  const [[userId] = []] = await rowsOrNone(reader.rows('SELECT usesysid FROM pg_user WHERE usename = current_user'));
  // Without its own id, every statement counts as another user's.
  const condition = userId === undefined ? '' : `WHERE user_id <> ${Number(userId)}`;
  const others = await rowsOrNone(reader.rows(`SELECT user_id FROM sys_query_history ${condition} LIMIT 1`));
  if (others.length === 0) return ok('The read-only user sees no statements of other users.');
  return failed(
    'The read-only user sees statements of other users.',
    asAdministrator('ALTER USER … SYSLOG ACCESS RESTRICTED'),
  );
}

/** The rows; none when the statement fails. */
async function rowsOrNone(rows: Promise<string[][]>): Promise<string[][]> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof StatementFailed) return [];
    throw error;
  }
}

/** The error message of a statement; undefined when it succeeds. */
async function failureOf(statement: Promise<unknown>): Promise<string | undefined> {
  try {
    await statement;
    return undefined;
  } catch (error) {
    if (error instanceof StatementFailed) return error.message;
    throw error;
  }
}
