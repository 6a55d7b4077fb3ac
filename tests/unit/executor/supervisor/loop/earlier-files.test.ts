import { createHash } from 'node:crypto';
import { type EarlierJob, keys } from '../../../../../events';
import { serveJob } from '../../../../../executor/supervisor/loop/serve-job';
import { JOB_ID, job, program, runResult, World } from '../world';

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const idOf = (turn: number): string => `${turn}`.repeat(26);

/** An earlier job with these files; `sizes` overrides the size that job.json has. */
function earlierJob(world: World, turn: number, files: Record<string, string>, size?: number): EarlierJob {
  const jobId = idOf(turn);
  const generation = JSON.stringify({ ...program(1), jobId, catalogSha256: world.catalog.catalogSha256 });
  world.objects.set(keys.generation(jobId, 1), generation);
  for (const [name, text] of Object.entries(files)) world.objects.set(`${keys.results(jobId, 1)}${name}`, text);
  return {
    jobId,
    job: { key: keys.job(jobId), sha256: sha256Of('') },
    generation: { key: keys.generation(jobId, 1), sha256: sha256Of(generation) },
    artifacts: Object.entries(files).map(([name, text]) => ({
      key: `${keys.results(jobId, 1)}${name}`,
      name,
      size: size ?? text.length,
      sha256: sha256Of(text),
    })),
  };
}

/** Serves a follow-up of these jobs, the nearest first; returns the warnings of its report. */
async function serve(world: World, ...earlier: EarlierJob[]): Promise<readonly string[]> {
  world.job = job({ followUpOf: earlier[0]?.jobId, earlier });
  world.generates(program(1)).runs(runResult());
  await serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
  return world.reports.get(1)?.summary.warnings ?? [];
}

describe('a follow-up', () => {
  it('runs with the files of the jobs before it', async () => {
    const world = new World();
    const jobs = [earlierJob(world, 2, { 'a b/c.csv': 'x,y' }), earlierJob(world, 1, { 'd.png': 'png' })];
    let filesAtRun = 0;
    world.generates(program(1)).runs(() => {
      filesAtRun = world.earlierFiles.size;
      return runResult();
    });
    world.job = job({ followUpOf: jobs[0]?.jobId, earlier: jobs });
    await serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
    expect(filesAtRun).toBe(2);
    expect(Object.fromEntries(world.earlierFiles)).toEqual({
      [`${idOf(2)}/a b/c.csv`]: 'x,y',
      [`${idOf(1)}/d.png`]: 'png',
    });
  });

  it('runs without the files of a job that was erased', async () => {
    const world = new World();
    const jobs = [earlierJob(world, 2, { 'a.csv': 'x' }), earlierJob(world, 1, { 'b.csv': 'y' })];
    world.objects.delete(`${keys.results(idOf(1), 1)}b.csv`);
    expect(await serve(world, ...jobs)).toEqual([]);
    expect([...world.earlierFiles.keys()]).toEqual([`${idOf(2)}/a.csv`]);
  });

  it('gets the files of the nearest jobs that fit, and warns of the others', async () => {
    const world = new World();
    const [large, small] = [200 * 1024 ** 2, 10];
    const jobs = [earlierJob(world, 2, { 'a.csv': 'x' }, large), earlierJob(world, 1, { 'b.csv': 'y' }, large)];
    const warnings = await serve(world, ...jobs, earlierJob(world, 3, { 'c.csv': 'z' }, small));
    expect([...world.earlierFiles.keys()].sort()).toEqual([`${idOf(2)}/a.csv`, `${idOf(3)}/c.csv`]);
    expect(warnings).toEqual([expect.stringContaining('larger than 256 MB, so that 1 of 3 were left out')]);
  });

  it('reads no artifact of another job than the one that is named', async () => {
    const world = new World();
    const named = earlierJob(world, 1, { 'a.csv': 'x' });
    const foreign = earlierJob(world, 2, { 'b.csv': 'y' });
    await serve(world, { ...named, artifacts: foreign.artifacts });
    expect(world.earlierFiles.size).toBe(0);
  });

  it('gets the files of jobs that were written under the same catalog while that withholds a table', async () => {
    const world = new World();
    world.catalog = { catalogSha256: 'd'.repeat(64), withholdsTables: true };
    const same = earlierJob(world, 2, { 'a.csv': 'x' });
    world.catalog = { catalogSha256: 'e'.repeat(64), withholdsTables: true };
    const other = earlierJob(world, 1, { 'b.csv': 'y' });
    world.catalog = { catalogSha256: 'd'.repeat(64), withholdsTables: true };
    expect(await serve(world, same, other)).toEqual([
      expect.stringContaining(`The files of job ${idOf(1)} are missing`),
    ]);
    expect([...world.earlierFiles.keys()]).toEqual([`${idOf(2)}/a.csv`]);
  });

  it('gets no files while the catalog cannot be read', async () => {
    const world = new World();
    const { ports } = world;
    const earlier = [earlierJob(world, 1, { 'a.csv': 'x' })];
    world.job = job({ earlier });
    world.generates(program(1)).runs(runResult());
    const readCatalogRules = async () => {
      throw new Error('The catalog of the tables cannot be read.');
    };
    const unreadable = { ...ports, earlier: { ...ports.earlier, readCatalogRules } };
    await serveJob(unreadable, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
    expect(world.earlierFiles.size).toBe(0);
    expect(world.reports.get(1)?.summary.warnings).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('repeats a download that breaks off', async () => {
    const world = new World();
    const { ports } = world;
    world.job = job({ earlier: [earlierJob(world, 1, { 'a.csv': 'x' })] });
    world.generates(program(1)).runs(runResult());
    let calls = 0;
    const openArtifact: typeof ports.earlier.openArtifact = async (key) => {
      calls += 1;
      if (calls === 1) throw new Error('connection reset');
      return ports.earlier.openArtifact(key);
    };
    await serveJob(
      { ...ports, earlier: { ...ports.earlier, openArtifact } },
      { jobId: JOB_ID, launch: 1 },
      new AbortController().signal,
    );
    expect([...world.earlierFiles.keys()]).toEqual([`${idOf(1)}/a.csv`]);
  });
});
