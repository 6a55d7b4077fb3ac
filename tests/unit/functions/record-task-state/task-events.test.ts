import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { recordTaskState } from '../../../../functions/record-task-state/handler';
import type { Job } from '../../../../functions/shared/domain/job';
import { deathOf, livingTasks } from '../../../../functions/shared/domain/obligations';
import { timingsOf } from '../../../../functions/shared/domain/timings';
import { jobStore } from '../../../../functions/shared/job-store/job-store';
import type { EventBridgeEvent } from '../../../../functions/shared/queue/batch';
import { memoryJobTable } from '../../../fakes/job-table';
import { fakeObjectStore } from '../../../fakes/object-store';
import { accepted, allowance, JOB_ID } from '../shared/domain/facts';

const folder = join(__dirname, '../../../../events/samples/aws');
const sample = (number: string): EventBridgeEvent => {
  const name = readdirSync(folder).find((file) => file.startsWith(`ecs-task-${number}-`)) ?? '';
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
};

/** The events of one task. */
const life = ['01', '02', '03', '04', '05'].map(sample);

async function recorded(events: readonly EventBridgeEvent[]) {
  const jobs = jobStore(memoryJobTable(), async () => undefined);
  await jobs.create(accepted(), allowance);
  for (const event of events) await recordTaskState({ jobs, objects: fakeObjectStore() })(event);
  return { job: (await jobs.read(JOB_ID)) as Job, timeline: (await jobs.timeline(JOB_ID)).items };
}

const shuffled = fc
  .array(fc.constantFrom(...life), { maxLength: 6 })
  .chain((again) => fc.shuffledSubarray([...life, ...again], { minLength: life.length + again.length }));

describe('events of one task', () => {
  it('make the same job in every order, however often each comes', async () => {
    const expected = (await recorded(life)).job;
    expect(deathOf(expected)?.last).toMatchObject({ status: 'STOPPED', exitCode: 0 });
    await fc.assert(
      fc.asyncProperty(shuffled, async (events) => expect((await recorded(events)).job).toEqual(expected)),
      { numRuns: 200 },
    );
  });

  it('give the steps of its start', async () => {
    const { job } = await recorded(life);
    const generated = { at: '2026-11-22T07:00:00.000Z', result: 'program', modelId: 'm' } as const;
    const usage = { inputTokens: 1, outputTokens: 1, modelCalls: 1 };
    const { steps } = timingsOf({ ...job, generations: { 1: { ...generated, usage } } });
    expect(steps).toMatchObject({ provision: 19.513, pull: 11.423, start: 2.502 });
  });

  it('have one line in the timeline, those that come too late none', async () => {
    const stopped = life.at(-1) as EventBridgeEvent;
    const { timeline } = await recorded([stopped, ...life, stopped]);
    expect(timeline.map(({ factId }) => factId)).toEqual([expect.stringMatching(/:STOPPED:/)]);
  });
});

describe('events of two tasks of a job', () => {
  const second = (event: EventBridgeEvent, version: number): EventBridgeEvent => {
    const text = JSON.stringify(event).replaceAll('0b7c9d1e2f3a4b5c8d6e7f8091a2b3c4', 'second');
    const copy = JSON.parse(text.replaceAll('"LAUNCH","value":"1"', '"LAUNCH","value":"2"')) as EventBridgeEvent;
    return { ...copy, detail: { ...(copy.detail as object), version } };
  };

  it('are distinguished: the first version of the second counts, whatever the last version of the first was', async () => {
    const [, , running, , stopped] = life as [
      EventBridgeEvent,
      EventBridgeEvent,
      EventBridgeEvent,
      EventBridgeEvent,
      EventBridgeEvent,
    ];
    const { job } = await recorded([stopped, second(running, 1), running, stopped]);
    expect(livingTasks(job)).toEqual([expect.stringContaining('second')]);
    expect(deathOf(job)).toBeUndefined();
    expect(Object.keys(job.launches)).toEqual(['1', '2']);
  });
});
