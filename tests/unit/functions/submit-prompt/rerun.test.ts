import { createHash } from 'node:crypto';
import { type GenerationDocument, JobDocument, keys } from '../../../../events';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { programHeader } from '../../../../lib/program-header';
import { at, generated, report, usage } from '../shared/domain/facts';
import { setting } from './setting';

type Setting = ReturnType<typeof setting>;

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const PROGRAM = 'from interpreter import answer\n\nanswer("There are 1,000 users.")\n';
const EDITED = `${PROGRAM}# edited\n`;
const KEY = { 'idempotency-key': 'again' };

/** Stores a generation and records it. */
async function generate({ jobs, objects }: Setting, jobId: string, attempt: number, program: string): Promise<void> {
  const generation: GenerationDocument = {
    ...{ version: 1, jobId, attempt, createdAt: at(5), modelId: 'a.model', instructionsVersion: '6', usage },
    ...{ result: 'program', program, plan: 'Count.', assumptions: ['A user is a row.'], catalogSha256: 'c'.repeat(64) },
  };
  objects.objects.set(keys.generation(jobId, attempt), JSON.stringify(generation));
  await jobs.record(jobId, generated(attempt));
}

/** A job that has ended with a program. */
async function answered(world: Setting, body: object = {}, owner?: string): Promise<string> {
  const { jobId } = (await world.post({ prompt: 'How many users are there?', ...body }, {}, owner)).body;
  await generate(world, jobId, 1, 'first program, which failed');
  await generate(world, jobId, 2, PROGRAM);
  await world.jobs.record(jobId, { type: 'ExecutionFinished', at: at(20), attempt: 2, report: report() } as Fact);
  const { summary } = { summary: report() };
  const document = { version: 1, jobId, attempt: 2, summary, stdout: '', stderr: '', queries: [], layers: [] };
  const measured = { durations: { wait: 0, run: 1, collect: 1, total: 2 }, peakMemoryBytes: 1 };
  world.objects.objects.set(keys.report(jobId, 2), JSON.stringify({ ...document, ...measured }));
  return jobId;
}

const documentOf = ({ objects }: Setting, jobId: string): JobDocument =>
  JobDocument.parse(JSON.parse(objects.objects.get(keys.job(jobId)) ?? ''));

describe('a rerun', () => {
  it('is a job with the question of the other one, and with its last program, which is stored', async () => {
    const world = setting();
    const original = await answered(world, { size: 'medium', timeoutSeconds: 120 });
    const { status, body, headers } = await world.rerun(original);
    expect([status, body.status]).toEqual([202, 'received']);
    expect(headers?.location).toBe(`https://api.example/jobs/${body.jobId}`);
    expect(body.jobId).not.toBe(original);
    const program = { key: keys.program(body.jobId), sha256: sha256Of(PROGRAM), edited: false };
    expect(documentOf(world, body.jobId)).toMatchObject({
      prompt: 'How many users are there?',
      rerunOf: original,
      program: { ...program, plan: 'Count.', assumptions: ['A user is a row.'], catalogSha256: 'c'.repeat(64) },
      size: 'medium',
      limits: { timeoutSeconds: 120, maxAttempts: 1 },
      deadlineAt: at(120 + 900),
    });
    expect(world.objects.objects.get(keys.program(body.jobId))).toBe(PROGRAM);
    const accepted = (await world.jobs.read(body.jobId))?.accepted;
    expect(accepted).toMatchObject({ rerunOf: original, promptStart: 'How many users are there?' });
    expect(accepted).not.toHaveProperty('program');
    expect(accepted).not.toHaveProperty('programEdited');
    expect(world.bus.published.at(-1)).toMatchObject({ detailType: 'PromptReceived', detail: { jobId: body.jobId } });
  });

  it('with another program has that one, without the assumptions of the other', async () => {
    const world = setting();
    const { body } = await world.rerun(await answered(world), { program: EDITED, size: 'large', timeoutSeconds: 30 });
    expect(documentOf(world, body.jobId)).toMatchObject({
      program: { sha256: sha256Of(EDITED), edited: true, plan: '', assumptions: [] },
      size: 'large',
      limits: { timeoutSeconds: 30, maxAttempts: 1 },
    });
    expect(world.objects.objects.get(keys.program(body.jobId))).toBe(EDITED);
    expect((await world.jobs.read(body.jobId))?.accepted).toMatchObject({ programEdited: true });
  });

  it('with the program as it was downloaded has the same program', async () => {
    const world = setting({ editedPrograms: false });
    const original = await answered(world);
    const { body } = await world.rerun(original, { program: programHeader.add(PROGRAM, original) });
    expect(documentOf(world, body.jobId).program).toMatchObject({ sha256: sha256Of(PROGRAM), edited: false });
    expect(world.objects.objects.get(keys.program(body.jobId))).toBe(PROGRAM);
  });

  it('with a changed download has the lines as they are, so that errors have the line numbers of the file', async () => {
    const world = setting();
    const original = await answered(world);
    const program = programHeader.add(EDITED, original);
    const { body } = await world.rerun(original, { program });
    expect(world.objects.objects.get(keys.program(body.jobId))).toBe(program);
  });

  it('of a follow-up has its conversation', async () => {
    const world = setting();
    const first = await answered(world);
    const followUp = await answered(world, { prompt: 'and by month?', followUpOf: first });
    const { body } = await world.rerun(followUp);
    const { earlier } = documentOf(world, followUp);
    expect(earlier).toHaveLength(1);
    expect(documentOf(world, body.jobId)).toMatchObject({ followUpOf: first, earlier, rerunOf: followUp });
  });

  it('can be run again itself, and be followed by a question', async () => {
    const world = setting();
    const original = await answered(world);
    const rerun = (await world.rerun(original, { program: EDITED })).body.jobId;
    await generate(world, rerun, 1, EDITED);
    await world.jobs.record(rerun, { type: 'CancelRequested', at: at(30) });
    const again = (await world.rerun(rerun)).body.jobId;
    expect(documentOf(world, again)).toMatchObject({
      rerunOf: rerun,
      program: { sha256: sha256Of(EDITED), edited: true },
    });
    const followUp = (await world.post({ prompt: 'and by month?', followUpOf: rerun })).body.jobId;
    expect(documentOf(world, followUp).earlier?.map(({ jobId }) => jobId)).toEqual([rerun]);
  });

  it('sends no webhook', async () => {
    const world = setting({ hosts: { 'hooks.example': ['93.184.216.34'] } });
    const { body } = await world.rerun(await answered(world, { webhookUrl: 'https://hooks.example/' }));
    expect(documentOf(world, body.jobId)).not.toHaveProperty('webhookUrl');
  });
});

