import { GenerationRequested, keys } from '../../../../events';
import { ModelRequestError, ModelUnavailable } from '../../../../functions/shared/model/port';
import { WarehouseUnavailable } from '../../../../functions/shared/warehouse/port';
import { prose, toolCall } from '../../../fakes/model';
import { goodInput, harness, jobId, onBus, promptReceived } from './generate-code';

const good = toolCall(goodInput);
const empty = toolCall({ ...goodInput, program: ' ' });

describe('a prompt', () => {
  test('becomes a stored program and ProgramGenerated', async () => {
    const { handle, generation, bus, model, objects, warehouse } = harness(good);
    await handle(promptReceived);
    expect(warehouse.statements.filter((sql) => /explain|as n from/i.test(sql))).toEqual([]);
    expect(generation()).toMatchObject({
      result: 'program',
      attempt: 1,
      modelId: 'test.model-1',
      instructionsVersion: '3',
      usage: { inputTokens: 100, outputTokens: 10, modelCalls: 1 },
      ...goodInput,
    });
    expect(bus.published).toEqual([
      {
        detailType: 'ProgramGenerated',
        detail: expect.objectContaining({ eventId: `${jobId}:ProgramGenerated:1`, attempt: 1 }),
      },
    ]);
    expect(model.requests).toHaveLength(1);
    expect(JSON.parse(objects.objects.get(keys.lease(jobId, 1)) ?? '').expiresAt).toBe('2026-01-01T00:00:05.000Z');
  });

  test('calls the model once for a duplicate event, and publishes the same bytes', async () => {
    const { handle, clock, bus, model } = harness(good);
    await handle(promptReceived);
    clock.now = '2026-01-01T00:01:00.000Z';
    await handle(promptReceived);
    expect(model.requests).toHaveLength(1);
    expect(JSON.stringify(bus.published[1])).toBe(JSON.stringify(bus.published[0]));
  });

  test('publishes the stored program on redelivery after a crash before publishing', async () => {
    const { handle, bus, model } = harness(good);
    bus.refuse(new Error('throttled'));
    await expect(handle(promptReceived)).rejects.toThrow('throttled');
    await handle(promptReceived);
    expect(model.requests).toHaveLength(1);
    expect(bus.published).toHaveLength(1);
  });

  test.each([
    ['is unknown', (r: ReturnType<typeof harness>) => r.erase()],
    [
      'was cancelled',
      (r: ReturnType<typeof harness>) => r.record({ type: 'CancelRequested', at: '2026-01-01T00:00:02.000Z' }),
    ],
    [
      'has its program',
      (r: ReturnType<typeof harness>) =>
        r.record({
          type: 'ProgramGenerated',
          at: '2026-01-01T00:00:02.000Z',
          attempt: 1,
          modelId: 'm',
          usage: { inputTokens: 1, outputTokens: 1, modelCalls: 1 },
        }),
    ],
  ])('does nothing if its job %s', async (_, arrange) => {
    const fixture = harness();
    arrange(fixture);
    await fixture.handle(promptReceived);
    expect(fixture.model.requests).toEqual([]);
    expect(fixture.bus.published).toEqual([]);
  });

  test('does nothing if it is replayed', async () => {
    const { handle, model, bus } = harness();
    await handle({ ...promptReceived, 'replay-name': 'again' });
    expect([...model.requests, ...bus.published]).toEqual([]);
  });

  test('gets its program on GenerationRequested if PromptReceived was lost', async () => {
    const { handle, bus } = harness(good);
    await handle(onBus(GenerationRequested.create({ jobId, occurredAt: '2026-01-01T00:02:00.000Z', attempt: 1 })));
    expect(bus.published[0]?.detailType).toBe('ProgramGenerated');
  });
});

