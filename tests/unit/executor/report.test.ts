import { ExecutionFinished, ReportDocument } from '../../../events';
import { buildReport, errorSha256, finished } from '../../../executor/supervisor/report';
import { file, JOB_ID, START } from './ports';

const at = new Date(START).toISOString();

function report(over: Partial<ReportDocument['summary']>): ReportDocument {
  return buildReport({
    jobId: JOB_ID,
    attempt: 1,
    summary: {
      ...{ launch: 1, result: 'succeeded', final: true, startedAt: at, finishedAt: at },
      ...{ values: {}, assumptions: [], warnings: [], artifacts: [], ...over },
    },
    ...{ stdout: '', stderr: '', queries: [], layers: [], peakMemoryBytes: 0 },
    durations: { awaited: 0, run: 0, collect: 0, total: 0 },
  });
}

describe('ExecutionFinished', () => {
  it.each(['a', 'ß', '\u0001', '😀'])('stays under 200 KB and valid whatever a program says (%j)', (sign) => {
    const long = sign.repeat(50_000);
    const big = report({
      answer: long,
      assumptions: Array.from({ length: 500 }, () => long),
      warnings: Array.from({ length: 500 }, () => long),
      values: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`${i}${long}`, long])),
      artifacts: Array.from({ length: 300 }, (_, i) => ({ ...file(`${'n'.repeat(300)}${i}.csv`) })),
    });
    const { detail } = finished(big);
    expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(200_000);
    expect(() => ExecutionFinished.parse(detail)).not.toThrow();
    expect(big.summary.answer).toHaveLength(2000);
    expect(big.summary.artifacts).toHaveLength(50);
    expect(big.summary.warnings.at(-1)).toContain('250 more files');
  });

  it('is the same every time it is made from its report', () => {
    const one = report({});
    expect(finished(one)).toEqual(finished(ReportDocument.parse(JSON.parse(JSON.stringify(one)))));
  });
});

describe('the fingerprint of an error', () => {
  const failure = { kind: 'program_error' as const, message: 'a' };
  const error = { type: 'KeyError', message: 'a', line: 3, traceback: 'here' };

  it('ignores the traceback', () => {
    expect(errorSha256(failure, error)).toBe(errorSha256(failure, { ...error, traceback: 'there' }));
  });

  it.each([{ type: 'ValueError' }, { message: 'b' }, { line: 4 }])('changes with %j', (change) => {
    expect(errorSha256(failure, error)).not.toBe(errorSha256(failure, { ...error, ...change }));
  });

  it('ignores the figures of a passed limit', () => {
    const over = (message: string) =>
      errorSha256({ kind: 'out_of_memory', message }, { type: 'out_of_memory', message, traceback: '' });
    expect(over('2.1 GB of 1.5 GB')).toBe(over('2.2 GB of 1.5 GB'));
  });

  it('tells limits apart', () => {
    const over = (name: string) =>
      errorSha256({ kind: 'over_limit', message: '', limit: { name, allowed: 1, reached: 2, unit: 'B' } }, undefined);
    expect(over('disk')).not.toBe(over('output'));
  });
});
