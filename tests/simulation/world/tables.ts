import { createHash } from 'node:crypto';
import { keys, type TablesDocument } from '../../../events';
import type { Rows, Warehouse } from '../../../functions/shared/warehouse/port';
import { LOOK_SECONDS } from '../../../lib/time-limits';
import { rowsOf } from '../../fakes/warehouse';
import type { Generation } from './history';
import type { SimulationContext } from './process';
import type { TablesPlan } from './scenario';

export const SCHEMA = 'public';
/** The value of the column that the catalog withholds at some time. */
export const WITHHELD_VALUE = 'canary@example.com';
export const WITHHOLDING_CATALOG = 'tables: {users: {columns: {email: {sample: false, profile: false}}}}';

const statistics = { rows_seen: 1, c0_filled: 1, c0_distinct: 1 };

/** A warehouse with one table of one column. */
export const warehouse: Warehouse = {
  async query(sql): Promise<Rows> {
    if (sql.includes('svv_columns'))
      return rowsOf({ table: 'users', column: 'email', type: 'varchar', remarks: null, table_remarks: null });
    if (sql.includes('row_count')) return rowsOf({ row_count: 1 });
    if (sql.includes('rows_seen')) return rowsOf(statistics);
    if (sql.includes('value_count')) return rowsOf({ column_name: 'email', value: WITHHELD_VALUE, value_count: 1 });
    return rowsOf({ email: WITHHELD_VALUE });
  },
};

export const MAX_LOOKS = 6;

/** The warehouse for looks, which take up to twice their time. */
export const lookedInto = ({ time, random }: SimulationContext, generation: Generation): Warehouse => ({
  async query(): Promise<Rows> {
    generation.looks += 1;
    await time.sleep(random.between(0.1, 2 * LOOK_SECONDS));
    return rowsOf({
      rows: 1,
      filled: 1,
      distinct: 1,
      min: WITHHELD_VALUE,
      max: WITHHELD_VALUE,
      value: WITHHELD_VALUE,
      count: 1,
    });
  },
});

const HOURS = { new: 0, 'two hours old': 2, 'seven days old': 7 * 24 } as const;

/** config/tables.json at the start of the run; undefined if there is none. */
export function initialDocument({ document }: TablesPlan, start: number): string | undefined {
  if (document === 'none') return undefined;
  if (document === 'half written') return '{"version":1,"schema":"pub';
  const noText = createHash('sha256').update('').digest('hex');
  const content: TablesDocument = {
    version: 1,
    schema: SCHEMA,
    describedAt: new Date(start - HOURS[document] * 3_600_000).toISOString(),
    catalogSha256: noText,
    loadSha256: noText,
    tableNames: ['users'],
    tables: [
      {
        name: 'users',
        rows: 1,
        columns: [{ name: 'email', type: 'varchar', values: [{ value: WITHHELD_VALUE, count: 1 }] }],
        sample: [{ email: WITHHELD_VALUE }],
      },
    ],
    failed: [],
    catalogProblems: [],
  };
  return JSON.stringify(content);
}

export const isConfiguration = (key: string): boolean => key.startsWith('config/') && key !== keys.tables;
