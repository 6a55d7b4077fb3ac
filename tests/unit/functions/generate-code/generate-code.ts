import { type JobDocument, keys, PromptReceived, type PublishedEvent } from '../../../../events';
import { generateCode, type Ports } from '../../../../functions/generate-code/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { apply, type Job, newJob } from '../../../../functions/shared/domain/job';
import type { ModelResponse } from '../../../../functions/shared/model/port';
import type { EventBridgeEvent } from '../../../../functions/shared/queue/batch';
import { shops, warehouseOf } from '../../../fakes/described-warehouse';
import { fakeEventBus } from '../../../fakes/event-bus';
import { fakeLog } from '../../../fakes/log';
import { fakeModel } from '../../../fakes/model';
import { fakeObjectStore } from '../../../fakes/object-store';
import { fakeWarehouse } from '../../../fakes/warehouse';
import { directoryWithDescriber } from '../described-tables';

export const jobId = '0123456789abcdefghjkmnpqrs';

export const jobDocument: JobDocument = {
  version: 1,
  jobId,
  prompt: 'How many shops are there?',
  owner: 'ann',
  size: 'small',
  limits: { timeoutSeconds: 60, maxAttempts: 3 },
  acceptedAt: '2026-01-01T00:00:00.000Z',
  deadlineAt: '2026-01-01T01:00:00.000Z',
  requestSha256: 'a'.repeat(64),
};

const accepted = { ...jobDocument, promptStart: jobDocument.prompt };

export const goodInput = {
  plan: 'Count the rows.',
  assumptions: ['A shop is a row.'],
  program: 'from interpreter import query, answer\nn = query("select count(*) as n from shops")\nanswer("3", n=3)\n',
};

/** The function with fakes for all its ports. `clock.now` is the current time. */
export function harness(...responses: (ModelResponse | Error)[]) {
  const objects = fakeObjectStore(new Map([[keys.job(jobId), JSON.stringify(jobDocument)]]));
  const clock = { now: '2026-01-01T00:00:05.000Z' };
  const now = () => clock.now;
  const bus = fakeEventBus();
  const model = fakeModel(...responses);
  const warehouse = warehouseOf(shops);
  const tables = directoryWithDescriber({ warehouse, objects, now }, (milliseconds) => {
    clock.now = new Date(Date.parse(clock.now) + milliseconds).toISOString();
  });
  const table: { job: Job | undefined } = { job: newJob(accepted) };
  let tokens = 0;
  const log = fakeLog();
  const ports: Ports = {
    jobs: { read: async () => table.job },
    objects,
    bus,
    model,
    tables,
    warehouse: fakeWarehouse(),
    maxLooks: 6,
    now,
    // No time passes.
    pause: () => new Promise(() => undefined),
    log,
    newLeaseToken: () => `leaseToken-${++tokens}`,
  };
  const record = (fact: Fact) => {
    table.job = table.job && apply(table.job, fact);
  };
  const erase = () => {
    table.job = undefined;
  };
  const generation = (attempt = 1) => JSON.parse(objects.objects.get(keys.generation(jobId, attempt)) ?? 'null');
  /** The published generations, without the events of their starts. */
  const outcomes = () => bus.published.filter(({ detailType }) => detailType !== 'GenerationStarted');
  const handle = generateCode(ports);
  return { ports, log, objects, clock, bus, model, warehouse, record, erase, generation, outcomes, handle };
}

/** A published event as the queue delivers it. */
export const onBus = ({ detailType, detail }: PublishedEvent): EventBridgeEvent => ({
  id: 'envelope',
  source: 'code-interpreter',
  'detail-type': detailType,
  time: '2026-01-01T00:00:01Z',
  detail,
});

export const promptReceived = onBus(
  PromptReceived.create({
    jobId,
    occurredAt: '2026-01-01T00:00:00.000Z',
    promptKey: keys.job(jobId),
    owner: 'ann',
    size: 'small',
    limits: jobDocument.limits,
    deadlineAt: jobDocument.deadlineAt,
  }),
);
