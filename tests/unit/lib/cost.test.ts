import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machines } from '../../../events';
import { costOf, priceOf } from '../../../lib/cost';
import prices from '../../../lib/prices.json';

const usage = { inputTokens: 10_000, outputTokens: 2_000, modelCalls: 1 };
const nothing = { machine: machines.small, tasks: [], generations: [], queries: [] };

describe('what a job costs', () => {
  it('is zero for a job that used nothing', () => {
    expect(costOf(nothing, false)).toEqual({
      estimated: false,
      usd: 0,
      units: { inputTokens: 0, outputTokens: 0, taskSeconds: 0, statements: 0 },
    });
  });

  it('includes the tokens of all its programs, each at the price of its model', () => {
    const generations = [
      { modelId: 'global.anthropic.claude-sonnet-4-6', usage },
      { modelId: 'global.anthropic.claude-haiku-4-5-20251001-v1:0', usage },
    ];
    const { usd, units } = costOf({ ...nothing, generations }, true);
    expect(usd).toBeCloseTo(0.03 + 0.03 + 0.01 + 0.01, 6);
    expect(units).toMatchObject({ inputTokens: 20_000, outputTokens: 4_000 });
  });

  it('has cached tokens at their own prices', () => {
    const cached = { ...usage, cacheReadInputTokens: 1_000_000, cacheWriteInputTokens: 100_000 };
    const generations = [{ modelId: 'global.anthropic.claude-sonnet-5-5', usage: cached }];
    const { usd, units } = costOf({ ...nothing, generations }, false);
    expect(usd).toBeCloseTo(0.02 + 0.02 + 0.1 + 0.25, 6);
    expect(units).toMatchObject({
      inputTokens: 10_000,
      cacheReadInputTokens: 1_000_000,
      cacheWriteInputTokens: 100_000,
    });
  });

  it('counts the tokens of a model without a price, at no cost', () => {
    const cost = costOf({ ...nothing, generations: [{ modelId: 'offline-analyst', usage }] }, false);
    expect(cost).toMatchObject({ usd: 0, units: { inputTokens: 10_000 } });
  });

  it.each([
    ['small', 3600, 0.03238 + 2 * 0.00356],
    ['medium', 3600, 2 * 0.03238 + 8 * 0.00356],
    ['large', 1800, (4 * 0.03238 + 16 * 0.00356) / 2],
  ] as const)('is the time of a %s task', (size, seconds, usd) => {
    expect(costOf({ ...nothing, machine: machines[size], tasks: [seconds] }, false).usd).toBeCloseTo(usd, 6);
  });

  it('is at least one minute for each task that ran, and zero for one that never started', () => {
    const [minute, three] = [[60], [5, 5, 0, 60]].map((tasks) => costOf({ ...nothing, tasks }, false));
    expect(three?.usd).toBeCloseTo(3 * (minute?.usd ?? 0), 5);
    expect(three?.units.taskSeconds).toBe(70);
  });

  it('counts the statements that ran, at no cost', () => {
    const queries = (['finished', 'failed', 'refused'] as const).map((result) => ({ result }));
    expect(costOf({ ...nothing, queries }, false)).toMatchObject({ usd: 0, units: { statements: 2 } });
  });
});

it('counts looks of the model that reached the warehouse as statements', () => {
  const looks = [{}, { error: 'timed_out' }, { error: 'refused' }] as const;
  const generations = [{ modelId: 'offline-analyst', usage, looks }];
  expect(costOf({ ...nothing, generations }, false).units.statements).toBe(2);
});

describe('the price of a model', () => {
  it('is that of the longest name that its id contains', () => {
    expect(priceOf('global.anthropic.claude-opus-5-5')?.inputPerMillion).toBe(4);
    expect(priceOf('global.anthropic.claude-opus-5')?.inputPerMillion).toBe(5);
  });

  it('is a tenth higher for a regional inference profile', () => {
    expect(priceOf('eu.anthropic.claude-sonnet-5-5')?.outputPerMillion).toBeCloseTo(11, 6);
  });

  it('is the same everywhere for a model without regional prices', () => {
    expect(priceOf('openai.gpt-oss-120b-1:0')?.inputPerMillion).toBe(0.15);
    expect(priceOf('us.amazon.nova-pro-v1:0')?.inputPerMillion).toBe(0.8);
  });

  it('is undefined for a model that the file does not name', () => {
    expect(priceOf('some.other-model-v1:0')).toBeUndefined();
  });
});

describe('the price file', () => {
  it('names its sources and its date', () => {
    expect(prices.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(prices.sources.length).toBeGreaterThan(0);
  });

  it('has the default model of a deployment', () => {
    const template = readFileSync(join(__dirname, '../../../template.yaml'), 'utf8');
    const [, modelId = ''] = /^ {2}ModelId:\n.*\n {4}Default: (\S+)$/m.exec(template) ?? [];
    expect(priceOf(modelId)).toBeDefined();
  });

  it.each(Object.entries(prices.models))('has prices of %s in a plausible order', (_, price) => {
    const { inputPerMillion, outputPerMillion } = price;
    const { cacheReadPerMillion, cacheWritePerMillion } = priceOf(`global.${_}`) as NonNullable<
      ReturnType<typeof priceOf>
    >;
    expect([cacheReadPerMillion, inputPerMillion, outputPerMillion]).toEqual(
      [cacheReadPerMillion, inputPerMillion, outputPerMillion].sort((a, b) => a - b),
    );
    expect(cacheWritePerMillion).toBeGreaterThanOrEqual(inputPerMillion);
  });
});
