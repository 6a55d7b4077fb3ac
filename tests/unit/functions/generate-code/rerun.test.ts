import { createHash } from 'node:crypto';
import { GenerationDocument, keys, type RerunProgram } from '../../../../events';
import { harness, jobDocument, jobId, promptReceived } from './generate-code';

const PROGRAM = 'from interpreter import answer\nanswer("3")\n';
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

function rerun(changes: Partial<RerunProgram> = {}) {
  const world = harness();
  const program = {
    ...{ key: keys.program(jobId), sha256: sha256Of(PROGRAM), edited: false, plan: 'Count.' },
    ...{ assumptions: ['A shop is a row.'], catalogSha256: sha256Of(''), ...changes },
  };
  const document = { ...jobDocument, limits: { timeoutSeconds: 60, maxAttempts: 1 }, rerunOf: '0'.repeat(26), program };
  world.objects.objects.set(keys.job(jobId), JSON.stringify(document));
  world.objects.objects.set(keys.program(jobId), PROGRAM);
  return world;
}

describe('a rerun', () => {
  test('gets its stored program without a call of the model or a statement', async () => {
    const { handle, generation, model, bus, warehouse, objects } = rerun();
    await handle(promptReceived);
    const document = GenerationDocument.parse(generation());
    expect(document).toMatchObject({
      ...{ result: 'program', program: PROGRAM, plan: 'Count.', assumptions: ['A shop is a row.'] },
      ...{ modelId: 'none', usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 }, catalogSha256: sha256Of('') },
    });
    expect(model.requests).toEqual([]);
    expect(warehouse.statements).toEqual([]);
    expect(bus.published.map(({ detailType }) => detailType)).toEqual(['GenerationStarted', 'ProgramGenerated']);
    expect(JSON.parse(objects.objects.get(keys.lease(jobId, 1)) ?? '').invocation).toBe(1);
  });

  test('has one program however often its event comes', async () => {
    const { handle, generation, outcomes } = rerun();
    await handle(promptReceived);
    const first = JSON.stringify(generation());
    await handle(promptReceived);
    expect(JSON.stringify(generation())).toBe(first);
    expect(outcomes()[1]).toEqual(outcomes()[0]);
  });

  test('is left to the invocation that has the lease', async () => {
    const { handle, objects, generation } = rerun();
    const lease = { leaseToken: 'other', expiresAt: '2026-01-01T00:01:00.000Z', invocation: 1 };
    objects.objects.set(keys.lease(jobId, 1), JSON.stringify(lease));
    await handle(promptReceived);
    expect(generation()).toBeNull();
  });

  test.each([
    ['overwritten', (objects: Map<string, string>) => objects.set(keys.program(jobId), `${PROGRAM}#`)],
    ['deleted', (objects: Map<string, string>) => objects.delete(keys.program(jobId))],
  ])('whose stored program was %s fails', async (what, change) => {
    const { handle, objects, generation, outcomes, model } = rerun();
    change(objects.objects);
    await handle(promptReceived);
    const failure = { kind: 'invalid_program', message: expect.stringContaining(`was ${what} after`) };
    expect(generation()).toMatchObject({ result: 'failure', failure });
    expect(outcomes()).toMatchObject([{ detailType: 'GenerationFailed', detail: { failure } }]);
    expect(model.requests).toEqual([]);
  });

  test('of a program that was written under another catalog has the hash of none', async () => {
    const { handle, generation } = rerun({ catalogSha256: 'd'.repeat(64) });
    await handle(promptReceived);
    expect(generation()).toMatchObject({ result: 'program' });
    expect(generation()).not.toHaveProperty('catalogSha256');
  });
});
