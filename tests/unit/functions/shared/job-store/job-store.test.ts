import { cappedSummary } from '../../../../../executor/supervisor/report/report';
import { jobStore } from '../../../../../functions/shared/job-store/job-store';
import { memoryJobTable } from '../../../../fakes/job-table';
import { accepted, allowance, at, finished, generated, JOB_ID, launched, report } from '../domain/facts';

const noPause = async () => undefined;

async function storeWithJob() {
  const table = memoryJobTable();
  const jobs = jobStore(table, noPause);
  await jobs.create(accepted(), allowance);
  return { table, jobs };
}

describe('recording a fact', () => {
  it('adds it to the job and a line to the timeline', async () => {
    const { jobs } = await storeWithJob();
    await jobs.record(JOB_ID, generated());
    expect((await jobs.read(JOB_ID))?.generations[1]).toMatchObject({ modelId: 'offline-analyst' });
    expect((await jobs.timeline(JOB_ID)).items).toMatchObject([{ at: at(5), fact: { type: 'ProgramGenerated' } }]);
  });

  it('writes nothing for a fact that is recorded twice', async () => {
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

  it.each([
    ['numbers that only JSON can hold', { values: { sum: 1.2e16, p: 3.2e-180, most: Number.MAX_VALUE } }],
    ['half a character', { answer: 'half of \ud83d' }],
    ['no text where there could be one', { answer: '', values: { '': '' } }],
  ])('keeps an answer with %s', async (_, changes) => {
    const { jobs } = await storeWithJob();
    const fact = finished(1, changes);
    await jobs.record(JOB_ID, fact);
    expect((await jobs.read(JOB_ID))?.outcome?.body).toMatchObject(changes);
    expect((await jobs.timeline(JOB_ID)).items).toMatchObject([{ fact }]);
  });

  it.each(['a', 'ß', '\u0001', '😀'])(
    'keeps as many reports as a job may have, however long they are (%j)',
    async (sign) => {
      const { jobs } = await storeWithJob();
      const long = sign.repeat(50_000);
      const artifact = { name: long.slice(0, 400), size: 1, sha256: 'a'.repeat(64), mediaType: 'text/csv' };
      const body = {
        failure: { kind: 'program_error' as const, message: long },
        answer: long,
        values: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}${long}`, long])),
        assumptions: Array.from({ length: 300 }, () => long),
        warnings: Array.from({ length: 300 }, () => long),
        artifacts: Array.from({ length: 300 }, () => artifact),
      };
      for (const attempt of [1, 2, 3, 4, 5]) {
        const last = attempt === 5;
        const summary = cappedSummary(
          report({ ...body, final: last, result: 'failed' }) as Parameters<typeof cappedSummary>[0],
        );
        await jobs.record(JOB_ID, finished(attempt, summary));
      }
      const job = await jobs.read(JOB_ID);
      expect(Object.keys(job?.reports ?? {})).toHaveLength(5);
      expect(job?.outcome?.status).toBe('failed');
    },
  );

  it('changes nothing for an unknown job', async () => {
    const { jobs, table } = await storeWithJob();
    await table.erase(JOB_ID);
    expect(await jobs.record(JOB_ID, generated())).toBeUndefined();
    expect(table.jobs()).toEqual([]);
  });

  it('rejects when every write meets a conflict, so that the message is retried', async () => {
    const { jobs, table } = await storeWithJob();
    table.replace = async () => false;
    await expect(jobs.record(JOB_ID, generated())).rejects.toThrow('20 write conflicts');
  });
});

describe('recording artifacts', () => {
  const artifact = (number: number) => ({
    key: `results/${JOB_ID}/1/${number}.csv`,
    size: number,
    sequencer: '617f',
    createdAt: at(1),
  });

  it('stores concurrent ones despite their conflicts', async () => {
    const { table } = await storeWithJob();
    // DynamoDB lets one of the transactions on an item through, and cancels those that meet it.
    let under = 0;
    const { putArtifact } = table;
    table.putArtifact = async (...parameters) => {
      under += 1;
      const met = under > 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
      under -= 1;
      return met ? 'conflict' : putArtifact(...parameters);
    };
    const jobs = jobStore(table, (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
    const numbers = Array.from({ length: 10 }, (_, number) => number);
    await Promise.all(numbers.map((number) => jobs.recordArtifact(JOB_ID, artifact(number))));
    expect(await table.artifacts(JOB_ID)).toHaveLength(10);
  });

  it('rejects when every write meets a conflict, so that the message is retried', async () => {
    const { jobs, table } = await storeWithJob();
    table.putArtifact = async () => 'conflict';
    await expect(jobs.recordArtifact(JOB_ID, artifact(1))).rejects.toThrow('20 write conflicts');
  });
});

describe('creating a job', () => {
  it('does not change an existing job', async () => {
    const { jobs } = await storeWithJob();
    await jobs.record(JOB_ID, generated());
    expect(await jobs.create(accepted({ owner: 'somebody else' }), allowance)).toMatchObject({
      accepted: { owner: 'anonymous' },
      generations: { 1: {} },
    });
  });
});

describe('the index of due jobs', () => {
  it('has a job by its earliest obligation, and drops it when it has none', async () => {
    const { jobs } = await storeWithJob();
    expect(await jobs.due(at(59), 10)).toEqual([]);
    expect(await jobs.due(at(60), 10)).toEqual([JOB_ID]);
    await jobs.record(JOB_ID, { type: 'CancelRequested', at: at(1) });
    expect(await jobs.due(at(1), 10)).toEqual([JOB_ID]);
    await jobs.record(JOB_ID, { type: 'OutcomePublished', at: at(1) });
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

  it('store the latest event of a key, in any order of arrival', async () => {
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
