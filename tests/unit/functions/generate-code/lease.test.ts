import { keys } from '../../../../events';
import { LeaseLost, takeLease } from '../../../../functions/generate-code/lease';
import { toolCall } from '../../../fakes/model';
import { fakeObjectStore } from '../../../fakes/object-store';
import { goodInput, harness, jobId, promptReceived } from './generate-code';

const step = { jobId, attempt: 1 };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

describe('the lease of an attempt', () => {
  test('is held by one at a time', async () => {
    const objects = fakeObjectStore();
    expect(await takeLease(objects, step, 'a', () => at(0))).toMatchObject({ taken: 1 });
    expect(await takeLease(objects, step, 'b', () => at(149))).toBeUndefined();
  });

  test('is free when it was given back', async () => {
    const objects = fakeObjectStore();
    await (await takeLease(objects, step, 'a', () => at(0)))?.release();
    expect(await takeLease(objects, step, 'b', () => at(0))).toMatchObject({ taken: 2 });
  });

  test('is taken over when it has expired, by one of those who want it', async () => {
    const objects = fakeObjectStore();
    await takeLease(objects, step, 'a', () => at(0));
    const taken = await Promise.all(
      ['b', 'c'].map((leaseToken) => takeLease(objects, step, leaseToken, () => at(151))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('that was renewed is not taken over', async () => {
    const objects = fakeObjectStore();
    let now = at(0);
    const lease = await takeLease(objects, step, 'a', () => now);
    now = at(100);
    await lease?.renew();
    expect(await takeLease(objects, step, 'b', () => at(200))).toBeUndefined();
  });

  test('that was taken over can be neither renewed nor given back by the one who had it', async () => {
    const objects = fakeObjectStore();
    let now = at(0);
    const late = await takeLease(objects, step, 'a', () => now);
    now = at(151);
    await takeLease(objects, step, 'b', () => now);
    now = at(152);
    await expect(late?.renew()).rejects.toBeInstanceOf(LeaseLost);
    await late?.release();
    expect(await takeLease(objects, step, 'c', () => now)).toBeUndefined();
  });
});

describe('two invocations at once', () => {
  test('ask the model once', async () => {
    const { handle, model, bus } = harness(toolCall(goodInput));
    await Promise.all([handle(promptReceived), handle(promptReceived)]);
    expect(model.requests).toHaveLength(1);
    expect(bus.published).toHaveLength(1);
  });

  test('of which the slower one lost its lease leave one program, which both announce', async () => {
    const { handle, model, objects, bus, clock } = harness(
      toolCall({ ...goodInput, plan: 'slow' }),
      toolCall({ ...goodInput, plan: 'fast' }),
    );
    const { converse } = model;
    model.converse = async (request) => {
      model.converse = converse;
      const answer = await converse(request);
      clock.now = '2026-01-01T00:10:00.000Z';
      await handle(promptReceived);
      return answer;
    };
    await handle(promptReceived);
    expect(JSON.parse(objects.objects.get(keys.generation(jobId, 1)) ?? '').plan).toBe('fast');
    expect(bus.published).toHaveLength(2);
    expect(bus.published[0]).toEqual(bus.published[1]);
  });

  test('of which the slower one looks for the program to the end, before it gives the lease back', async () => {
    const { handle, model, objects, clock } = harness(toolCall(goodInput), toolCall(goodInput));
    const { converse } = model;
    const order: string[] = [];
    model.converse = async (request) => {
      model.converse = converse;
      const answer = await converse(request);
      clock.now = '2026-01-01T00:10:00.000Z';
      await handle(promptReceived);
      const { read, replace } = objects;
      objects.replace = (...parameters) => {
        order.push('lease');
        return replace(...parameters);
      };
      objects.read = async (key) => {
        await new Promise(setImmediate);
        order.push('program');
        return read(key);
      };
      return answer;
    };
    await handle(promptReceived);
    // It finds the lease taken, looks for the program, and only then tries to give the lease back.
    expect(order).toEqual(['lease', 'program', 'lease']);
  });

  test('of which the slower one finds the job erased leave nothing', async () => {
    const { handle, model, objects, bus, clock } = harness(toolCall(goodInput));
    const { converse } = model;
    model.converse = async (request) => {
      const answer = await converse(request);
      objects.objects.clear();
      clock.now = '2026-01-01T00:00:20.000Z';
      return answer;
    };
    await handle(promptReceived);
    expect([...objects.objects.keys()]).toEqual([]);
    expect(bus.published).toEqual([]);
  });

  test('of which the slower one lost its lease before another round ask the model no more than needed', async () => {
    const bad = toolCall({ ...goodInput, program: 'x = (\n' });
    const { handle, model, bus, clock } = harness(bad, toolCall(goodInput));
    const { converse } = model;
    model.converse = async (request) => {
      model.converse = converse;
      const answer = await converse(request);
      clock.now = '2026-01-01T00:10:00.000Z';
      await handle(promptReceived);
      return answer;
    };
    await handle(promptReceived);
    expect(model.requests).toHaveLength(2);
    expect(bus.published).toHaveLength(2);
    expect(bus.published[0]).toEqual(bus.published[1]);
  });
});
