import type { Cell, Rows, Warehouse } from '../../functions/shared/warehouse/port';
import { fakeLog } from './log';

export interface FakeWarehouse extends Warehouse {
  readonly statements: string[];
}

type Answer = Rows | Error | undefined;

/** A warehouse that answers each statement by a function; without an answer there are no rows. */
export function fakeWarehouse(answer: (sql: string) => Answer = () => undefined): FakeWarehouse {
  const statements: string[] = [];
  return {
    statements,
    async query(sql) {
      statements.push(sql);
      const rows = answer(sql);
      if (rows instanceof Error) throw rows;
      return rows ?? { columns: [], rows: [] };
    },
  };
}

/** The ports of generate-code for a model that may not look. */
export const noLooks = { warehouse: fakeWarehouse(), maxLooks: 0, pause: async () => undefined, log: fakeLog() };

/** Rows from objects that all have the same keys. */
export const rowsOf = (...objects: Readonly<Record<string, Cell>>[]): Rows => ({
  columns: Object.keys(objects[0] ?? {}).map((name) => ({ name, type: 'varchar' })),
  rows: objects.map((object) => Object.values(object)),
});
