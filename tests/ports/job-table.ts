import type { Allowance } from '../../functions/shared/domain/allowance';
import type { Accepted, Fact } from '../../functions/shared/domain/facts';
import { factId } from '../../functions/shared/domain/facts';
import { apply, type Job, newJob } from '../../functions/shared/domain/job';
import {
  InvalidCursor,
  type JobTable,
  type StoredArtifact,
  type TimelineEntry,
} from '../../functions/shared/job-store/port';
import { accepted, allowance, at, promptReceived } from '../unit/functions/shared/domain/facts';

const cancelled: Fact = { type: 'CancelRequested', at: at(1) };
const entry = (fact: Fact): TimelineEntry => ({ at: fact.at, factId: factId(fact), fact });

/** What every job table does: tests that run over each implementation. `owner` has no other jobs in it. */
export function jobTableTests(open: () => JobTable, owner: string): void {
  let count = 0;

  async function inserted(changes: Partial<Accepted> = {}): Promise<Job> {
    count += 1;
    const jobId = `0000000000000000000000${String(count).padStart(4, '0')}`;
    const job = newJob(accepted({ jobId, owner, ...changes }));
    expect(await open().insert(job, allowance)).toBe('inserted');
    return job;
  }

  const artifact = (name: string, sequencer: string, size: number): StoredArtifact => ({
    key: `results/${name}`,
    size,
    sequencer,
    createdAt: at(50),
  });

  describe('a job', () => {
    it('is unknown until it is inserted', async () => {
      expect(await open().get('9999999999999999999999zzzz')).toBeUndefined();
    });

    it('is inserted once, at version 1', async () => {
      const job = await inserted();
      expect(await open().insert({ ...job, cancelRequestedAt: at(1) }, allowance)).toBe('exists');
      expect(await open().get(job.accepted.jobId)).toEqual({ job, version: 1 });
    });

    it('is replaced at the version that was read, with an entry in its timeline', async () => {
      const job = await inserted();
      const { jobId } = job.accepted;
      const next = apply(job, promptReceived);
      expect(await open().replace(next, 1, entry(promptReceived))).toBe(true);
      expect(await open().get(jobId)).toEqual({ job: next, version: 2 });
      expect((await open().timeline(jobId)).items).toEqual([expect.objectContaining(entry(promptReceived))]);
    });

    it('is not changed, nor its timeline, at another version', async () => {
      const job = await inserted();
      const { jobId } = job.accepted;
      expect(await open().replace(apply(job, promptReceived), 2, entry(promptReceived))).toBe(false);
      expect(await open().get(jobId)).toEqual({ job, version: 1 });
      expect((await open().timeline(jobId)).items).toEqual([]);
    });

    it('is not created by a replacement', async () => {
      const job = newJob(accepted({ jobId: '9999999999999999999999zzzy', owner }));
      expect(await open().replace(job, 1, entry(promptReceived))).toBe(false);
      expect(await open().get(job.accepted.jobId)).toBeUndefined();
    });

    it('is replaced by one of many at the same time', async () => {
      const job = await inserted();
      const next = apply(job, promptReceived);
      const results = await Promise.all(
        Array.from({ length: 6 }, () => open().replace(next, 1, entry(promptReceived))),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expect((await open().get(job.accepted.jobId))?.version).toBe(2);
    });
  });

  describe('the allowance of an owner', () => {
    const insert = (jobId: string, of: string, limits: Partial<Allowance>, reservedUsd = 0.25) =>
      open().insert(newJob(accepted({ jobId, owner: of, reservedUsd })), { ...allowance, ...limits });
    const idOf = (number: number) => `1111111111111111111111${String(number).padStart(4, '0')}`;
    const settlement = (of: string, jobId: string, usd: number) => ({
      owner: of,
      jobId,
      date: at(0).slice(0, 10),
      usd,
    });

    const end = async (jobId: string, of: string, usd: number) =>
      expect(await open().settle(settlement(of, jobId, usd))).toBe(true);

    it('limits the open jobs of an owner, not those of another one', async () => {
      const of = `${owner}-open`;
      expect(await insert(idOf(1), of, { openJobs: 2 })).toBe('inserted');
      expect(await insert(idOf(2), of, { openJobs: 2 })).toBe('inserted');
      expect(await insert(idOf(3), of, { openJobs: 2 })).toBe('openJobs');
      expect(await insert(idOf(4), `${of}-other`, { openJobs: 2 })).toBe('inserted');
      expect(await open().get(idOf(3))).toBeUndefined();
    });

    it('counts a job that is inserted twice once, and says that it exists before it says that a limit is reached', async () => {
      const of = `${owner}-twice`;
      expect(await insert(idOf(11), of, { openJobs: 2 })).toBe('inserted');
      expect(await insert(idOf(11), of, { openJobs: 2 })).toBe('exists');
      expect(await insert(idOf(12), of, { openJobs: 2 })).toBe('inserted');
      expect(await insert(idOf(11), of, { openJobs: 2 })).toBe('exists');
    });

    it('allows another job when one has ended', async () => {
      const of = `${owner}-ended`;
      await insert(idOf(21), of, { openJobs: 1 });
      expect(await insert(idOf(22), of, { openJobs: 1 })).toBe('openJobs');
      await end(idOf(21), of, 0);
      expect(await insert(idOf(22), of, { openJobs: 1 })).toBe('inserted');
    });

    it('settles a job once', async () => {
      const of = `${owner}-once`;
      await insert(idOf(71), of, {});
      await end(idOf(71), of, -0.2);
      expect(await open().settle(settlement(of, idOf(71), -0.2))).toBe(false);
      expect(await open().settle(settlement(`${of}-unknown`, idOf(72), -0.2))).toBe(false);
      expect(await open().usageOf(of, '2026-11-22')).toEqual({ openJobs: 0, usd: 0.05 });
    });

    it('limits what the jobs of a day cost or reserve', async () => {
      const of = `${owner}-usd`;
      expect(await insert(idOf(31), of, { dailyUsd: 0.5 })).toBe('inserted');
      expect(await insert(idOf(32), of, { dailyUsd: 0.5 })).toBe('inserted');
      expect(await insert(idOf(33), of, { dailyUsd: 0.5 })).toBe('dailyUsd');
      await end(idOf(31), of, -0.2);
      expect(await insert(idOf(33), of, { dailyUsd: 0.5 })).toBe('dailyUsd');
      await end(idOf(32), of, -0.1);
      expect(await insert(idOf(33), of, { dailyUsd: 0.5 })).toBe('inserted');
    });

    it('shows what counts for an owner', async () => {
      const of = `${owner}-usage`;
      expect(await open().usageOf(of, '2026-11-22')).toEqual({ openJobs: 0, usd: 0 });
      await insert(idOf(61), of, {});
      await insert(idOf(62), of, {});
      await end(idOf(61), of, -0.2);
      expect(await open().usageOf(of, '2026-11-22')).toEqual({ openJobs: 1, usd: 0.3 });
      expect(await open().usageOf(of, '2026-11-23')).toEqual({ openJobs: 1, usd: 0 });
    });

    it('holds for jobs that are inserted at the same time', async () => {
      const of = `${owner}-race`;
      const numbers = Array.from({ length: 8 }, (_, index) => 41 + index);
      const results = await Promise.all(numbers.map((number) => insert(idOf(number), of, { openJobs: 3 })));
      const inserted = results.filter((result) => result === 'inserted').length;
      expect(inserted).toBeGreaterThan(0);
      expect(inserted).toBeLessThanOrEqual(3);
      for (const result of results) expect(['inserted', 'openJobs', 'conflict']).toContain(result);
    });
  });

  it('stores the timeline in order of the instants, each fact once', async () => {
    const job = await inserted();
    for (const [index, fact] of [cancelled, promptReceived, cancelled].entries())
      expect(await open().replace(job, index + 1, entry(fact))).toBe(true);
    const { items } = await open().timeline(job.accepted.jobId);
    expect(items.map((item) => item.factId)).toEqual(['PromptReceived', 'CancelRequested']);
  });

  describe('artifacts', () => {
    it('are stored by key, each with its latest event', async () => {
      const {
        accepted: { jobId },
      } = await inserted();
      const recorded = [
        artifact('a', '0055AED6DCD90281E5', 1),
        artifact('b', '01', 2),
        artifact('a', '0055AED6DCD90281E6', 3),
      ];
      for (const one of recorded) expect(await open().putArtifact(jobId, one)).toBe(true);
      const stored = await open().artifacts(jobId);
      expect(stored.map(({ key, size }) => [key, size]).sort()).toEqual([
        ['results/a', 3],
        ['results/b', 2],
      ]);
    });

    it('are not overwritten by earlier events', async () => {
      const {
        accepted: { jobId },
      } = await inserted();
      await open().putArtifact(jobId, artifact('a', 'b0', 2));
      expect(await open().putArtifact(jobId, artifact('a', 'A0', 1))).toBe(false);
      expect(await open().artifacts(jobId)).toMatchObject([{ size: 2 }]);
    });

    it('of an unknown job are not stored', async () => {
      const jobId = '9999999999999999999999zzzx';
      expect(await open().putArtifact(jobId, artifact('a', '01', 1))).toBe(false);
      expect(await open().artifacts(jobId)).toEqual([]);
    });

    it('do not touch the job', async () => {
      const job = await inserted();
      await open().putArtifact(job.accepted.jobId, artifact('a', '01', 1));
      expect(await open().get(job.accepted.jobId)).toEqual({ job, version: 1 });
    });
  });

  describe('an erased job', () => {
    it('is deleted with its timeline and artifacts, and no other job is', async () => {
      const [job, other] = [await inserted(), await inserted()];
      for (const one of [job, other]) {
        await open().replace(apply(one, promptReceived), 1, entry(promptReceived));
        await open().putArtifact(one.accepted.jobId, artifact('a', '01', 1));
      }
      const { jobId } = job.accepted;
      expect(await open().erase(jobId)).toBe(3);
      expect(await open().get(jobId)).toBeUndefined();
      expect((await open().timeline(jobId)).items).toEqual([]);
      expect(await open().artifacts(jobId)).toEqual([]);
      expect(await open().artifacts(other.accepted.jobId)).toHaveLength(1);
      expect(await open().erase(jobId)).toBe(0);
    });

    it('accepts no late writes', async () => {
      const job = await inserted();
      const { jobId } = job.accepted;
      await open().erase(jobId);
      expect(await open().replace(apply(job, promptReceived), 1, entry(promptReceived))).toBe(false);
      expect(await open().putArtifact(jobId, artifact('a', '01', 1))).toBe(false);
      expect(await open().get(jobId)).toBeUndefined();
      expect((await open().timeline(jobId)).items).toEqual([]);
    });
  });

  describe('an owner’s jobs', () => {
    const lister = `${owner}-lister`;
    beforeAll(async () => {
      for (const second of [3, 1, 2]) await inserted({ owner: lister, acceptedAt: at(second) });
      await inserted({ owner: `${lister}-else` });
    });
    const seconds = (jobs: readonly Job[]) => jobs.map(({ accepted: { acceptedAt } }) => acceptedAt);

    it('are listed newest first, and only theirs', async () => {
      expect(seconds((await open().list(lister, 10)).items)).toEqual([at(3), at(2), at(1)]);
      expect((await open().list(`${lister}-nobody`, 10)).items).toEqual([]);
    });

    it('are listed page by page', async () => {
      const first = await open().list(lister, 2);
      expect(seconds(first.items)).toEqual([at(3), at(2)]);
      const rest = await open().list(lister, 2, first.cursor);
      expect(seconds(rest.items)).toEqual([at(1)]);
      expect(rest.cursor).toBeUndefined();
    });

    it('are listed page by page where they match', async () => {
      const matches = ({ accepted: { acceptedAt } }: Job) => acceptedAt !== at(2);
      const first = await open().list(lister, 1, undefined, matches);
      expect(seconds(first.items)).toEqual([at(3)]);
      const rest = await open().list(lister, 1, first.cursor, matches);
      expect(seconds(rest.items)).toEqual([at(1)]);
      const none = await open().list(lister, 10, undefined, () => false);
      expect([none.items, none.cursor]).toEqual([[], undefined]);
    });

    it('are not listed from a cursor that no page returned', async () => {
      await expect(open().list(lister, 2, 'nonsense')).rejects.toBeInstanceOf(InvalidCursor);
    });
  });

  it('lists due jobs, the most overdue first, until they have no obligations', async () => {
    const laterJob = await inserted({ acceptedAt: at(20) });
    const early = await inserted({ acceptedAt: at(10) });
    const own = [laterJob, early].map(({ accepted: { jobId } }) => jobId);
    const due = async (seconds: number) => (await open().due(at(seconds), 1000)).filter((jobId) => own.includes(jobId));
    expect(await due(69)).toEqual([]);
    expect(await due(75)).toEqual([early.accepted.jobId]);
    expect(await due(100)).toEqual([early.accepted.jobId, laterJob.accepted.jobId]);
    const facts: Fact[] = [
      cancelled,
      { type: 'OutcomePublished', at: at(2) },
      { type: 'LaunchAbandoned', at: at(3), launch: 1 },
    ];
    expect(await open().replace(facts.reduce(apply, early), 1, entry(cancelled))).toBe(true);
    expect(await due(100)).toEqual([laterJob.accepted.jobId]);
  });
}
