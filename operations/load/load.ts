import { StatementFailed, type WarehouseSession } from '../warehouse-session';
import { isHarmless, type Login, userStatements } from './read-only-user';
import { copyTable, createTable, dropTable, grantSelect, literal } from './sql';
import type { TableFile } from './tables';

export interface Ports {
  /** As its administrator. */
  readonly warehouse: WarehouseSession;
  /** Puts a file where the warehouse can copy it from; resolves to its address. */
  readonly upload: (file: string) => Promise<string>;
  /** Takes away what was uploaded. */
  readonly clear: () => Promise<void>;
  readonly say: (line: string) => void;
}

export interface Wanted {
  readonly database: string;
  readonly schema: string;
  readonly tables: readonly TableFile[];
  /** The read-only user. */
  readonly reader: Login;
  /** Whether the user is made or renewed, and PUBLIC loses its rights. */
  readonly makesUser: boolean;
  /** Whether tables that are there may be replaced. */
  readonly replaces: boolean;
  /** ARN of the role that files are copied with; the warehouse's default without. */
  readonly copyRole?: string;
}

/** Tables that were not loaded, and why. */
export type Failures = readonly { readonly table: string; readonly reason: string }[];

const ERROR_DETAIL =
  'SELECT column_name, line_number, error_message FROM sys_load_error_detail ORDER BY start_time DESC LIMIT 1';

/** Makes the read-only user and the tables it may select from. A table is replaced as a whole or stays as it was. */
export async function load(ports: Ports, wanted: Wanted): Promise<Failures> {
  const { warehouse, say } = ports;
  const { schema, reader } = wanted;
  const [userExists, tables] = await Promise.all([
    warehouse.rows(`SELECT usename FROM pg_user WHERE usename = ${literal(reader.username)}`),
    warehouse.rows(`SELECT table_name FROM svv_tables WHERE table_schema = ${literal(schema)}`),
  ]);
  const there = new Set(tables.map(([name]) => name));
  if (wanted.makesUser) await makeUser(warehouse, wanted, userExists.length > 0);
  const grants = wanted.makesUser || userExists.length > 0;
  const failures: { table: string; reason: string }[] = [];
  try {
    for (const table of wanted.tables) {
      if (there.has(table.name) && !wanted.replaces) {
        failures.push({ table: table.name, reason: 'it is there already; --replace puts the new one in its place' });
        continue;
      }
      const reason = await loadTable(ports, wanted, table, grants);
      if (reason) failures.push({ table: table.name, reason });
      else say(`${table.name}: ${table.rows.toLocaleString('en')} rows, ${table.columns.length} columns`);
      for (const note of reason ? [] : table.notes) say(`  ${note}`);
    }
  } finally {
    await ports.clear();
  }
  return failures;
}

async function makeUser(warehouse: WarehouseSession, { reader, database, schema }: Wanted, exists: boolean) {
  for (const statement of userStatements(reader, { database, schema }, exists)) {
    await warehouse.run(statement).catch((error: Error) => {
      if (!(error instanceof StatementFailed && isHarmless(statement, error.message))) throw error;
    });
  }
}

/** Resolves to why it was not loaded, or to nothing. */
async function loadTable(ports: Ports, wanted: Wanted, table: TableFile, grants: boolean): Promise<string | undefined> {
  const { warehouse, upload } = ports;
  const { schema, reader } = wanted;
  const { name, columns } = table;
  const address = await upload(table.file);
  try {
    await warehouse.transaction([
      dropTable(schema, name),
      createTable(schema, name, columns),
      copyTable(schema, name, columns, address, wanted.copyRole),
      ...(grants ? [grantSelect(schema, name, reader.username)] : []),
    ]);
    return undefined;
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    return `${error.message}${await errorDetail(warehouse, error.message)}`;
  }
}

/** What COPY found wrong with a row, when it was COPY that failed. */
async function errorDetail(warehouse: WarehouseSession, message: string): Promise<string> {
  if (!/sys_load_error_detail|stl_load_errors|load into table/i.test(message)) return '';
  const [detail] = await warehouse.rows(ERROR_DETAIL).catch(() => []);
  return detail ? ` Column ${detail[0]?.trim()}, line ${detail[1]}: ${detail[2]?.trim()}` : '';
}
