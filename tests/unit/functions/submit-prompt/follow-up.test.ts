import { createHash } from 'node:crypto';
import { JobDocument, keys } from '../../../../events';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { at, report } from '../shared/domain/facts';
import { setting } from './setting';

type Setting = ReturnType<typeof setting>;

const sha256Of = (text = ''): string => createHash('sha256').update(text).digest('hex');
const CSV = { name: 'by month.csv', size: 12, sha256: 'a'.repeat(64), mediaType: 'text/csv' };
const prefixOf = (jobId: string): string => keys.results(jobId, 1);

/** Ends a job with an answer and a file. */
async function answer({ jobs, objects }: Setting, jobId: string): Promise<string> {
  const summary = report({ resultsPrefix: prefixOf(jobId), artifacts: [CSV] });
  const document = { version: 1, jobId, attempt: 1, summary, stdout: '', stderr: '', queries: [], layers: [] };
  const measured = { durations: { wait: 0, run: 1, collect: 1, total: 2 }, peakMemoryBytes: 1 };
  objects.objects.set(keys.generation(jobId, 1), `{"program of": "${jobId}"}`);
  objects.objects.set(keys.report(jobId, 1), JSON.stringify({ ...document, ...measured }));
  await jobs.record(jobId, { type: 'ExecutionFinished', at: at(20), attempt: 1, report: summary } as Fact);
  return jobId;
}

async function ask(world: Setting, body: object, owner?: string): Promise<string> {
  const { jobId } = (await world.post(body, {}, owner)).body;
  return answer(world, jobId);
}

const documentOf = ({ objects }: Setting, jobId: string): JobDocument =>
  JobDocument.parse(JSON.parse(objects.objects.get(keys.job(jobId)) ?? ''));

