import { jobStore } from '../../../functions/shared/job-store/store';
import { memoryJobTable } from '../../fakes/job-table';
import { accepted, at, finished, generated, JOB_ID, launched } from '../domain/facts';

const noPause = async () => undefined;

async function storeWithJob() {
  const table = memoryJobTable();
  const jobs = jobStore(table, noPause);
  await jobs.create(accepted());
  return { table, jobs };
}

describe('recording a fact', () => {
  it('adds it to the job and a line to the timeline', async () => {
    const { jobs } = await storeWithJob();
    await jobs.record(JOB_ID, generated());
    expect((await jobs.read(JOB_ID))?.generations[1]).toMatchObject({ modelId: 'offline-analyst' });
    expect((await jobs.timeline(JOB_ID)).items).toMatchObject([{ at: at(5), fact: { type: 'ProgramGenerated' } }]);
  });

  it('writes nothing for a fact told twice', async () => {
    const { table, jobs } = await storeWithJob();
    await jobs.record(JOB_ID, generated());
    await jobs.record(JOB_ID, generated());
    expect((await table.get(JOB_ID))?.version).toBe(2);
    expect((await jobs.timeline(JOB_ID)).items).toHaveLength(1);
  });

  it('loses nothing when two write at the same time', async () => {
    const { jobs } = await storeWithJob();
    await Promise.all([
      jobs.record(JOB_ID, generated()),
      jobs.record(JOB_ID, launched()),
      jobs.record(JOB_ID, finished()),
    ]);
    const job = await jobs.read(JOB_ID);
    expect(job).toMatchObject({ generations: { 1: {} }, launches: { 1: {} }, reports: { 1: {} } });
    expect((await jobs.timeline(JOB_ID)).items).toHaveLength(3);
  });

  it('changes nothing for a job that is unknown', async () => {
    const { jobs, table } = await storeWithJob();
    await table.erase(JOB_ID);
    expect(await jobs.record(JOB_ID, generated())).toBeUndefined();
    expect(table.jobs()).toEqual([]);
  });

  it('rejects when every race is lost, so that the message is handled again', async () => {
    const { jobs, table } = await storeWithJob();
    table.replace = async () => false;
    await expect(jobs.record(JOB_ID, generated())).rejects.toThrow('written by others');
  });
});

describe('creating a job', () => {
  it('leaves a job alone that is there already', async () => {
    const { jobs } = await storeWithJob();
    await jobs.record(JOB_ID, generated());
    expect(await jobs.create(accepted({ owner: 'somebody else' }))).toMatchObject({
      accepted: { owner: 'anonymous' },
      generations: { 1: {} },
    });
  });
});

describe('the index of what is due', () => {
  it('has a job by its earliest obligation, and drops it when it owes nothing', async () => {
    const { jobs } = await storeWithJob();
    expect(await jobs.due(at(59), 10)).toEqual([]);
    expect(await jobs.due(at(60), 10)).toEqual([JOB_ID]);
    await jobs.record(JOB_ID, { type: 'CancelRequested', at: at(1) });
    expect(await jobs.due(at(1), 10)).toEqual([JOB_ID]);
    await jobs.record(JOB_ID, { type: 'Announced', at: at(1) });
    await jobs.record(JOB_ID, { type: 'LaunchAbandoned', at: at(121), launch: 1 });
    expect(await jobs.due(at(9999), 10)).toEqual([]);
  });
});

describe('artifacts', () => {
  const artifact = (sequencer: string, size: number) => ({
    key: `results/${JOB_ID}/1/a.csv`,
    size,
    sequencer,
    createdAt: at(1),
  });

  it('keep the latest event of a key, in whatever order they come', async () => {
    const { jobs } = await storeWithJob();
    await jobs.recordArtifact(JOB_ID, artifact('617f08299329d190', 2));
    await jobs.recordArtifact(JOB_ID, artifact('617f08299329d189', 1));
    expect(await jobs.artifacts(JOB_ID)).toMatchObject([{ size: 2 }]);
  });

  it('do not touch the job', async () => {
    const { jobs, table } = await storeWithJob();
    await jobs.recordArtifact(JOB_ID, artifact('00', 2));
    expect((await table.get(JOB_ID))?.version).toBe(1);
  });
});
