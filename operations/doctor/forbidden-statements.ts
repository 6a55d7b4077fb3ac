import { identifier, literal } from '../load/sql';

/** A statement that Redshift must refuse the read-only user. */
export interface ForbiddenStatement {
  /** Completes "the user may …". */
  readonly may: string;
  /** Harmless even when it succeeds. */
  readonly sql: string;
  /** Removes what it created when it succeeds. */
  readonly undo?: string;
  readonly advice: string;
}

interface Target {
  readonly schema: string;
  /** A table that the user may query. */
  readonly table: string;
  readonly bucket: string;
}

const OBJECT_NAME = 'code_interpreter_doctor';
export const asAdministrator = (statement: string) =>
  `As an administrator, run: ${statement}; (or all of operations/load/read-only-user.sql, or npm run load-data).`;

/** One statement for each privilege that programs must not have. */
export function forbiddenStatements({ schema, table, bucket }: Target): ForbiddenStatement[] {
  const object = `${identifier(schema)}.${OBJECT_NAME}`;
  const target = `${identifier(schema)}.${identifier(table)}`;
  const address = literal(`s3://${bucket}/load/doctor`);
  const noCreate = asAdministrator('REVOKE ALL ON SCHEMA public FROM PUBLIC, and on the schema of the tables');
  const noWrite = asAdministrator(`REVOKE INSERT, UPDATE, DELETE ON ${target} FROM the user and PUBLIC`);
  const noRole = asAdministrator('REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL');
  const noLanguage = (name: string) => asAdministrator(`REVOKE USAGE ON LANGUAGE ${name} FROM PUBLIC`);
  const noDatabase = asAdministrator('REVOKE ALL ON DATABASE … FROM PUBLIC and the user');
  const noSuperuser = asAdministrator('ALTER USER … NOCREATEUSER NOCREATEDB');
  return [
    { may: 'create tables', sql: `CREATE TABLE ${object} (n integer)`, undo: `DROP TABLE ${object}`, advice: noCreate },
    {
      may: 'create views',
      sql: `CREATE VIEW ${object} AS SELECT 1 AS n`,
      undo: `DROP VIEW ${object}`,
      advice: noCreate,
    },
    { may: 'create temporary tables', sql: `CREATE TEMP TABLE ${OBJECT_NAME} (n integer)`, advice: noDatabase },
    {
      may: 'create schemas',
      sql: `CREATE SCHEMA ${OBJECT_NAME}`,
      undo: `DROP SCHEMA ${OBJECT_NAME}`,
      advice: noDatabase,
    },
    {
      may: 'create functions in SQL',
      sql: `CREATE FUNCTION ${object} (integer) RETURNS integer IMMUTABLE AS $$ SELECT $1 $$ LANGUAGE sql`,
      undo: `DROP FUNCTION ${object} (integer)`,
      advice: noLanguage('sql'),
    },
    {
      may: 'create functions in Python',
      sql: `CREATE FUNCTION ${object} (n integer) RETURNS integer IMMUTABLE AS $$ return n $$ LANGUAGE plpythonu`,
      undo: `DROP FUNCTION ${object} (n integer)`,
      advice: noLanguage('plpythonu'),
    },
    {
      may: 'create procedures',
      sql: `CREATE PROCEDURE ${object} () AS $$ BEGIN NULL; END $$ LANGUAGE plpgsql`,
      undo: `DROP PROCEDURE ${object} ()`,
      advice: noLanguage('plpgsql'),
    },
    { may: 'insert rows', sql: `INSERT INTO ${target} SELECT * FROM ${target} WHERE 1 = 0`, advice: noWrite },
    { may: 'delete rows', sql: `DELETE FROM ${target} WHERE 1 = 0`, advice: noWrite },
    { may: 'load files', sql: `COPY ${target} FROM ${address} IAM_ROLE default FORMAT AS CSV`, advice: noWrite },
    { may: 'write files', sql: `UNLOAD ('SELECT 1 AS n') TO ${address} IAM_ROLE default`, advice: noRole },
    { may: 'read passwords', sql: 'SELECT passwd FROM pg_shadow LIMIT 1', advice: noSuperuser },
    {
      may: 'create users',
      sql: `CREATE USER ${OBJECT_NAME} PASSWORD DISABLE`,
      undo: `DROP USER ${OBJECT_NAME}`,
      advice: noSuperuser,
    },
    { may: 'act as another user', sql: "SET SESSION AUTHORIZATION 'rdsdb'", advice: noSuperuser },
  ];
}
