import { identifier, literal } from '../load/sql';
import { StatementFailed, type WarehouseSession } from '../warehouse-session';
import { type Check, type Finding, failed, ok } from './check';
import { asAdministrator, type Refusal, refusals } from './forbidden-statements';

const LOAD = 'Run npm run load-data, which makes the user and loads tables.';
/** Schemas that every user sees. */
const SYSTEM = [
  'pg_catalog',
  'information_schema',
  'pg_internal',
  'pg_auto_copy',
  'pg_automv',
  'pg_s3',
  'pg_mv',
  'catalog_history',
];

/** Names of the tables that the user sees in a schema. */
export async function tablesOf(reader: WarehouseSession, schema: string): Promise<string[]> {
  const rows = await reader.rows(
    `SELECT DISTINCT table_name FROM svv_columns WHERE table_schema = ${literal(schema)} ORDER BY table_name`,
  );
  return rows.map(([name = '']) => name);
}

/** Whether programs can read the tables. */
export function tablesCheck(reader: WarehouseSession, schema: string): Check {
  return {
    title: 'Warehouse',
    advice: `The read-only user cannot log in, or there is no such user. ${LOAD}`,
    async run() {
      const tables = await tablesOf(reader, schema);
      if (tables.length === 0) return [failed(`The read-only user sees no table in the schema ${schema}.`, LOAD)];
      const findings: Finding[] = [];
      for (const table of tables) {
        const name = `${identifier(schema)}.${identifier(table)}`;
        const reason = await reasonOf(reader.run(`SELECT 1 FROM ${name} LIMIT 1`));
        if (reason)
          findings.push(failed(`${table} cannot be read: ${reason}`, `GRANT SELECT ON TABLE ${name} TO the user.`));
      }
      return findings.length > 0 ? findings : [ok(`The read-only user reads ${list(tables)}.`)];
    },
  };
}

const list = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more tables` : names.join(', ');

/** Whether the user is refused everything else. What is not refused is undone. */
export function refusalsCheck(reader: WarehouseSession, schema: string, bucket: string): Check {
  return {
    title: 'Rights in the warehouse',
    advice: LOAD,
    async run() {
      const [table] = await tablesOf(reader, schema);
      if (table === undefined) return [failed('There is no table to try anything on.', LOAD)];
      const findings: Finding[] = [await otherSchemas(reader, schema), await otherStatements(reader)];
      for (const refusal of refusals({ schema, table, bucket })) findings.push(await tryOut(reader, refusal));
      const wrong = findings.filter(({ result }) => result === 'failed');
      return wrong.length > 0
        ? wrong
        : [ok(`The read-only user is refused ${findings.length} things that it must not do.`)];
    },
  };
}

/** Redshift's words for a missing right. What S3 or IAM denies later was not refused by the warehouse. */
const isRefusal = (reason: string): boolean =>
  /permission|denied|privilege|not authorized|must be (owner|superuser)|assumerole|not allowed/i.test(reason) &&
  !/S3ServiceException|credentials of role|spectrum/i.test(reason);

/** Words for what this version of Redshift does not have at all. */
const isAbsent = (reason: string): boolean =>
  /(language|relation|function).* does not exist|not supported|no longer supports?/i.test(reason);

async function tryOut(reader: WarehouseSession, { may, sql, undo, advice }: Refusal): Promise<Finding> {
  const reason = await reasonOf(reader.run(sql));
  if (reason !== undefined && (isRefusal(reason) || isAbsent(reason))) return ok(`It may not ${may}.`);
  if (reason === undefined && undo) await reasonOf(reader.run(undo));
  return failed(`The read-only user may ${may}${reason ? ` (it failed for another reason: ${reason})` : ''}.`, advice);
}

async function otherSchemas(reader: WarehouseSession, schema: string): Promise<Finding> {
  const rows = await reader.rows(
    `SELECT table_schema, table_name FROM svv_tables WHERE table_schema NOT IN (${[schema, ...SYSTEM].map(literal).join(', ')})`,
  );
  if (rows.length === 0) return ok('It sees no other schema.');
  const names = rows.slice(0, 5).map((row) => row.join('.'));
  return failed(
    `The read-only user sees tables of other schemas: ${names.join(', ')}.`,
    'As an administrator: REVOKE ALL ON SCHEMA … FROM PUBLIC, and from the user.',
  );
}

/** All jobs are this one user, and see the statements of each other in any case; those of people are not for them. */
async function otherStatements(reader: WarehouseSession): Promise<Finding> {
  const [[own] = []] = await readable(reader.rows('SELECT usesysid FROM pg_user WHERE usename = current_user'));
  // A user that does not know its number takes every statement for one of another.
  const ofOthers = own === undefined ? '' : `WHERE user_id <> ${Number(own)}`;
  const others = await readable(reader.rows(`SELECT user_id FROM sys_query_history ${ofOthers} LIMIT 1`));
  if (others.length === 0) return ok('It sees no statement of another user.');
  return failed(
    'The read-only user sees statements of other users.',
    asAdministrator('ALTER USER … SYSLOG ACCESS RESTRICTED'),
  );
}

/** The rows, or none where they cannot be read. */
async function readable(rows: Promise<string[][]>): Promise<string[][]> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof StatementFailed) return [];
    throw error;
  }
}

/** What a statement failed with, or undefined when it did not. */
async function reasonOf(statement: Promise<unknown>): Promise<string | undefined> {
  try {
    await statement;
    return undefined;
  } catch (error) {
    if (error instanceof StatementFailed) return error.message;
    throw error;
  }
}
