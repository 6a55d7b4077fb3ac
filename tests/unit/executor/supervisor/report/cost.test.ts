import type { GenerationDocument, ReportDocument } from '../../../../../events';
import { estimateCost } from '../../../../../executor/supervisor/report/cost';

const generation = {
  modelId: 'offline-analyst',
  usage: { inputTokens: 10, outputTokens: 1, modelCalls: 1 },
} as GenerationDocument;
const query = { sql: 'select 1', outcome: 'finished', milliseconds: 1 } as const;

const report = (launch: number, seconds: number): ReportDocument =>
  ({ summary: { launch }, durations: { total: seconds * 1000 }, queries: [query] }) as unknown as ReportDocument;

describe('the cost when the last attempt ends', () => {
  const spent = { size: 'small' as const, generations: [generation, generation], launch: 2, taskSeconds: 100 };

  it('is an estimate', () => {
    expect(estimateCost({ ...spent, earlier: [], queries: [] }).estimated).toBe(true);
  });

  it('includes the attempts of lost tasks and the age of this one', () => {
    const earlier = [report(1, 70), report(1, 20), report(2, 50)];
    const { units } = estimateCost({ ...spent, earlier, queries: [] });
    expect(units).toMatchObject({ taskSeconds: 190, inputTokens: 20, statements: 3 });
  });

  it('excludes refused statements', () => {
    const queries = [query, { ...query, outcome: 'refused' as const }];
    expect(estimateCost({ ...spent, earlier: [], queries }).units.statements).toBe(1);
  });
});
