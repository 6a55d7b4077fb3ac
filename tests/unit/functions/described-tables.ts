import { keys } from '../../../events';
import { describeTables, type Ports } from '../../../functions/describe-tables/handler';
import { tableDirectory } from '../../../functions/generate-code/tables/directory';
import type { Measurement } from '../../../functions/shared/metrics/port';
import type { ObjectStore } from '../../../functions/shared/object-store/port';
import type { EventBridgeEvent } from '../../../functions/shared/queue/batch';
import type { Warehouse } from '../../../functions/shared/warehouse/port';
import { fakeLog } from '../../fakes/log';

interface Over {
  readonly objects: ObjectStore;
  readonly warehouse: Warehouse;
  readonly now: () => string;
}

/** The event that describe-tables receives when an object was created. */
export const created = (key: string): EventBridgeEvent => ({
  id: 'envelope',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  time: '2026-01-01T00:00:00Z',
  detail: { bucket: { name: 'bucket' }, object: { key } },
});

/** describe-tables with fakes for all its ports. */
export function describer({ objects, warehouse, now }: Over) {
  const log = fakeLog();
  const measurements: Measurement[] = [];
  let tokens = 0;
  const ports: Ports = {
    objects,
    warehouse,
    schema: 'public',
    now,
    log,
    metrics: { record: (_, added) => void measurements.push(...added) },
    newLeaseToken: () => `describer-${++tokens}`,
  };
  const handle = describeTables(ports);
  return { ports, log, measurements, handle: (key: string = keys.catalog) => handle(created(key)) };
}

/** The directory of generate-code. While it waits, describe-tables runs; `advance` moves the clock after a failure. */
export function directoryWithDescriber(over: Over, advance: (milliseconds: number) => void = () => undefined) {
  const { handle } = describer(over);
  return tableDirectory({
    ...over,
    schema: 'public',
    async pause(milliseconds) {
      // A failure is stored, and its event returns to the queue.
      await handle(keys.tablesRequest).catch(() => advance(milliseconds));
    },
  });
}
