import { GenerationRequested, keys } from '../../../../events';
import { ModelRefused, ModelUnavailable } from '../../../../functions/shared/model/port';
import { WarehouseUnavailable } from '../../../../functions/shared/warehouse/port';
import { prose, toolCall } from '../../../fakes/model';
import { goodInput, harness, jobId, onBus, promptReceived } from './generate-code';

const good = toolCall(goodInput);
const empty = toolCall({ ...goodInput, program: ' ' });

describe('a prompt', () => {
  test('becomes a program that is written and announced', async () => {
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

  test('whose event comes twice asks the model once and announces the same bytes', async () => {
    const { handle, clock, bus, model } = harness(good);
    await handle(promptReceived);
    clock.now = '2026-01-01T00:01:00.000Z';
    await handle(promptReceived);
    expect(model.requests).toHaveLength(1);
    expect(JSON.stringify(bus.published[1])).toBe(JSON.stringify(bus.published[0]));
  });

  test('that died between writing and announcing is announced by the next delivery', async () => {
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
  ])('whose job %s causes nothing', async (_, arrange) => {
    const fixture = harness();
    arrange(fixture);
    await fixture.handle(promptReceived);
    expect(fixture.model.requests).toEqual([]);
    expect(fixture.bus.published).toEqual([]);
  });

  test('of a replay causes nothing', async () => {
    const { handle, model, bus } = harness();
    await handle({ ...promptReceived, 'replay-name': 'again' });
    expect([...model.requests, ...bus.published]).toEqual([]);
  });

  test('that nobody picked up is answered when it is asked for again', async () => {
    const { handle, bus } = harness(good);
    await handle(onBus(GenerationRequested.create({ jobId, occurredAt: '2026-01-01T00:02:00.000Z', attempt: 1 })));
    expect(bus.published[0]?.detailType).toBe('ProgramGenerated');
  });
});

describe('an answer that is no program', () => {
  test('is asked for again, with the reason behind the question', async () => {
    const { handle, model } = harness(prose('cut', 'max_tokens'), prose('Let me think.'), good);
    await handle(promptReceived);
    const last = model.requests[2]?.messages ?? [];
    expect(last).toHaveLength(1);
    expect(last[0]?.content?.map(({ text }) => text).join('\n')).toMatch(/cut off[\s\S]*write_program/);
  });

  test('is shown to the model as a failed call when it called the tool', async () => {
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
    ['a program that is no text', toolCall({ ...goodInput, program: 7 })],
  ])('three times ends the attempt as a failure of the model: %s', async (_, answer) => {
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

  test('because the question cannot be answered ends the attempt at once', async () => {
    const { handle, generation } = harness(toolCall({ unanswerable: 'There is no price.' }));
    await handle(promptReceived);
    expect(generation()).toMatchObject({
      failure: { kind: 'unanswerable', message: 'There is no price.' },
      usage: { modelCalls: 1 },
    });
  });
});

describe('a model that is out of order', () => {
  test('leaves the attempt to the next delivery, which can start at once', async () => {
    const { handle, generation, bus } = harness(new ModelUnavailable('throttled'), good);
    await expect(handle(promptReceived)).rejects.toBeInstanceOf(ModelUnavailable);
    expect(generation()).toBeNull();
    await handle(promptReceived);
    expect(bus.published[0]?.detailType).toBe('ProgramGenerated');
  });

  test('ends the attempt after four deliveries', async () => {
    const { handle, generation } = harness(...Array.from({ length: 4 }, () => new ModelUnavailable('throttled')));
    for (let delivery = 1; delivery <= 3; delivery += 1)
      await expect(handle(promptReceived)).rejects.toThrow('throttled');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'model_unavailable', message: 'throttled' } });
  });

  test('ends the attempt when the deadline is near', async () => {
    const { handle, generation, clock } = harness(new ModelUnavailable('throttled'));
    clock.now = '2026-01-01T00:58:30.000Z';
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'model_unavailable' } });
  });

  test('that is so slow that the function would be ended is left to the next delivery', async () => {
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

  test('that refuses the request for good ends it at once, with the reason', async () => {
    const { handle, generation } = harness(new ModelRefused('AccessDenied: no access to the model'));
    await handle(promptReceived);
    expect(generation()).toMatchObject({
      failure: { kind: 'model_unavailable', message: expect.stringContaining('no access') },
    });
  });
});

describe('a warehouse', () => {
  test('that does not answer leaves the attempt to the next delivery', async () => {
    const { handle, warehouse, generation } = harness();
    warehouse.query = async () => {
      throw new WarehouseUnavailable('asleep');
    };
    for (let delivery = 1; delivery <= 3; delivery += 1) await expect(handle(promptReceived)).rejects.toThrow('asleep');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'warehouse_unavailable' }, usage: { modelCalls: 0 } });
  });

  test('without a table that may be read ends the attempt before the model is asked', async () => {
    const { handle, objects, generation } = harness();
    objects.objects.set(keys.catalog, 'tables:\n  shops:\n    use: false\n');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { kind: 'warehouse_unavailable' }, usage: { modelCalls: 0 } });
  });

  test('whose catalog cannot be read ends the attempt before the model is asked', async () => {
    const { handle, objects, generation } = harness();
    objects.objects.set(keys.catalog, 'tables: {shops: {usee: false}}');
    await handle(promptReceived);
    expect(generation()).toMatchObject({ failure: { message: expect.stringContaining('usee') } });
  });
});