describe('a rerun is refused', () => {
  it('of a job that has not ended', async () => {
    const world = setting();
    const { jobId } = (await world.post({ prompt: 'How many users are there?' })).body;
    await generate(world, jobId, 1, PROGRAM);
    expect(await world.rerunRefusal(jobId)).toMatchObject({ status: 409, detail: expect.stringContaining('running') });
  });

  it('of a job without a program', async () => {
    const world = setting();
    const { jobId } = (await world.post({ prompt: 'How many users are there?' })).body;
    await world.jobs.record(jobId, { type: 'CancelRequested', at: at(3) });
    const problem = await world.rerunRefusal(jobId, { program: PROGRAM });
    expect(problem).toMatchObject({ status: 409, detail: expect.stringContaining('ended without a program') });
  });

  it('of a job that is being erased', async () => {
    const world = setting();
    const original = await answered(world);
    await world.objects.erase(`jobs/${original}/`);
    expect(await world.rerunRefusal(original)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('erased'),
    });
  });

  it('of another owner’s job as if that did not exist', async () => {
    const world = setting();
    const foreign = await answered(world, {}, 'another');
    const none = await world.rerunRefusal('0'.repeat(26));
    const problem = await world.rerunRefusal(foreign);
    expect(problem).toMatchObject({ status: 404, type: none.type });
    expect(problem.detail.replace(foreign, '')).toBe(none.detail.replace('0'.repeat(26), ''));
    expect(world.objects.objects.size).toBe(4);
  });

  it('with another program where the deployment runs none', async () => {
    const world = setting({ editedPrograms: false });
    const original = await answered(world);
    const problem = await world.rerunRefusal(original, { program: EDITED });
    expect(problem).toMatchObject({ status: 403, detail: expect.stringContaining('EditedPrograms=false') });
    expect((await world.rerun(original, { program: PROGRAM })).status).toBe(202);
  });

  it('of an edited program where the deployment runs none any more', async () => {
    const world = setting();
    const rerun = (await world.rerun(await answered(world), { program: EDITED })).body.jobId;
    await generate(world, rerun, 1, EDITED);
    await world.jobs.record(rerun, { type: 'CancelRequested', at: at(30) });
    world.ports.editedPrograms = false;
    expect(await world.rerunRefusal(rerun)).toMatchObject({ status: 403 });
    expect(await world.rerunRefusal(rerun, { program: EDITED })).toMatchObject({ status: 403 });
  });

  it.each([
    [{ program: '' }, 'program', 'empty'],
    [{ program: ' \n\t' }, 'program', 'blank'],
    [{ program: 'answer("a\0b")' }, 'program', 'NUL'],
    [{ program: 'answer("\ud800")' }, 'program', 'UTF-8'],
    [{ program: 'a'.repeat(100_001) }, 'program', '100,000'],
    [{ program: 1 }, 'program', 'string'],
    [{ prompt: 'How many?' }, 'prompt', 'Unknown field'],
    [{ timeoutSeconds: 0 }, 'timeoutSeconds', 'at least 1'],
    [{ size: 'huge' }, 'size', 'small'],
  ])('for the body %j', async (body, field, message) => {
    const world = setting();
    const original = await answered(world);
    const before = new Map(world.objects.objects);
    const problem = await world.rerunRefusal(original, body);
    expect(problem).toMatchObject({ status: 400, errors: [{ field, message: expect.stringContaining(message) }] });
    expect(world.objects.objects).toEqual(before);
  });

  it('beyond the limits of its owner, and then leaves nothing', async () => {
    const world = setting({ allowance: { openJobs: 1, dailyUsd: 100 } });
    const original = await answered(world);
    await world.jobs.read(original).then((job) => job && world.jobs.settle(job));
    await world.post({ prompt: 'Another question?' });
    const before = new Map(world.objects.objects);
    expect(await world.rerunRefusal(original)).toMatchObject({ status: 429 });
    expect(world.objects.objects).toEqual(before);
  });
});

