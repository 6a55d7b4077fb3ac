import type { JobView } from '../../../client';
import { markdownReport, reportParts } from '../../../eval/report';
import { htmlReport } from '../../../eval/report-html';
import type { Result } from '../../../eval/run';
import { belowFloor, summarise } from '../../../eval/summary';

function resultOf(fields: Partial<Omit<Result, 'job'>> & { ask?: string; job?: object } = {}): Result {
  const { ask = 'How many?', job = {}, ...others } = fields;
  const attempt = { attempt: 1, program: 'x = 1' };
  const view = {
    jobId: 'job-1',
    status: 'succeeded',
    answer: 'Three.',
    attempts: [attempt],
    usage: { inputTokens: 100, outputTokens: 10, modelCalls: 1, cacheReadInputTokens: 40 },
    cost: { estimated: false, usd: 0.01, units: {} },
    ...job,
  } as unknown as JobView;
  return { set: 'shop', question: { ask, shape: 'count' }, seconds: 2, verdict: 'right', ...others, job: view };
}

const results = [
  resultOf({ replay: 'current' }),
  resultOf({
    replay: 'current',
    job: {
      attempts: [
        { attempt: 1, program: 'x' },
        { attempt: 2, program: 'y' },
      ],
    },
  }),
  resultOf({
    ...{ ask: 'Stale <b>?', replay: 'stale', verdict: 'wrong', reason: 'no 3' },
    job: { attempts: [{ attempt: 1, program: 'import stale', looks: [{ table: 'a' }, { table: 'b' }] }] },
  }),
  resultOf({
    ...{ replay: 'recorded', verdict: 'refused' },
    job: {
      status: 'failed',
      attempts: [{ attempt: 1 }],
      failure: { kind: 'unanswerable', choices: [{ question: 'A?' }] },
    },
  }),
  resultOf({ replay: 'missing', verdict: 'failed', job: { status: 'failed', attempts: [], usage: undefined } }),
];
const summary = summarise(results, 7);

describe('the summary of an evaluation', () => {
  it('leaves stale and missing recordings out of the accuracy, and counts them', () => {
    expect(summary.accuracy).toEqual({ right: 2, of: 3 });
    expect(summary).toMatchObject({ stale: 1, missing: 8, recorded: 1 });
    expect(summary.shapes.count?.accuracy).toEqual({ right: 2, of: 3 });
  });

  it('counts stale answers in the score', () => {
    expect(summary).toMatchObject({ score: 0, verdicts: { right: 2, wrong: 1, refused: 1, failed: 1 } });
  });

  it('counts first attempts, looks, repairs and questions that were asked back', () => {
    expect(summary).toMatchObject({ firstAttempt: { succeeded: 2, of: 3 }, looks: 2, repairs: 1, askedBack: 1 });
  });

  it('adds up tokens by class and money', () => {
    expect(summary.tokens).toMatchObject({
      inputTokens: 400,
      outputTokens: 40,
      modelCalls: 4,
      cacheReadInputTokens: 160,
    });
    expect(summary.usd).toBeCloseTo(0.05);
  });
});

describe('the floor of an evaluation', () => {
  const measured = { score: 10, verdicts: { right: 10, wrong: 0, refused: 0, failed: 0 } };

  it('has a maximum of missing recordings, so that no wrong answer is hidden by removing its recording', () => {
    const floor = { score: 5, wrong: 0, missing: 1 };
    expect(belowFloor({ ...measured, missing: 2 }, floor)).toMatch(
      /^2 questions have no recording; the floor allows 1/,
    );
    expect(belowFloor({ ...measured, missing: 1 }, floor)).toBeUndefined();
    expect(belowFloor({ ...measured, missing: 2 }, { score: 5, wrong: 0 })).toBeUndefined();
  });

  it('has a minimum accuracy, of current recordings', () => {
    const floor = { score: 5, wrong: 0, accuracy: 0.95 };
    expect(belowFloor({ ...measured, accuracy: { right: 9, of: 10 } }, floor)).toBe(
      '90.0 % (9 of 10) are right; the floor is 95.0 %.',
    );
    expect(belowFloor({ ...measured, accuracy: { right: 19, of: 20 } }, floor)).toBeUndefined();
  });

  it('is a score where every recording is stale', () => {
    const accuracy = { right: 0, of: 0 };
    expect(belowFloor({ ...measured, accuracy }, { score: 11, wrong: 0, accuracy: 0.95 })).toContain('the floor is 11');
  });
});

describe('the report of an evaluation', () => {
  const parts = reportParts(results, summary, 'a model');

  it('has the figures, the kinds and each question', () => {
    const text = markdownReport(parts);
    expect(text).toContain('| Accuracy | 66.7 % (2 of 3) |');
    expect(text).toContain('| Stale recordings | 1 |');
    expect(text).toContain('| Input tokens read from the cache | 160 |');
    expect(text).toContain('| count | 2 | 1 | 1 | 1 | 66.7 % (2 of 3) |');
    expect(text).toContain('| shop | Stale <b>? | wrong | stale | 2.0 | 2 | 0 |');
  });

  it('has the program of each miss', () => {
    expect(markdownReport(parts)).toContain('```python\nimport stale\n```');
    expect(htmlReport(parts)).toContain('<pre>import stale</pre>');
  });

  it('shows markup of questions and answers as text', () => {
    expect(htmlReport(parts)).toContain('Stale &#60;b&#62;?');
    expect(htmlReport(parts)).not.toContain('<b>');
  });
});
