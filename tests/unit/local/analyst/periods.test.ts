import { periodAt } from '../../../../local/analyst/language/period-readers';
import { tokenise, written } from '../../../../local/analyst/language/tokens';

const read = (text: string) => periodAt(tokenise(text), 0);

describe('times as they are written', () => {
  test.each([
    ['2025', '2025-01-01', '2026-01-01'],
    ['March 2025', '2025-03-01', '2025-04-01'],
    ['Q4 2024', '2024-10-01', '2025-01-01'],
    ['second half of 2024', '2024-07-01', '2025-01-01'],
    ['15 April 2025', '2025-04-15', '2025-04-16'],
    ['April 15th, 2025', '2025-04-15', '2025-04-16'],
    ['31.12.2024', '2024-12-31', '2025-01-01'],
    ['2024-02-29', '2024-02-29', '2024-03-01'],
    ['1 to 7 July 2026', '2026-07-01', '2026-07-08'],
  ])('%s', (text, from, to) => {
    expect(read(text)?.period).toMatchObject({ kind: 'absolute', from, to });
  });

  test('a day without a year waits for the year', () => {
    expect(read('1 March')).toEqual({ length: 2, period: { kind: 'day', month: 3, day: 1, label: '1 March' } });
    expect(read('March 1, and')).toMatchObject({ length: 2, period: { kind: 'day' } });
  });

  test.each(['31 February 2025', 'may', '30', 'sun'])('%s is no time', (text) => {
    expect(read(text)).toBeUndefined();
  });
});

test.each([
  ['accounts w/o date', 'accounts without date'],
  ['No. of users', 'number of users'],
  ['new vs. old', 'new vs old'],
  ['types - how many', 'types , how many'],
  ['state-of-the-art', 'state-of-the-art'],
])('%s is read as %s', (short, long) => {
  expect(written(short)).toBe(long);
});