describe('a response without a program', () => {
  test('is retried, with the reason after the question', async () => {
    const { handle, model } = harness(prose('cut', 'max_tokens'), prose('Let me think.'), good);
    await handle(promptReceived);
    const last = model.requests[2]?.messages ?? [];
    expect(last).toHaveLength(1);
    expect(last[0]?.content?.map(({ text }) => text).join('\n')).toMatch(/cut off[\s\S]*write_program/);
  });

  test('is returned to the model as a failed tool call', async () => {
    const { handle, model, generation } = harness(empty, good);
    await handle(promptReceived);
    const [, call, result] = model.requests[1]?.messages ?? [];
    expect(call?.content?.[0]?.toolUse).toMatchObject({ name: 'write_program', input: { program: ' ' } });
    expect(result?.content?.[0]?.toolResult).toMatchObject({
      toolUseId: call?.content?.[0]?.toolUse?.toolUseId,
      status: 'error',
      content: [{ text: expect.stringContaining('exactly one of program and unanswerable') }],
    });
    expect(generation()).toMatchObject({ result: 'program', usage: { inputTokens: 200, modelCalls: 2 } });
  });

  test.each([
    ['an empty program', empty],
    ['no program', toolCall({ plan: 'Count the rows.' })],
    ['a program that is not a string', toolCall({ ...goodInput, program: 7 })],
  ])('fails the attempt the third time: %s', async (_, answer) => {
    const { handle, generation, bus } = harness(answer, answer, answer);
    await handle(promptReceived);
    expect(generation()).toMatchObject({
      result: 'failure',
      failure: { kind: 'invalid_program' },
      usage: { modelCalls: 3 },
    });
    expect(bus.published[0]).toMatchObject({
      detailType: 'GenerationFailed',
      detail: { failure: { kind: 'invalid_program' } },
    });
  });

  test('fails the attempt at once if the question is unanswerable', async () => {
    const { handle, generation } = harness(toolCall({ unanswerable: 'There is no price.' }));
    await handle(promptReceived);
    expect(generation()).toMatchObject({
      failure: { kind: 'unanswerable', message: 'There is no price.' },
      usage: { modelCalls: 1 },
    });
  });
});

describe('a model error', () => {
  test('that is transient leaves the attempt to the next delivery, which finds the lease free', async () => {
    const { handle, generation, bus } = harness(new ModelUnavailable('throttled'), good);
    await expect(handle(promptReceived)).rejects.toBeInstanceOf(ModelUnavailable);
    expect(generation()).toBeNull();
    await handle(promptReceived);
    expect(bus.published[0]?.detailType).toBe('ProgramGenerated');
  });

  test('fails the attempt at the fourth delivery', async () => {
    const { handle, generation } = harness(...Array.from({ length: 4 }, () => new ModelUnavailable('throttled')));
    for (let delivery = 1; delivery <= 3; delivery += 1)
      await expect(handle(promptReceived)).rejects.toThrow('throttled');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'model_unavailable', message: 'throttled' } });
  });

  test('fails the attempt shortly before the deadline', async () => {
    const { handle, generation, clock } = harness(new ModelUnavailable('throttled'));
    clock.now = '2026-01-01T00:58:30.000Z';
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'model_unavailable' } });
  });

  test('leaves the attempt to the next delivery if no time is left for another call', async () => {
    const { handle, clock, model, generation } = harness(empty, good);
    const { converse } = model;
    model.converse = async (request) => {
      clock.now = '2026-01-01T00:03:30.000Z';
      return converse(request);
    };
    await expect(handle(promptReceived)).rejects.toBeInstanceOf(ModelUnavailable);
    expect(generation()).toBeNull();
    expect(model.requests).toHaveLength(1);
  });

  test('that is permanent fails the attempt at once, with its message', async () => {
    const { handle, generation } = harness(new ModelRequestError('AccessDenied: no access to the model'));
    await handle(promptReceived);
    expect(generation()).toMatchObject({
      failure: { kind: 'model_unavailable', message: expect.stringContaining('no access') },
    });
  });
});

describe('the warehouse', () => {
  test('leaves the attempt to the next delivery while it is unavailable', async () => {
    const { handle, warehouse, generation } = harness();
    warehouse.query = async () => {
      throw new WarehouseUnavailable('asleep');
    };
    for (let delivery = 1; delivery <= 3; delivery += 1) await expect(handle(promptReceived)).rejects.toThrow('asleep');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'warehouse_unavailable' }, usage: { modelCalls: 0 } });
  });

  test('fails the attempt before a model call if no table may be read', async () => {
    const { handle, objects, generation } = harness();
    objects.objects.set(keys.catalog, 'tables:\n  shops:\n    use: false\n');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'warehouse_unavailable' }, usage: { modelCalls: 0 } });
  });

  test('fails the attempt before a model call if the catalog is invalid', async () => {
    const { handle, objects, generation } = harness();
    objects.objects.set(keys.catalog, 'tables: {shops: {usee: false}}');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { message: expect.stringContaining('usee') } });
  });
});
