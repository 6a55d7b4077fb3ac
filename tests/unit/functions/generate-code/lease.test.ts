import { keys } from '../../../../events';
import { acquireLease, LeaseLost } from '../../../../functions/generate-code/lease';
import { toolCall } from '../../../fakes/model';
import { fakeObjectStore } from '../../../fakes/object-store';
import { goodInput, harness, jobId, promptReceived } from './generate-code';

const request = { jobId, attempt: 1 };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

describe('the lease of an attempt', () => {
  test('has one owner at a time', async () => {
    const objects = fakeObjectStore();
    expect(await acquireLease(objects, request, 'a', () => at(0))).toMatchObject({ invocation: 1 });
    expect(await acquireLease(objects, request, 'b', () => at(149))).toBeUndefined();
  });

  test('is free after its release', async () => {
    const objects = fakeObjectStore();
    await (await acquireLease(objects, request, 'a', () => at(0)))?.release();
    expect(await acquireLease(objects, request, 'b', () => at(0))).toMatchObject({ invocation: 2 });
  });

  test('is acquired by one of several invocations after it expired', async () => {
    const objects = fakeObjectStore();
    await acquireLease(objects, request, 'a', () => at(0));
    const leases = await Promise.all(
      ['b', 'c'].map((leaseToken) => acquireLease(objects, request, leaseToken, () => at(151))),
    );
    expect(leases.filter(Boolean)).toHaveLength(1);
  });

  test('cannot be acquired after a renewal', async () => {
    const objects = fakeObjectStore();
    let now = at(0);
    const lease = await acquireLease(objects, request, 'a', () => now);
    now = at(100);
    await lease?.renew();
    expect(await acquireLease(objects, request, 'b', () => at(200))).toBeUndefined();
  });

  test('can be neither renewed nor released by its previous owner', async () => {
    const objects = fakeObjectStore();
    let now = at(0);
    const expiredLease = await acquireLease(objects, request, 'a', () => now);
    now = at(151);
    await acquireLease(objects, request, 'b', () => now);
    now = at(152);
    await expect(expiredLease?.renew()).rejects.toBeInstanceOf(LeaseLost);
    await expiredLease?.release();
    expect(await acquireLease(objects, request, 'c', () => now)).toBeUndefined();
  });
});

describe('two concurrent invocations', () => {
  test('call the model once', async () => {
    const { handle, model, outcomes } = harness(toolCall(goodInput));
    await Promise.all([handle(promptReceived), handle(promptReceived)]);
    expect(model.requests).toHaveLength(1);
    expect(outcomes()).toHaveLength(1);
  });

  test('store one program and both publish it if the slower one lost its lease', async () => {
    const { handle, model, objects, outcomes, clock } = harness(
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
    expect(outcomes()).toHaveLength(2);
    expect(outcomes()[0]).toEqual(outcomes()[1]);
  });

  test('read the program before they release the lease if the slower one lost it', async () => {
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
    // The renewal fails, the program is read, and only then is the lease released.
    expect(order).toEqual(['lease', 'program', 'lease']);
  });

  test('leave nothing if the job was erased during the model call', async () => {
    const { handle, model, objects, clock, outcomes } = harness(toolCall(goodInput));
    const { converse } = model;
    model.converse = async (request) => {
      const answer = await converse(request);
      objects.objects.clear();
      clock.now = '2026-01-01T00:00:20.000Z';
      return answer;
    };
    await handle(promptReceived);
    expect([...objects.objects.keys()]).toEqual([]);
    expect(outcomes()).toEqual([]);
  });

  test('make no second call for the slower one if it lost its lease before', async () => {
    const bad = toolCall({ ...goodInput, program: 'x = (\n' });
    const { handle, model, outcomes, clock } = harness(bad, toolCall(goodInput));
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
    expect(outcomes()).toHaveLength(2);
    expect(outcomes()[0]).toEqual(outcomes()[1]);
  });
});
