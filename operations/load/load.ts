import { StatementFailed, type WarehouseSession } from '../warehouse-session';
import { isHarmless, type Login, userStatements } from './read-only-user';
import { commentsOn, copyTable, createTable, dropTable, grantSelect, literal } from './sql';
import type { TableFile } from './tables';

export interface LoadPorts {
  /** A session of an administrator. */
  readonly warehouse: WarehouseSession;
  /** Uploads a file for COPY; resolves to its URL. */
  readonly upload: (file: string) => Promise<string>;
  /** Deletes the uploaded files. */
  readonly clear: () => Promise<void>;
  readonly log: (line: string) => void;
}

export interface LoadRequest {
  readonly database: string;
  readonly schema: string;
  readonly tables: readonly TableFile[];
  /** Login of the read-only user. */
  readonly reader: Login;
  /** Creates or alters the user, and revokes the privileges of PUBLIC. */
  readonly createUser: boolean;
  /** Replaces existing tables. */
  readonly replace: boolean;
  /** ARN of the role for COPY. Default: the default role of the namespace. */
  readonly copyRole?: string;
}

/** Tables that were not loaded, and why. */
export type Failures = readonly { readonly table: string; readonly reason: string }[];

const ERROR_DETAIL =
  'SELECT column_name, line_number, error_message FROM sys_load_error_detail ORDER BY start_time DESC LIMIT 1';

/** Creates the read-only user and the tables it may query. Each table is loaded completely or not at all. */
export async function load(ports: LoadPorts, request: LoadRequest): Promise<Failures> {
  const { warehouse, log } = ports;
  const { schema, reader } = request;
  const [userExists, tables] = await Promise.all([
    warehouse.rows(`SELECT usename FROM pg_user WHERE usename = ${literal(reader.username)}`),
    warehouse.rows(`SELECT table_name FROM svv_tables WHERE table_schema = ${literal(schema)}`),
  ]);
  const existing = new Set(tables.map(([name]) => name));
  if (request.createUser) await ensureUser(warehouse, request, userExists.length > 0);
  const hasUser = request.createUser || userExists.length > 0;
  const failures: { table: string; reason: string }[] = [];
  try {
    for (const table of request.tables) {
      if (existing.has(table.name) && !request.replace) {
        failures.push({ table: table.name, reason: 'it already exists; pass --replace to replace it' });
        continue;
      }
      const reason = await loadTable(ports, request, table, hasUser);
      if (reason) failures.push({ table: table.name, reason });
      else log(`${table.name}: ${table.rows.toLocaleString('en')} rows, ${table.columns.length} columns`);
      for (const note of reason ? [] : table.notes) log(`  ${note}`);
    }
  } finally {
    await ports.clear();
  }
  return failures;
}

async function ensureUser(warehouse: WarehouseSession, { reader, database, schema }: LoadRequest, exists: boolean) {
  for (const statement of userStatements(reader, { database, schema }, exists)) {
    await warehouse.run(statement).catch((error: Error) => {
      if (!(error instanceof StatementFailed && isHarmless(statement, error.message))) throw error;
    });
  }
}

/** Resolves to the reason when the table was not loaded. */
async function loadTable(
  ports: LoadPorts,
  request: LoadRequest,
  table: TableFile,
  hasUser: boolean,
): Promise<string | undefined> {
  const { warehouse, upload } = ports;
  const { schema, reader } = request;
  const { name, columns } = table;
  const address = await upload(table.file);
  try {
    await warehouse.transaction([
      dropTable(schema, name),
      createTable(schema, name, columns),
      copyTable(schema, name, columns, address, request.copyRole),
      ...commentsOn(schema, name, columns, table.comment),
      ...(hasUser ? [grantSelect(schema, name, reader.username)] : []),
    ]);
    return undefined;
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    return `${error.message}${await errorDetail(warehouse, error.message)}`;
  }
}

/** The column, line and error of the row that COPY rejected; empty for other failures. */
async function errorDetail(warehouse: WarehouseSession, message: string): Promise<string> {
  if (!/sys_load_error_detail|stl_load_errors|load into table/i.test(message)) return '';
  const [detail] = await warehouse.rows(ERROR_DETAIL).catch(() => []);
  return detail ? ` Column ${detail[0]?.trim()}, line ${detail[1]}: ${detail[2]?.trim()}` : '';
}
