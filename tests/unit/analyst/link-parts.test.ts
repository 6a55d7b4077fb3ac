import { amountAt, inUnitOf } from '../../../analyst/link/amounts';
import { bandsAt } from '../../../analyst/link/bands';
import { best, oncePerPhrase } from '../../../analyst/link/choices';
import { durationOf } from '../../../analyst/link/concepts';
import { periodAt } from '../../../analyst/link/period-readers';
import { tokenise } from '../../../analyst/link/tokens';
import type { Column, Table } from '../../../analyst/schema/model';
import { bikes } from './schemas';

const column = (...words: readonly string[]) => ({ words }) as unknown as Column;

describe('lengths of time', () => {
  it.each([
    ['two hours', 2, 'hour'],
    ['half an hour', 0.5, 'hour'],
    ['a week', 1, 'week'],
    ['90 minutes', 90, 'minute'],
  ])('reads %s', (text, value, unit) => {
    expect(amountAt(tokenise(text), 0)?.amount).toEqual({ value, unit });
  });

  it('does not read a number without a unit', () => {
    expect(amountAt(tokenise('two trips'), 0)).toBeUndefined();
  });

  it('converts to the unit of the column, and leaves the number where the column has none', () => {
    expect(inUnitOf(column('delay', 'min'), { value: 2, unit: 'hour' })).toBe(120);
    expect(inUnitOf(column('nights'), { value: 1, unit: 'week' })).toBe(7);
    expect(inUnitOf(column('fare'), { value: 2, unit: 'hour' })).toBe(2);
  });
});

it('reads ranges in a list', () => {
  expect(bandsAt(tokenise('under 18, 18-29 and 60 or older'), 0)?.bands).toEqual([
    { high: 17, label: 'under 18' },
    { low: 18, high: 29, label: '18-29' },
    { low: 60, label: '60+' },
  ]);
});

it('takes a single range for no list', () => {
  expect(bandsAt(tokenise('18-29'), 0)).toBeUndefined();
});

it('keeps the best candidates, and none far below them', () => {
  const choices = [
    { to: 'far', score: 0.6 },
    { to: 'first', score: 0.95 },
    { to: 'near', score: 0.8 },
  ];
  expect(best(choices).map(({ to }) => to)).toEqual(['first', 'near']);
});

it('looks up a phrase of a schema once, and again for another schema', () => {
  const compute = jest.fn((_: unknown, words: readonly string[]) => words.length);
  const lookUp = oncePerPhrase(compute);
  const schema = bikes();
  expect([lookUp(schema, ['a', 'b']), lookUp(schema, ['a', 'b']), lookUp(bikes(), ['a', 'b'])]).toEqual([2, 2, 2]);
  expect(compute).toHaveBeenCalledTimes(2);
});

it('computes how long rows last from their start and end', () => {
  const trips = bikes().tables.find(({ name }) => name === 'trips') as Table;
  expect(durationOf(trips)?.formula?.((name) => name)).toBe('DATEDIFF(second, started_at, ended_at) / 60.0');
});

it.each([
  ['March 2025', '2025-03-01', '2025-04-01'],
  ['2nd of May 2024', '2024-05-02', '2024-05-03'],
  ['Q3 2024', '2024-07-01', '2024-10-01'],
  ['first half of 2024', '2024-01-01', '2024-07-01'],
])('reads the period %s', (text, from, to) => {
  expect(periodAt(tokenise(text), 0)?.period).toMatchObject({ from, to });
});

it('reads a code of a number and a letter as one word', () => {
  expect(tokenise('class 7A and 5K')[1]).toMatchObject({ kind: 'word', lower: '7a' });
  expect(tokenise('class 7A and 5K')[3]).toMatchObject({ kind: 'number', value: 5000 });
});
