import { getMaxListeners } from 'node:events';
import type { Warehouse } from '../../../../../executor/supervisor/ports';
import { openQueries } from '../../../../../executor/supervisor/warehouse/query-service';

it('lets many statements wait for one signal without a warning of Node', async () => {
  const signals = new Set<AbortSignal>();
  const warehouse: Warehouse = {
    run: async (_sql, _limits, signal) => {
      signals.add(signal);
      return { ok: true, columns: [], pages: [], rows: 1, bytes: 8, truncated: false };
    },
  };
  const limits = { statements: 3, rows: 10, bytes: 1000 };
  const session = openQueries(warehouse, limits, { now: () => new Date(0), sleep: async () => undefined });
  await session.query('select sum(a.x) from a join b on a.id = b.id');
  // One for the program's statements, one for those about its joins.
  expect([...signals].map((signal) => getMaxListeners(signal))).toEqual([100, 100]);
});
