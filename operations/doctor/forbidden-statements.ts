import { identifier, literal } from '../load/sql';

/** Something that the read-only user must be refused. */
export interface Refusal {
  /** Completes "it may". */
  readonly may: string;
  /** Does no harm when it is not refused. */
  readonly sql: string;
  /** Takes away what was made when it was not refused. */
  readonly undo?: string;
  readonly advice: string;
}

interface Place {
  readonly schema: string;
  /** A table that the user may select from. */
  readonly table: string;
  readonly bucket: string;
}

const NAME = 'code_interpreter_doctor';
export const asAdministrator = (statement: string) =>
  `As an administrator: ${statement}; (all of operations/load/read-only-user.sql, or npm run load-data).`;

/** Every right that programs must not have, each with a statement that needs it. */
export function refusals({ schema, table, bucket }: Place): Refusal[] {
  const own = `${identifier(schema)}.${NAME}`;
  const given = `${identifier(schema)}.${identifier(table)}`;
  const address = literal(`s3://${bucket}/load/doctor`);
  const noCreate = asAdministrator('REVOKE ALL ON SCHEMA public FROM PUBLIC, and on the schema of the tables');
  const noWrite = asAdministrator(`REVOKE INSERT, UPDATE, DELETE ON ${given} FROM the user and PUBLIC`);
  const noRole = asAdministrator('REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL');
  const noLanguage = (name: string) => asAdministrator(`REVOKE USAGE ON LANGUAGE ${name} FROM PUBLIC`);
  const noDatabase = asAdministrator('REVOKE ALL ON DATABASE … FROM PUBLIC and the user');
  const noSuperuser = asAdministrator('ALTER USER … NOCREATEUSER NOCREATEDB');
  return [
    { may: 'create tables', sql: `CREATE TABLE ${own} (n integer)`, undo: `DROP TABLE ${own}`, advice: noCreate },
    { may: 'create views', sql: `CREATE VIEW ${own} AS SELECT 1 AS n`, undo: `DROP VIEW ${own}`, advice: noCreate },
    { may: 'create temporary tables', sql: `CREATE TEMP TABLE ${NAME} (n integer)`, advice: noDatabase },
    { may: 'create schemas', sql: `CREATE SCHEMA ${NAME}`, undo: `DROP SCHEMA ${NAME}`, advice: noDatabase },
    {
      may: 'create functions in SQL',
      sql: `CREATE FUNCTION ${own} (integer) RETURNS integer IMMUTABLE AS $$ SELECT $1 $$ LANGUAGE sql`,
      undo: `DROP FUNCTION ${own} (integer)`,
      advice: noLanguage('sql'),
    },
    {
      may: 'create functions in Python',
      sql: `CREATE FUNCTION ${own} (n integer) RETURNS integer IMMUTABLE AS $$ return n $$ LANGUAGE plpythonu`,
      undo: `DROP FUNCTION ${own} (n integer)`,
      advice: noLanguage('plpythonu'),
    },
    {
      may: 'create procedures',
      sql: `CREATE PROCEDURE ${own} () AS $$ BEGIN NULL; END $$ LANGUAGE plpgsql`,
      undo: `DROP PROCEDURE ${own} ()`,
      advice: noLanguage('plpgsql'),
    },
    { may: 'insert rows', sql: `INSERT INTO ${given} SELECT * FROM ${given} WHERE 1 = 0`, advice: noWrite },
    { may: 'delete rows', sql: `DELETE FROM ${given} WHERE 1 = 0`, advice: noWrite },
    { may: 'load files', sql: `COPY ${given} FROM ${address} IAM_ROLE default FORMAT AS CSV`, advice: noWrite },
    { may: 'write files', sql: `UNLOAD ('SELECT 1 AS n') TO ${address} IAM_ROLE default`, advice: noRole },
    { may: 'read passwords', sql: 'SELECT passwd FROM pg_shadow LIMIT 1', advice: noSuperuser },
    {
      may: 'create users',
      sql: `CREATE USER ${NAME} PASSWORD DISABLE`,
      undo: `DROP USER ${NAME}`,
      advice: noSuperuser,
    },
    { may: 'act as another user', sql: "SET SESSION AUTHORIZATION 'rdsdb'", advice: noSuperuser },
  ];
}
