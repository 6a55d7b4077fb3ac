import { costOf, priceOf } from '../../../pricing/cost';
import prices from '../../../pricing/prices.json';

const usage = { inputTokens: 10_000, outputTokens: 2_000, modelCalls: 1 };
const nothing = { size: 'small' as const, tasks: [], generations: [], statements: 0 };

describe('what a job costs', () => {
  it('is nothing for a job that used nothing', () => {
    expect(costOf(nothing, false)).toEqual({
      estimated: false,
      usd: 0,
      units: { inputTokens: 0, outputTokens: 0, taskSeconds: 0, statements: 0 },
    });
  });

  it('is the tokens of all its programs, each at the price of its model', () => {
    const generations = [
      { modelId: 'global.anthropic.claude-sonnet-4-6', usage },
      { modelId: 'global.anthropic.claude-haiku-4-5-20251001-v1:0', usage },
    ];
    const { usd, units } = costOf({ ...nothing, generations }, true);
    expect(usd).toBeCloseTo(0.03 + 0.03 + 0.01 + 0.01, 6);
    expect(units).toMatchObject({ inputTokens: 20_000, outputTokens: 4_000 });
  });

  it('counts the tokens of a model without a price and leaves them out of the money', () => {
    const cost = costOf({ ...nothing, generations: [{ modelId: 'offline-analyst', usage }] }, false);
    expect(cost).toMatchObject({ usd: 0, units: { inputTokens: 10_000 } });
  });

  it.each([
    ['small', 3600, 0.03238 + 2 * 0.00356],
    ['medium', 3600, 2 * 0.03238 + 8 * 0.00356],
    ['large', 1800, (4 * 0.03238 + 16 * 0.00356) / 2],
  ] as const)('is the time of a %s task', (size, seconds, usd) => {
    expect(costOf({ ...nothing, size, tasks: [seconds] }, false).usd).toBeCloseTo(usd, 6);
  });

  it('is a minute at the least for each task that ran, and nothing for one that never started', () => {
    const [minute, three] = [[60], [5, 5, 0, 60]].map((tasks) => costOf({ ...nothing, tasks }, false));
    expect(three?.usd).toBeCloseTo(3 * (minute?.usd ?? 0), 5);
    expect(three?.units.taskSeconds).toBe(70);
  });

  it('names statements as units', () => {
    expect(costOf({ ...nothing, statements: 7 }, false)).toMatchObject({ usd: 0, units: { statements: 7 } });
  });
});

describe('the price of a model', () => {
  it('is that of the longest name in its id', () => {
    expect(priceOf('global.anthropic.claude-opus-5-5')?.inputPerMillion).toBe(4);
    expect(priceOf('global.anthropic.claude-opus-5')?.inputPerMillion).toBe(5);
  });

  it('is a tenth higher where requests stay in a part of the world', () => {
    expect(priceOf('eu.anthropic.claude-sonnet-5-5')?.outputPerMillion).toBeCloseTo(11, 6);
  });

  it('is unknown for a model without a price', () => {
    expect(priceOf('some.other-model-v1:0')).toBeUndefined();
  });
});

describe('the price file', () => {
  it('says where its prices are from and of which day', () => {
    expect(prices.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(prices.sources.length).toBeGreaterThan(0);
  });

  it('knows the model that a deployment has unless another one is named', () => {
    expect(priceOf('us.anthropic.claude-sonnet-4-6')).toBeDefined();
  });
});
