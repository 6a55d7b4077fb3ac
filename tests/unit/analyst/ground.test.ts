import { Bounds } from '../../../analyst/ground/bounds';
import { overlaps, periodSql, spanOf } from '../../../analyst/ground/periods';
import { Ungrounded } from '../../../analyst/ground/scope';
import { interpret } from '../../../analyst/interpret';
import type { Column, Schema } from '../../../analyst/schema/model';
import { clubs, flights } from './schemas';

const answer = (schema: Schema, question: string): string => {
  const result = interpret(schema, question);
  return 'problem' in result ? `refused: ${result.problem}` : result.query.sql.replace(/\s+/g, ' ');
};

describe('bounds', () => {
  it('refuses two values, and ranges that do not meet', () => {
    const bounds = new Bounds();
    bounds.add('a', '=', 'x');
    expect(() => bounds.add('a', '=', 'y')).toThrow(Ungrounded);
    bounds.add('b', '>', 5);
    expect(() => bounds.add('b', '<', 3)).toThrow(Ungrounded);
    expect(() => bounds.add('b', '<', 9)).not.toThrow();
  });

  it('returns to what was before, after parts that other rows may meet', () => {
    const bounds = new Bounds();
    bounds.add('a', '=', 'x');
    bounds.apart(() => {
      bounds.forget();
      bounds.add('a', '=', 'y');
    });
    expect(() => bounds.add('a', '=', 'y')).toThrow(Ungrounded);
  });
});

describe('periods', () => {
  const time = { kind: 'date', min: '2023-01-05', max: '2025-03-20' } as Column;

  it('takes what is relative from the last day of the data', () => {
    const span = spanOf({ kind: 'relative', count: 1, unit: 'month', which: 'previous', label: 'last month' }, time);
    expect(span).toMatchObject({ from: '2025-02-01', to: '2025-03-01' });
  });

  it('takes a month without a year for the last one that the data has', () => {
    expect(spanOf({ kind: 'month', month: 11, label: 'November' }, time)).toMatchObject({ from: '2024-11-01' });
  });

  it('knows a period without data', () => {
    expect(overlaps({ from: '2019-01-01', to: '2020-01-01', label: '2019' }, time)).toBe(false);
  });

  it.each([
    ['in', "t.d >= '2024-03-01' AND t.d < '2024-04-01'"],
    ['after', "t.d >= '2024-04-01'"],
    ['since', "t.d >= '2024-03-01'"],
    ['before', "t.d < '2024-03-01'"],
    ['until', "t.d < '2024-04-01'"],
  ] as const)('compares a time that is %s a month', (op, sql) => {
    expect(periodSql('t.d', time, op, { from: '2024-03-01', to: '2024-04-01', label: '' })).toBe(sql);
  });
});

describe('sides', () => {
  it('joins by the reference of each side', () => {
    const sql = answer(flights(), 'How many passengers flew from Oslo to Bergen?');
    expect(sql).toMatch(/t\.origin = t_1\.iata.*t\.destination = t_2\.iata/);
    expect(sql).toMatch(/t_1\.city = 'Oslo'.*t_2\.city = 'Bergen'/);
  });

  it('asks which side is meant where nothing says it', () => {
    expect(answer(flights(), 'Which city has the most flights?')).toMatch(
      /^refused: .*whether the origin or the destination is meant/,
    );
  });
});

describe('lengths of time', () => {
  it('compares in the unit of the column', () => {
    expect(answer(flights(), 'How many flights were delayed by more than two hours?')).toContain('t.delay_min > 120');
  });
});

describe('what may mean two things', () => {
  it('asks whether the sum or the average is meant', () => {
    expect(answer(flights(), 'Delay by month')).toMatch(/^refused: .*the sum or the average of delay min is meant/);
  });

  it('asks which of two measures is meant, and takes the one that is named', () => {
    expect(answer(clubs(), 'What is the highest fee?')).toMatch(/^refused: .*entry fee or monthly fee is meant/);
    expect(answer(clubs(), 'What is the highest monthly fee?')).toContain('MAX(t.monthly_fee)');
  });

  it('does not count different values of a column that only begins with the word', () => {
    expect(answer(clubs(), 'How many sports are there?')).toMatch(/^refused/);
  });
});

it('counts names where different things with one name are asked for', () => {
  expect(answer(clubs(), 'How many different clubs are there?')).toContain('COUNT(DISTINCT t.club_name)');
});

it('averages over rows without groups for an average per row', () => {
  expect(answer(flights(), 'Average number of passengers per flight')).not.toContain('GROUP BY');
});

it('counts the rows that a verb is about, not all rows of the same thing', () => {
  expect(answer(flights(), 'Which plane had the most cancelled flights?')).toMatch(
    /WHERE t\.status = 'cancelled' GROUP BY/,
  );
});

it('takes the share of the rows that are named first', () => {
  const sql = answer(clubs(), 'What share of tennis clubs has a bar?');
  expect(sql).toMatch(/CASE WHEN t\.has_bar THEN/);
  expect(sql).toContain("WHERE t.sport_type = 'tennis'");
});
