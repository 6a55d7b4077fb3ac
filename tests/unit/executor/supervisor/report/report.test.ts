import { ExecutionFinished, ReportDocument } from '../../../../../events';
import { cappedSummary, executionFinished } from '../../../../../executor/supervisor/report/report';
import { file, JOB_ID, START } from '../world';

const at = new Date(START).toISOString();

function report(over: Partial<ReportDocument['summary']>): ReportDocument {
  return {
    version: 1,
    jobId: JOB_ID,
    attempt: 1,
    summary: cappedSummary({
      ...{ launch: 1, result: 'succeeded', final: true, startedAt: at, finishedAt: at },
      ...{ values: {}, assumptions: [], warnings: [], artifacts: [], ...over },
    }),
    ...{ stdout: '', stderr: '', queries: [], layers: [], peakMemoryBytes: 0 },
    durations: { wait: 0, run: 0, collect: 0, total: 0 },
  };
}

describe('ExecutionFinished', () => {
  it.each(['a', 'ß', '\u0001', '😀'])('stays valid and under 200 kB whatever a program returns (%j)', (character) => {
    const long = character.repeat(50_000);
    const big = report({
      answer: long,
      assumptions: Array.from({ length: 500 }, () => long),
      warnings: Array.from({ length: 500 }, () => long),
      values: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`${i}${long}`, long])),
      artifacts: Array.from({ length: 300 }, (_, i) => ({ ...file(`${'n'.repeat(300)}${i}.csv`) })),
    });
    const { detail } = executionFinished(big);
    expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(200_000);
    expect(() => ExecutionFinished.parse(detail)).not.toThrow();
    expect(big.summary.answer).toHaveLength(2000);
    expect(big.summary.artifacts).toHaveLength(50);
    expect(big.summary.warnings.at(-1)).toContain('250 more files');
  });

  it('is a function of its report', () => {
    const one = report({});
    expect(executionFinished(one)).toEqual(executionFinished(ReportDocument.parse(JSON.parse(JSON.stringify(one)))));
  });
});
