import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keys } from '../../../../events';
import type { Job } from '../../../../functions/shared/domain/job';
import { jobOf } from '../../../../functions/shared/job-store/items';
import { jobStore } from '../../../../functions/shared/job-store/job-store';
import type { EventBridgeEvent } from '../../../../functions/shared/queue/batch';
import { fakeEventBus } from '../../../fakes/event-bus';
import { memoryJobTable } from '../../../fakes/job-table';
import { fakeLog } from '../../../fakes/log';
import { fakeObjectStore } from '../../../fakes/object-store';
import { fakeTasks } from '../../../fakes/tasks';
import { allowance } from '../../functions/shared/domain/facts';

const samples = join(__dirname, '../../../../events/samples');
const read = (path: string) => readFileSync(join(samples, path), 'utf8');

/** Versions that were released, and of which something may be on its way. */
export const versions = readdirSync(join(samples, 'released'));

/** What a released version has put on the bus, into the bucket and into the table; never changed afterwards. */
export function released(version: string) {
  const folder = `released/${version}`;
  const names = (kind: string) => readdirSync(join(samples, folder, kind)).map((name) => name.replace('.json', ''));
  const event = (name: string): EventBridgeEvent => JSON.parse(read(`${folder}/events/${name}.json`));
  return {
    event,
    events: names('events').map((name): [string, EventBridgeEvent] => [name, event(name)]),
    document: (name: string): string => read(`${folder}/documents/${name}.json`),
    job: (name: string): Job => jobOf(JSON.parse(read(`${folder}/items/${name}.json`))),
  };
}

export const JOB_ID = '01jdab3x9y7q2k4m6n8p0r1s2t';

/** Functions of this version over what a released version left: its job in the table, its documents in the bucket. */
export async function left(version: string, item: 'accepted' | 'running', ...documents: ('generation' | 'report')[]) {
  const old = released(version);
  const table = memoryJobTable();
  await table.insert(old.job(item), allowance);
  const objects = fakeObjectStore(new Map([[keys.job(JOB_ID), old.document('job')]]));
  for (const name of documents) objects.objects.set(keys[name](JOB_ID, 1), old.document(name));
  const jobs = jobStore(table, async () => undefined);
  const time = { now: '2026-11-22T07:03:00.000Z' };
  return {
    old,
    table,
    jobs,
    objects,
    time,
    bus: fakeEventBus(),
    tasks: fakeTasks(),
    log: fakeLog(),
    now: () => time.now,
    random: () => 0,
    standby: { standbyTasks: 0, standbyMinutes: 0, taskDefinitionArn: 'arn:task-definition/executor:1' },
    job: async () => (await jobs.read(JOB_ID)) as Job,
  };
}

/** An event of AWS about the job. */
export const ofAws = (name: string): EventBridgeEvent => JSON.parse(read(`aws/${name}.json`));
