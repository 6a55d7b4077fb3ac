import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, type JobView, type RerunRequest } from '../../client';
import type { Notebook } from '../../events';
import { attacks } from '../sandbox/hostile';
import { PROLOGUE, type Targets } from '../sandbox/hostile/attack';
import { CANARY, createTargets } from '../sandbox/hostile/targets';
import { folderOf, JOB_TIMEOUT, withSystem } from './running-system';

jest.setTimeout(JOB_TIMEOUT);

const folder = folderOf({ 'trips.csv': 'month,kind,fare\n5,electric,2.5\n5,city,1.0\n6,electric,4.5\n' });

const PROGRAM = `from interpreter import answer, query
frame = query('select month, sum(fare) as paid from trips group by month order by month')
frame.to_csv('paid by month.csv', index=False)
answer('Paid by month.', months=len(frame), paid=float(frame.paid.sum()))
`;

const UNANSWERABLE = 'Will it rain tomorrow?';

/** A model that writes the same program for every question but one, and counts its calls. */
let modelCalls = 0;
const model = {
  name: 'a model of one program',
  async converse(_modelId: string, request: Readonly<Record<string, unknown>>) {
    modelCalls += 1;
    const call = JSON.stringify(request.messages).includes(UNANSWERABLE)
      ? { name: 'unanswerable', input: { reason: 'There is no weather.' } }
      : {
          name: 'write_program',
          input: { plan: 'Sum.', assumptions: ['A fare is paid in full.'], program: PROGRAM },
        };
    const content = [{ toolUse: { toolUseId: 'use', ...call } }];
    const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
    return { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', usage };
  },
};

const running = withSystem(() => ({ inputFolder: folder, model: { backend: model, modelId: 'one-program' } }));

async function rerun(jobId: string, request: RerunRequest = {}): Promise<JobView> {
  const { client } = running();
  const accepted = await client.rerun(jobId, request);
  return client.wait(accepted.jobId, undefined, { interval: 200 });
}

/** What the program of a job printed. */
async function printed({ jobId }: JobView): Promise<string> {
  const response = await fetch(`${running().system.apiUrl}/jobs/${jobId}/export?as=notebook`);
  return JSON.stringify(((await response.json()) as Notebook).cells.find(({ id }) => id === 'program')?.outputs);
}

let original: JobView;
let calls: number;
beforeAll(async () => {
  original = await running().ask('How much was paid in each month?');
  expect(original).toMatchObject({ status: 'succeeded', values: { months: 2, paid: 8 } });
  calls = modelCalls;
}, JOB_TIMEOUT);

afterEach(() => expect(modelCalls).toBe(calls));

describe('a rerun over HTTP', () => {
  it('of the same program has the same answer, without a model', async () => {
    const again = await rerun(original.jobId);
    expect(hasEnded(again.status)).toBe(true);
    expect(again).toMatchObject({
      ...{ status: 'succeeded', rerunOf: original.jobId, prompt: original.prompt, program: PROGRAM },
      ...{ answer: original.answer, values: original.values, assumptions: original.assumptions },
      usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 },
    });
    expect(again).not.toHaveProperty('programEdited');
    expect(again.attempts).toHaveLength(1);
    expect(again.attempts[0]).not.toHaveProperty('modelId');
    const { artifact } = running();
    expect(await artifact(again, 'paid by month.csv')).toEqual(await artifact(original, 'paid by month.csv'));
    expect(String(await artifact(again, 'program.py'))).toContain(`--rerun ${again.jobId} --program program.py`);
  });

  it('of a program as it was downloaded has the program of the job', async () => {
    const program = String(await running().artifact(original, 'program.py'));
    expect(program).not.toBe(PROGRAM);
    const again = await rerun(original.jobId, { program });
    expect(again).toMatchObject({ status: 'succeeded', program: PROGRAM });
    expect(again).not.toHaveProperty('programEdited');
  });

  it('of an edited program has the answer of that one, and can be followed and run again', async () => {
    const { ask } = running();
    const program = PROGRAM.replace('from trips', 'from trips where fare > 2');
    const edited = await rerun(original.jobId, { program, timeoutSeconds: 60 });
    expect(edited).toMatchObject({ status: 'succeeded', programEdited: true, program, values: { months: 2, paid: 7 } });
    expect(edited.assumptions).toEqual([]);
    const again = await rerun(edited.jobId);
    expect(again).toMatchObject({ rerunOf: edited.jobId, programEdited: true, values: { paid: 7 } });
    const followUp = await ask({ prompt: 'And in May?', followUpOf: edited.jobId });
    calls += 1;
    expect(followUp).toMatchObject({ status: 'succeeded', followUpOf: edited.jobId });
  });

  it.each([
    ['raises', 'raise ValueError("There is no such month.")\n', 'ValueError: There is no such month.', 1],
    ['does not parse', 'x = 1\ny = (x\nz = 2\n', "SyntaxError: '(' was never closed (line 2)", 2],
    [
      'asks for a column that does not exist',
      "from interpreter import query\nquery('select nope from trips')\n",
      'nope',
      2,
    ],
  ])('of an edited program that %s fails after one attempt', async (_, program, message, line) => {
    const failed = await rerun(original.jobId, { program });
    expect(failed).toMatchObject({
      ...{ status: 'failed', programEdited: true, attempts: [{ attempt: 1, result: 'failed', error: { line } }] },
      failure: { kind: 'program_error', message: expect.stringContaining(message) },
    });
    expect(failed.failure?.hint).toContain('rerun the job with it');
  });

  it('is refused for a job without a program, and for one that does not exist', async () => {
    const { client, ask } = running();
    await expect(client.rerun('0'.repeat(26))).rejects.toMatchObject({ status: 404 });
    const { jobId, status } = await ask(UNANSWERABLE);
    calls += 1;
    expect(status).toBe('failed');
    await expect(client.rerun(jobId, { program: PROGRAM })).rejects.toMatchObject({ status: 409 });
  });
});

describe('a hostile edited program', () => {
  let targets: Targets;
  let remove: () => void;
  const workDir = mkdtempSync(join(tmpdir(), 'reruns-'));
  beforeAll(async () => {
    const created = await createTargets(workDir, join(__dirname, '../../executor/sandbox'));
    targets = created.targets;
    remove = created.removeTargets;
  });
  afterAll(() => {
    remove();
    rmSync(workDir, { recursive: true, force: true });
  });

  it.each(['reads a secret file', 'fetches the task credentials over HTTP'])('that %s is confined', async (name) => {
    const attack = attacks.find((one) => one.name === name)?.program ?? '';
    const values = Object.entries(targets).map(([target, value]) => `${target} = ${JSON.stringify(value)}`);
    const end = "from interpreter import answer\nanswer('Done.')\n";
    const job = await rerun(original.jobId, { program: [...values, PROLOGUE, attack, end].join('\n') });
    expect(job).toMatchObject({ status: 'succeeded', programEdited: true });
    const output = await printed(job);
    expect(output).toContain('denied:');
    expect(output).not.toContain('REACHED');
    expect(JSON.stringify(job)).not.toContain(CANARY);
  });
});
