/** A column as CREATE TABLE makes it; `type` is Redshift's. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A name in SQL, whatever it is made of. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text in SQL. Redshift takes a backslash in it for an escape. */
export const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const named = (schema: string, table: string): string => `${identifier(schema)}.${identifier(table)}`;

export const dropTable = (schema: string, table: string): string => `DROP TABLE IF EXISTS ${named(schema, table)}`;

export function createTable(schema: string, table: string, columns: readonly Column[]): string {
  const lines = columns.map(({ name, type }) => `  ${identifier(name)} ${type}`);
  return `CREATE TABLE ${named(schema, table)} (\n${lines.join(',\n')}\n)`;
}

/** Loads a gzipped CSV file with a header; an empty field is null. Without the ARN of a role by the warehouse's default. */
export function copyTable(
  schema: string,
  table: string,
  columns: readonly Column[],
  address: string,
  role?: string,
): string {
  const names = columns.map(({ name }) => identifier(name)).join(', ');
  return (
    `COPY ${named(schema, table)} (${names}) FROM ${literal(address)} IAM_ROLE ${role ? literal(role) : 'default'}` +
    " FORMAT AS CSV GZIP IGNOREHEADER 1 EMPTYASNULL DATEFORMAT 'auto' TIMEFORMAT 'auto'"
  );
}

export const grantSelect = (schema: string, table: string, user: string): string =>
  `GRANT SELECT ON TABLE ${named(schema, table)} TO ${identifier(user)}`;
