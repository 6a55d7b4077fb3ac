import type { Warehouse } from '../shared/warehouse/port';

/** A warehouse that runs `limit` statements at once; the others wait, in order. */
export function boundedWarehouse(warehouse: Warehouse, limit: number): Warehouse {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async query(sql) {
      if (running === limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await warehouse.query(sql);
      } finally {
        // A waiting statement takes over the place.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