describe('the dollars of a rerun', () => {
  const reserved = async (body: object) => {
    const world = setting();
    const { jobId } = (await world.rerun(await answered(world), body)).body;
    return (await world.jobs.read(jobId))?.accepted.reservedUsd ?? 0;
  };

  it('are those of its task until its deadline, less than a question reserves', async () => {
    const small = await reserved({});
    expect(small).toBeGreaterThan(0.005);
    expect(small).toBeLessThan(0.05);
    const large = await reserved({ size: 'large', timeoutSeconds: 3600 });
    expect(large).toBeGreaterThan(10 * small);
  });

  it('fit into what is left of the day where those of a question do not', async () => {
    const world = setting({ allowance: { openJobs: 100, dailyUsd: 0.3 } });
    const original = await answered(world);
    expect((await world.refusal({ prompt: 'Another question?' })).status).toBe(429);
    expect((await world.rerun(original)).status).toBe(202);
  });
});

describe('a repeated rerun', () => {
  it('returns the same job, also after the other one was erased', async () => {
    const world = setting();
    const original = await answered(world);
    const first = await world.rerun(original, {}, KEY);
    world.time.seconds = 30;
    await world.jobs.erase(original);
    await world.objects.erase(`jobs/${original}/`);
    const second = await world.rerun(original, {}, KEY);
    expect(second.body.jobId).toBe(first.body.jobId);
    expect(documentOf(world, first.body.jobId).acceptedAt).toBe(at(0));
  });

  it.each([
    ['another program', { program: `${EDITED}#` }],
    ['no program', {}],
    ['other limits', { program: EDITED, timeoutSeconds: 1 }],
  ])('with %s is refused', async (_, body) => {
    const world = setting();
    const original = await answered(world);
    await world.rerun(original, { program: EDITED }, KEY);
    const before = new Map(world.objects.objects);
    expect(await world.rerunRefusal(original, body, KEY)).toMatchObject({ status: 422 });
    expect(world.objects.objects).toEqual(before);
  });

  it('of another job is refused, as is the key of a question', async () => {
    const world = setting();
    const [one, other] = [await answered(world), await answered(world)];
    await world.rerun(one, {}, KEY);
    expect(await world.rerunRefusal(other, {}, KEY)).toMatchObject({ status: 422 });
    await world.post({ prompt: 'A question?' }, { 'idempotency-key': 'asked' });
    expect(await world.rerunRefusal(one, {}, { 'idempotency-key': 'asked' })).toMatchObject({ status: 422 });
    expect(await world.refusal({ prompt: 'A question?' }, KEY)).toMatchObject({ status: 422 });
  });

  it('resumes after a crash between the program and job.json, with the same program only', async () => {
    const world = setting();
    const original = await answered(world);
    const { writeOnce } = world.objects;
    world.objects.writeOnce = async (key, ...rest) => {
      if (key.endsWith('/job.json')) throw new Error('crashed');
      return writeOnce(key, ...rest);
    };
    await expect(world.rerun(original, { program: EDITED }, KEY)).rejects.toThrow('crashed');
    world.objects.writeOnce = writeOnce;
    expect(await world.rerunRefusal(original, { program: `${EDITED}#` }, KEY)).toMatchObject({ status: 422 });
    const { body } = await world.rerun(original, { program: EDITED }, KEY);
    expect(documentOf(world, body.jobId).program?.sha256).toBe(sha256Of(EDITED));
  });

  it('resumes after a crash between job.json and the job', async () => {
    const world = setting();
    const original = await answered(world);
    const { insert } = world.table;
    world.table.insert = async () => {
      throw new Error('crashed');
    };
    await expect(world.rerun(original, {}, KEY)).rejects.toThrow('crashed');
    world.table.insert = insert;
    world.time.seconds = 10;
    const { body } = await world.rerun(original, {}, KEY);
    expect((await world.jobs.read(body.jobId))?.accepted.acceptedAt).toBe(at(0));
  });
});
