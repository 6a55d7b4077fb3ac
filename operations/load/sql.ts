/** A column of CREATE TABLE; `type` is a Redshift type. */
export interface Column {
  readonly name: string;
  readonly type: string;
  /** How the values were read from the file. */
  readonly comment?: string;
}

/** Quotes an identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Quotes a string literal. Redshift treats backslashes as escapes. */
export const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const qualified = (schema: string, table: string): string => `${identifier(schema)}.${identifier(table)}`;

export const dropTable = (schema: string, table: string): string => `DROP TABLE IF EXISTS ${qualified(schema, table)}`;

export function createTable(schema: string, table: string, columns: readonly Column[]): string {
  const lines = columns.map(({ name, type }) => `  ${identifier(name)} ${type}`);
  return `CREATE TABLE ${qualified(schema, table)} (\n${lines.join(',\n')}\n)`;
}

/** COPY of a gzipped CSV file with a header; empty fields are null. `role`: ARN, or the default role of the namespace. */
export function copyTable(
  schema: string,
  table: string,
  columns: readonly Column[],
  address: string,
  role?: string,
): string {
  const names = columns.map(({ name }) => identifier(name)).join(', ');
  return (
    `COPY ${qualified(schema, table)} (${names}) FROM ${literal(address)} IAM_ROLE ${role ? literal(role) : 'default'}` +
    " FORMAT AS CSV GZIP IGNOREHEADER 1 EMPTYASNULL DATEFORMAT 'auto' TIMEFORMAT 'auto'"
  );
}

/** Comments say how a file was read; the model gets them with the tables. */
export function commentsOn(schema: string, table: string, columns: readonly Column[], comment?: string): string[] {
  const subject = qualified(schema, table);
  return [
    ...(comment ? [`COMMENT ON TABLE ${subject} IS ${literal(comment)}`] : []),
    ...columns.flatMap(({ name, comment: text }) =>
      text ? [`COMMENT ON COLUMN ${subject}.${identifier(name)} IS ${literal(text)}`] : [],
    ),
  ];
}

export const grantSelect = (schema: string, table: string, user: string): string =>
  `GRANT SELECT ON TABLE ${qualified(schema, table)} TO ${identifier(user)}`;