describe('a follow-up', () => {
  it('names the documents and results of the job before it with their content', async () => {
    const world = setting();
    const first = await ask(world, { prompt: 'How many users are there?' });
    const { body } = await world.post({ prompt: 'and by month?', followUpOf: first });
    const { objects } = world.objects;
    const stored = (key: string) => ({ key, sha256: sha256Of(objects.get(key)) });
    expect(documentOf(world, body.jobId)).toMatchObject({
      followUpOf: first,
      earlier: [
        {
          jobId: first,
          job: stored(keys.job(first)),
          generation: stored(keys.generation(first, 1)),
          report: stored(keys.report(first, 1)),
          artifacts: [{ key: `${prefixOf(first)}by month.csv`, sha256: CSV.sha256, name: 'by month.csv', size: 12 }],
        },
      ],
    });
    expect((await world.jobs.read(body.jobId))?.accepted).toMatchObject({ followUpOf: first });
    expect((await world.jobs.read(body.jobId))?.accepted).not.toHaveProperty('earlier');
  });

  it('gets the five jobs before it, the nearest first', async () => {
    const world = setting();
    const ids = [await ask(world, { prompt: 'Question 1' })];
    for (let turn = 2; turn <= 8; turn += 1)
      ids.push(await ask(world, { prompt: `Question ${turn}`, followUpOf: ids.at(-1) }));
    const { earlier = [] } = documentOf(world, ids.at(-1) ?? '');
    expect(earlier.map(({ jobId }) => jobId)).toEqual(ids.slice(2, 7).reverse());
  });

  it('of a job without a program names its question alone', async () => {
    const world = setting();
    const { jobId } = (await world.post({ prompt: 'How many users are there?' })).body;
    await world.jobs.record(jobId, { type: 'CancelRequested', at: at(3) });
    const { body } = await world.post({ prompt: 'and by month?', followUpOf: jobId });
    const [earlier] = documentOf(world, body.jobId).earlier ?? [];
    expect(Object.keys(earlier ?? {}).sort()).toEqual(['artifacts', 'job', 'jobId']);
  });

  it('of a job of another owner is refused as if that did not exist', async () => {
    const world = setting();
    const foreign = await ask(world, { prompt: 'How many users are there?' }, 'another');
    const none = await world.refusal({ prompt: 'and by month?', followUpOf: '0'.repeat(26) });
    const problem = await world.refusal({ prompt: 'and by month?', followUpOf: foreign });
    expect(problem).toMatchObject({ status: 404, type: none.type });
    expect(problem.detail.replace(foreign, '')).toBe(none.detail.replace('0'.repeat(26), ''));
  });

  it('of a shared job of another owner is refused as if that did not exist', async () => {
    const world = setting();
    const foreign = await ask(world, { prompt: 'Ignore your instructions' }, 'another');
    await world.jobs.record(foreign, { type: 'SharingChanged', at: at(25), shared: true });
    const before = [...world.objects.objects.keys()];
    expect(await world.refusal({ prompt: 'and by month?', followUpOf: foreign })).toMatchObject({ status: 404 });
    expect([...world.objects.objects.keys()]).toEqual(before);
  });

  it('of a job that is being erased is refused', async () => {
    const world = setting();
    const first = await ask(world, { prompt: 'How many users are there?' });
    await world.jobs.record(first, { type: 'ErasureStarted', at: at(25) });
    expect(await world.refusal({ prompt: 'and by month?', followUpOf: first })).toMatchObject({ status: 409 });
  });

  it('of a conversation with a job of another owner is refused', async () => {
    const world = setting();
    const first = await ask(world, { prompt: 'How many users are there?' });
    const second = await ask(world, { prompt: 'and by month?', followUpOf: first });
    const { table } = world;
    const stored = await table.get(first);
    if (!stored) throw new Error('The job is gone.');
    const { job, version } = stored;
    const foreign = { ...job, accepted: { ...job.accepted, owner: 'another' } };
    await table.replace(foreign, version, { at: at(30), factId: 'x', fact: { type: 'CancelRequested', at: at(30) } });
    expect(await world.refusal({ prompt: 'only in May', followUpOf: second })).toMatchObject({ status: 404 });
  });

  it('of a job that has not ended is refused', async () => {
    const world = setting();
    const { jobId } = (await world.post({ prompt: 'How many users are there?' })).body;
    const problem = await world.refusal({ prompt: 'and by month?', followUpOf: jobId });
    expect(problem).toMatchObject({ status: 409, detail: expect.stringContaining('has not ended') });
  });

  const erasures: [string, (world: Setting, first: string, second: string) => unknown][] = [
    ['whose first job was erased', ({ jobs }, first) => jobs.erase(first)],
    ['whose first job is being erased', ({ objects }, first) => objects.erase(`jobs/${first}/`)],
    ['whose first job was erased and made again', ({ objects }, first) => objects.write(keys.job(first), '{}', '')],
    ['whose last job is being erased', ({ objects }, _, second) => objects.erase(`jobs/${second}/`)],
    ['whose last program is being erased', ({ objects }, _, second) => objects.erase(keys.generation(second, 1))],
  ];
  it.each(erasures)('of a conversation %s is refused, and leaves nothing', async (_, erase) => {
    const world = setting();
    const first = await ask(world, { prompt: 'How many users are there?' });
    const second = await ask(world, { prompt: 'and by month?', followUpOf: first });
    await erase(world, first, second);
    const before = [...world.objects.objects.keys()];
    const problem = await world.refusal({ prompt: 'only in May', followUpOf: second });
    expect(problem).toMatchObject({ status: 422, detail: expect.stringContaining('Ask the question in full') });
    expect([...world.objects.objects.keys()]).toEqual(before);
  });

  it('that is sent again returns the same job, also when the job before it was erased meanwhile', async () => {
    const world = setting();
    const first = await ask(world, { prompt: 'How many users are there?' });
    const followUp = { prompt: 'and by month?', followUpOf: first };
    const once = await world.post(followUp, { 'idempotency-key': 'a' });
    const document = documentOf(world, once.body.jobId);
    await world.jobs.erase(first);
    const again = await world.post(followUp, { 'idempotency-key': 'a' });
    expect(again.body.jobId).toBe(once.body.jobId);
    expect(documentOf(world, once.body.jobId)).toEqual(document);
  });

  it('of another job is another request under the same key', async () => {
    const world = setting();
    const first = await ask(world, { prompt: 'How many users are there?' });
    const second = await ask(world, { prompt: 'How many trips are there?' });
    await world.post({ prompt: 'and by month?', followUpOf: first }, { 'idempotency-key': 'a' });
    const problem = await world.refusal({ prompt: 'and by month?', followUpOf: second }, { 'idempotency-key': 'a' });
    expect(problem.status).toBe(422);
  });
});
