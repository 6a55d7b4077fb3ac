import { emptyValuesWarning } from '../../../../../executor/supervisor/report/empty-values';

test.each([
  [{ rows: 0 }, '(rows)'],
  [{ rows: 0, share: null }, '(rows, share)'],
  [{ share: null }, '(share)'],
  [{ a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 }, '(a, b, c, d, e and 1 more)'],
])('an answer of zeros and missing values is warned of: %j', (values, names) => {
  expect(emptyValuesWarning(values)).toEqual([expect.stringContaining(names)]);
});

test.each([[{}], [{ rows: 3, share: 0 }], [{ best: 'none', count: 0 }], [{ significant: false }]])(
  'another answer is not: %j',
  (values) => expect(emptyValuesWarning(values)).toEqual([]),
);
