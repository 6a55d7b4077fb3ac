import { GenerationRequested, keys } from '../../../../events';
import { ContextExceeded, ModelRequestError, ModelUnavailable } from '../../../../functions/shared/model/port';
import { WarehouseUnavailable } from '../../../../functions/shared/warehouse/port';
import { prose, toolCall } from '../../../fakes/model';
import { goodInput, harness, jobId, onBus, promptReceived } from './generate-code';

const good = toolCall(goodInput);
const empty = toolCall({ ...goodInput, program: ' ' });

describe('a prompt', () => {
  test('becomes a stored program and ProgramGenerated', async () => {
    const { handle, generation, outcomes, model, objects, warehouse } = harness(good);
    await handle(promptReceived);
    expect(warehouse.statements.filter((sql) => /explain|as n from/i.test(sql))).toEqual([]);
    expect(generation()).toMatchObject({
      result: 'program',
      attempt: 1,
      modelId: 'test.model-1',
      instructionsVersion: '6',
      usage: { inputTokens: 100, outputTokens: 10, modelCalls: 1 },
      durations: { tables: 0, model: 0 },
      ...goodInput,
    });
    expect(outcomes()).toEqual([
      {
        detailType: 'ProgramGenerated',
        detail: expect.objectContaining({
          ...{ eventId: `${jobId}:ProgramGenerated:1`, attempt: 1, durations: { tables: 0, model: 0 } },
        }),
      },
    ]);
    expect(model.requests).toHaveLength(1);
    expect(JSON.parse(objects.objects.get(keys.lease(jobId, 1)) ?? '').expiresAt).toBe('2026-01-01T00:00:05.000Z');
  });

  test('calls the model once for a duplicate event, and publishes the same bytes', async () => {
    const { handle, clock, outcomes, model } = harness(good);
    await handle(promptReceived);
    clock.now = '2026-01-01T00:01:00.000Z';
    await handle(promptReceived);
    expect(model.requests).toHaveLength(1);
    expect(JSON.stringify(outcomes()[1])).toBe(JSON.stringify(outcomes()[0]));
  });

  test('publishes the stored program on redelivery after a crash before publishing', async () => {
    const { handle, bus, model, outcomes } = harness(good);
    const { converse } = model;
    model.converse = (...parameters) => {
      bus.refuse(new Error('throttled'));
      return converse(...parameters);
    };
    await expect(handle(promptReceived)).rejects.toThrow('throttled');
    await handle(promptReceived);
    expect(model.requests).toHaveLength(1);
    expect(outcomes()).toHaveLength(1);
  });

  test('announces the start of the first generation before it calls the model', async () => {
    const { handle, bus, model } = harness(good);
    const { converse } = model;
    model.converse = (...parameters) => {
      expect(bus.published).toMatchObject([{ detailType: 'GenerationStarted', detail: { attempt: 1 } }]);
      return converse(...parameters);
    };
    await handle(promptReceived);
    expect(bus.published.map(({ detailType }) => detailType)).toEqual(['GenerationStarted', 'ProgramGenerated']);
  });

  test('is written even if the start of its generation cannot be published', async () => {
    const { handle, bus, outcomes } = harness(good);
    bus.refuse(new Error('throttled'));
    await handle(promptReceived);
    expect(bus.published).toEqual(outcomes());
    expect(outcomes()).toHaveLength(1);
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
    const { handle, outcomes } = harness(good);
    await handle(onBus(GenerationRequested.create({ jobId, occurredAt: '2026-01-01T00:02:00.000Z', attempt: 1 })));
    expect(outcomes()[0]?.detailType).toBe('ProgramGenerated');
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
      content: [{ text: expect.stringContaining('either write_program with a program, or unanswerable') }],
    });
    expect(generation()).toMatchObject({ result: 'program', usage: { inputTokens: 200, modelCalls: 2 } });
  });

  test.each([
    ['an empty program', empty],
    ['no program', toolCall({ plan: 'Count the rows.' })],
    ['a program that is not a string', toolCall({ ...goodInput, program: 7 })],
  ])('fails the attempt the third time: %s', async (_, answer) => {
    const { handle, generation, outcomes } = harness(answer, answer, answer);
    await handle(promptReceived);
    expect(generation()).toMatchObject({
      result: 'failure',
      failure: { kind: 'invalid_program' },
      usage: { modelCalls: 3 },
    });
    expect(outcomes()[0]).toMatchObject({
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
    const { handle, generation, outcomes } = harness(new ModelUnavailable('throttled'), good);
    await expect(handle(promptReceived)).rejects.toBeInstanceOf(ModelUnavailable);
    expect(generation()).toBeNull();
    await handle(promptReceived);
    expect(outcomes()[0]?.detailType).toBe('ProgramGenerated');
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
      clock.now = '2026-01-01T00:06:10.000Z';
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

describe('the tokens of an attempt', () => {
  const broken = { inputTokens: 500, outputTokens: 40, totalTokens: 540 };

  test('include those of responses that broke off, and of earlier deliveries', async () => {
    const { handle, model, generation } = harness(new ModelUnavailable('broke off'), good);
    const { converse } = model;
    model.converse = async (request, options) => {
      model.converse = converse;
      options?.onBrokenCall?.(broken);
      return converse(request, options);
    };
    await expect(handle(promptReceived)).rejects.toThrow('broke off');
    await handle(promptReceived);
    expect(generation().usage).toEqual({ inputTokens: 600, outputTokens: 50, modelCalls: 2, brokenCalls: 1 });
  });

  test('include an estimate for a call whose invocation was lost', async () => {
    const { handle, model, clock, generation } = harness(good);
    const { converse } = model;
    model.converse = () => {
      model.converse = converse;
      return new Promise(() => undefined);
    };
    handle(promptReceived).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    clock.now = '2026-01-01T00:05:00.000Z';
    await handle(promptReceived);
    expect(generation().usage).toMatchObject({ modelCalls: 2, brokenCalls: 1, outputTokens: 10 });
    expect(generation().usage.inputTokens).toBeGreaterThan(1000);
  });

  test('include an estimate for a call that ended with an unexpected error', async () => {
    const { handle, generation } = harness(new Error('socket hang up'), good);
    await expect(handle(promptReceived)).rejects.toThrow('socket hang up');
    await handle(promptReceived);
    expect(generation().usage).toMatchObject({ modelCalls: 2, brokenCalls: 1 });
  });

  test('distinguish cached from other tokens', async () => {
    const usage = { ...broken, cacheReadInputTokens: 2500, cacheWriteInputTokens: 300 };
    const { handle, generation } = harness({ ...good, usage });
    await handle(promptReceived);
    expect(generation().usage).toEqual({
      inputTokens: 500,
      outputTokens: 40,
      cacheReadInputTokens: 2500,
      cacheWriteInputTokens: 300,
      modelCalls: 1,
    });
  });
});

describe('the lease', () => {
  const expiry = ({ objects }: ReturnType<typeof harness>) =>
    JSON.parse(objects.objects.get(keys.lease(jobId, 1)) ?? '{}').expiresAt;

  test('is renewed while tokens arrive', async () => {
    const fixture = harness(good);
    const { handle, model, clock } = fixture;
    const { converse } = model;
    const expiries: string[] = [];
    model.converse = async (request, options) => {
      for (const now of ['2026-01-01T00:00:10.000Z', '2026-01-01T00:00:30.000Z', '2026-01-01T00:02:00.000Z']) {
        clock.now = now;
        await options?.onProgress?.();
        expiries.push(expiry(fixture));
      }
      return converse(request, options);
    };
    await handle(promptReceived);
    expect(expiries).toEqual(['2026-01-01T00:02:35.000Z', '2026-01-01T00:03:00.000Z', '2026-01-01T00:04:30.000Z']);
  });

  test('outlasts a renewal that fails', async () => {
    const { handle, model, clock, objects, generation } = harness(good);
    const { converse } = model;
    model.converse = async (request, options) => {
      const { replace } = objects;
      objects.replace = () => Promise.reject(new Error('slow down'));
      clock.now = '2026-01-01T00:00:30.000Z';
      await options?.onProgress?.();
      objects.replace = replace;
      return converse(request, options);
    };
    await handle(promptReceived);
    expect(generation()).toMatchObject({ result: 'program' });
  });

  test('that was lost aborts the call', async () => {
    const { handle, model, clock, objects, generation } = harness(good);
    model.converse = async (_, options) => {
      objects.objects.set(keys.lease(jobId, 1), '{}');
      clock.now = '2026-01-01T00:00:30.000Z';
      await options?.onProgress?.();
      throw new Error('not reached');
    };
    await handle(promptReceived);
    expect(generation()).toBeNull();
  });
});

test('a response returns to the model unchanged, with its reasoning', async () => {
  const content = [
    { reasoningContent: { reasoningText: { text: 'Count.', signature: 'abc' } } },
    { toolUse: { toolUseId: 'one', name: 'write_program', input: { plan: 'x' } } },
    { toolUse: { toolUseId: 'two', name: 'write_program', input: { plan: 'y' } } },
  ];
  const { handle, model } = harness({ ...good, output: { message: { role: 'assistant', content } } }, good);
  await handle(promptReceived);
  const [, response, results] = model.requests[1]?.messages ?? [];
  expect(response).toEqual({ role: 'assistant', content });
  expect(results?.content?.flatMap(({ toolResult }) => toolResult?.toolUseId ?? [])).toEqual(['one', 'two']);
});

test('the model has to hand in its program when the time of the invocation ends soon', async () => {
  const { handle, model, clock } = harness(empty, good);
  const { converse } = model;
  model.converse = async (request, options) => {
    model.converse = converse;
    clock.now = '2026-01-01T00:05:06.000Z';
    return converse(request, options);
  };
  await handle(promptReceived);
  expect(JSON.stringify(model.requests[1])).toContain('Call write_program now');
});

describe('a context that is too small', () => {
  const sizeOf = (request: unknown) => JSON.stringify(request).length;

  test('gets fewer tables and a shorter response', async () => {
    const { handle, model, generation } = harness(new ContextExceeded('prompt is too long'), good);
    await handle(promptReceived);
    expect(sizeOf(model.requests[1]?.messages)).toBeLessThan(sizeOf(model.requests[0]?.messages));
    expect(model.requests[1]?.inferenceConfig?.maxTokens).toBeLessThan(8192);
    expect(generation()).toMatchObject({ result: 'program' });
  });

  test('gets what fits into the size that the error names', async () => {
    const { handle, model } = harness(new ContextExceeded('maximum context length is 8192 tokens', 8192), good);
    await handle(promptReceived);
    expect(model.requests[1]?.inferenceConfig?.maxTokens).toBeLessThanOrEqual(2048);
  });

  test('is found by its stop reason, too', async () => {
    const { handle, generation } = harness(toolCall({}, 'model_context_window_exceeded'), good);
    await handle(promptReceived);
    expect(generation()).toMatchObject({ result: 'program' });
  });

  test('fails the attempt if nothing is left to leave out, and says which context is needed', async () => {
    const refusal = new ContextExceeded('the context size is 512 tokens', 512);
    const { handle, generation, model } = harness(...Array.from({ length: 9 }, () => refusal));
    await handle(promptReceived);
    expect(model.requests.length).toBeLessThan(9);
    const { kind, message } = generation().failure;
    expect(kind).toBe('model_unavailable');
    expect(message).toMatch(/512 tokens.* a context of at least \d{4,5} tokens/);
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
