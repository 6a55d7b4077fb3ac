import type { JobView } from '../../../client';
import type { Gold } from '../../../eval/gold';
import { grade } from '../../../eval/grade';
import type { Question } from '../../../eval/questions';
import { belowFloor, summarise } from '../../../eval/summary';

const answered = (answer: string, values: JobView['values'] = {}, names: string[] = []): JobView =>
  ({
    status: 'succeeded',
    answer,
    values,
    artifacts: names.map((name) => ({ name, mediaType: name.endsWith('png') ? 'image/png' : 'text/csv' })),
    attempts: [],
  }) as unknown as JobView;
const ended = (kind: string): JobView =>
  ({ status: 'failed', failure: { kind, message: 'why', hint: '' }, attempts: [] }) as unknown as JobView;

const question = (more: Partial<Question> = {}): Question => ({ ask: 'q', shape: 's', ...more });
const verdict = (job: JobView, gold: Gold, more?: Partial<Question>) => grade(question(more), gold, job).verdict;

const table = 'Kitchen leads.\n\n| category | pieces |\n|---|---:|\n| Kitchen | 903 |\n| Books | 865 |\n\n- Read as: x';

describe('a figure', () => {
  it('is right in the first paragraph, and wrong further down', () => {
    expect(verdict(answered('There are **212** orders.'), [[212]])).toBe('right');
    expect(verdict(answered('There are 1,200 orders.\n\n| app | 212 |'), [[212]])).toBe('wrong');
  });

  it('is right as one of few named values, and not as one of many', () => {
    expect(verdict(answered('See below.', { orders: 212 }), [[212]])).toBe('right');
    expect(verdict(answered('See below.', { a: 1, b: 2, c: 3, d: 4, e: 212 }), [[212]])).toBe('wrong');
  });

  it('of a decrease is right without a sign if a word says so', () => {
    expect(verdict(answered('It fell by 17.1 %.'), [[-0.17109]], { share: true })).toBe('right');
    expect(verdict(answered('It grew by 17.1 %.'), [[-0.17109]], { share: true })).toBe('wrong');
  });
});

describe('rows', () => {
  const gold: Gold = [
    ['Kitchen', 903],
    ['Books', 865],
  ];

  it('are right if each label is in a line with its figures', () => {
    expect(verdict(answered(table), gold)).toBe('right');
    expect(verdict(answered(table.replace('865', '903').replace('903', '865')), gold)).toBe('wrong');
  });

  it('are found in named values', () => {
    expect(verdict(answered('See the chart.', { pieces_kitchen: 903, pieces_books: 865 }), gold)).toBe('right');
  });

  it('must be exactly the gold rows with `exact`', () => {
    expect(verdict(answered(table), [['Kitchen', 903]], { exact: true })).toBe('wrong');
    expect(verdict(answered(table), gold, { exact: true })).toBe('right');
  });

  it('must be in the first paragraph with `first`', () => {
    expect(verdict(answered(table), [['Kitchen', 903]], { first: true })).toBe('right');
    expect(verdict(answered(table), [['Books', 865]], { first: true })).toBe('wrong');
  });
});

it('requires the chart, words, artifact and value of the question', () => {
  const more = {
    chart: true,
    says: ['signific'],
    artifact: '\\.joblib$',
    between: { 'auc|r2': [0.5, 0.9] as [number, number] },
  };
  expect(verdict(answered('Not significant.', { auc: 0.7 }, ['a.png', 'm.joblib']), [], more)).toBe('right');
  expect(grade(question(more), [], answered('It differs.', { auc: 0.99 })).reason).toBe(
    'no chart; it does not say signific; no artifact \\.joblib$; no auc|r2 between 0.5 and 0.9',
  );
});

it('grades a refusal as right, and an answer as wrong, only for unanswerable questions', () => {
  expect(verdict(ended('unanswerable'), [], { unanswerable: 'no prices' })).toBe('right');
  expect(verdict(answered('It is 7.'), [], { unanswerable: 'no prices' })).toBe('wrong');
  expect(verdict(ended('unanswerable'), [[7]])).toBe('refused');
  expect(verdict(ended('program_error'), [], { unanswerable: 'no prices' })).toBe('failed');
});

it('detects figures in the wrong rows', () => {
  const gold = [
    ['NL', 310],
    ['DE', 262.5],
  ];
  expect(verdict(answered('The total is 310.00 for NL; 262.50 for DE.'), gold)).toBe('right');
  expect(verdict(answered('The total is 262.50 for NL, 310.00 for DE.'), gold)).toBe('wrong');
  expect(verdict(answered('It is 262.50 for NL and 310.00 for DE.'), gold)).toBe('wrong');
});

it('subtracts wrong answers twice, and detects a score below the floor', () => {
  const result = (of: 'right' | 'wrong' | 'refused', seconds: number) => ({
    set: 'x',
    question: question(),
    job: answered(''),
    seconds,
    verdict: of,
  });
  const summary = summarise([
    result('right', 3),
    result('right', 1),
    result('right', 9),
    result('wrong', 4),
    result('refused', 2),
  ]);
  expect(summary).toMatchObject({
    score: 1,
    medianSeconds: 3,
    shapes: { s: { right: 3, wrong: 1, refused: 1, failed: 0 } },
  });
  expect(belowFloor(summary, { score: 1, wrong: 1 })).toBeUndefined();
  expect(belowFloor(summary, { score: 2, wrong: 1 })).toMatch(/score is 1; the floor is 2/);
  expect(belowFloor(summary, { score: 1, wrong: 0 })).toMatch(/1 answers are wrong/);
});

describe('what a question forbids and demands', () => {
  const question = { ask: 'How many?', shape: 'count', avoids: ['canary'], warns: ['no rows'] };
  const job = {
    ...{ status: 'succeeded', answer: 'There are 3.', values: { rows: 3 }, assumptions: [], artifacts: [] },
    ...{ warnings: ['Query 1 returned no rows.'], queries: [{ sql: 'select 1', result: 'finished' }] },
  };
  const verdictOf = (fields: object, rules: object = {}) =>
    grade({ ...question, ...rules }, [[3]], { ...job, ...fields } as never);

  it('is right without the one and with the other', () => {
    expect(verdictOf({})).toEqual({ verdict: 'right', reason: undefined });
  });

  it.each([
    ['the answer', { answer: 'There are 3 canary birds.' }],
    ['a value', { values: { rows: 3, name: 'Canary' } }],
    ['an assumption', { assumptions: ['A canary.'] }],
    ['a statement', { queries: [{ sql: 'select canary', result: 'failed' }] }],
    ['the name of an artifact', { artifacts: [{ name: 'canary.csv' }] }],
  ])('is wrong with it in %s', (_, fields) => {
    expect(verdictOf(fields)).toEqual({ verdict: 'wrong', reason: 'it has canary' });
  });

  it('is wrong without the warning', () => {
    expect(verdictOf({ warnings: [] })).toEqual({ verdict: 'wrong', reason: 'no warning says no rows' });
  });

  it('applies to refusals, which have no warnings', () => {
    const refused = (message: string) => ({
      status: 'failed',
      answer: undefined,
      warnings: [],
      failure: { kind: 'unanswerable', message },
    });
    expect(verdictOf(refused('No.'), { mayRefuse: true })).toMatchObject({ verdict: 'right' });
    expect(verdictOf(refused('No.'))).toMatchObject({ verdict: 'refused' });
    expect(verdictOf(refused('Canary!'), { mayRefuse: true })).toMatchObject({ verdict: 'wrong' });
  });
});
