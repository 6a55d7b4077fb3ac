import { interpret } from '../../../analyst/interpret';
import type { Schema } from '../../../analyst/schema/model';
import { bikes, countries, staff } from './schemas';

/** The statement for a question on one line, without the schema and the limit. */
const sqlFor = (schema: Schema, question: string): string => {
  const result = interpret(schema, question);
  if ('problem' in result) return `refused: ${result.problem}`;
  return result.query.sql
    .replace(/\s+/g, ' ')
    .replaceAll('public.', '')
    .replace(/ LIMIT \d+$/, '');
};

describe('figures', () => {
  it.each([
    [
      'How many trips were there in March 2025?',
      "SELECT COUNT(*) AS number_of_trips FROM trips AS t WHERE t.started_at >= '2025-03-01' AND t.started_at < '2025-04-01'",
    ],
    [
      'How many annual trips were there?',
      "SELECT COUNT(*) AS number_of_trips FROM trips AS t WHERE t.member_type = 'annual'",
    ],
    [
      'How many different bike types are there?',
      'SELECT COUNT(DISTINCT t.bike_type) AS number_of_different_bike_types FROM trips AS t',
    ],
    [
      'How many trips cost more than 10 euros?',
      'SELECT COUNT(*) AS number_of_trips FROM trips AS t WHERE t.fare_eur > 10',
    ],
    [
      'Share of electric bikes among all trips',
      "SELECT AVG(CASE WHEN t.bike_type = 'electric' THEN 1.0 ELSE 0 END) AS share FROM trips AS t",
    ],
    [
      'How long does a trip take on average?',
      'SELECT AVG(CAST(DATEDIFF(second, t.started_at, t.ended_at) / 60.0 AS double precision)) AS average_duration_minutes FROM trips AS t',
    ],
  ])('%s', (question, sql) => expect(sqlFor(bikes(), question)).toBe(sql));

  it('takes the date of an event for the rows to which it happened', () => {
    expect(sqlFor(staff(), 'How many employees have left the company?')).toBe(
      'SELECT COUNT(*) AS number_of_employees FROM employees AS t WHERE t.termination_date IS NOT NULL',
    );
  });

  it('finds a value in a table that the rows belong to', () => {
    expect(sqlFor(staff(), 'How many women work in Engineering?')).toBe(
      "SELECT COUNT(*) AS number_of_employees FROM employees AS t JOIN departments AS t_1 ON t.dept_id = t_1.dept_id WHERE (t.gender = 'F' AND t_1.dept_name = 'Engineering')",
    );
  });
});

describe('groups', () => {
  it('compares the values that an average is asked for', () => {
    expect(sqlFor(bikes(), 'Average fare for casual and annual members')).toMatch(
      /^SELECT t\.member_type AS member_type, AVG\(.*GROUP BY t\.member_type ORDER BY average_fare_eur DESC$/,
    );
  });

  it('groups by rows of another table, by its label', () => {
    expect(sqlFor(staff(), 'What do people earn on average in each department?')).toMatch(
      /^SELECT t_1\.dept_name AS .*AVG\(CAST\(t\.annual_salary .*GROUP BY t_1\.dept_name, t_1\.dept_id/,
    );
  });

  it('groups by periods', () => {
    expect(sqlFor(bikes(), 'Number of trips per month')).toBe(
      "SELECT DATE_TRUNC('month', t.started_at) AS month_, COUNT(*) AS number_of_trips FROM trips AS t GROUP BY DATE_TRUNC('month', t.started_at) ORDER BY month_",
    );
  });

  it('takes the average of a number by a category, and says so', () => {
    const result = interpret(countries(), 'Life expectancy by region');
    expect(result).toMatchObject({ query: { task: 'groups', assumptions: ['The average of lifeexp is meant.'] } });
  });
});

describe('ranks', () => {
  it.each([
    [
      'Which station has the most trips?',
      bikes,
      /SELECT station_name, number_of_trips FROM \(SELECT t_1\.name .* RANK\(\) OVER \(ORDER BY COUNT\(\*\) DESC\) .* WHERE position <= 1/,
    ],
    ['Who earns the most?', staff, /ORDER BY t\.annual_salary DESC\).*WHERE position <= 1/],
    [
      'Which country has the highest gdp per capita?',
      countries,
      /SELECT country, .*RANK\(\) OVER \(ORDER BY t\.gdppercap DESC/,
    ],
    ['Which district has the largest total capacity?', bikes, /ORDER BY SUM\(t\.capacity\) DESC.*GROUP BY t\.district/],
    ['Top 3 highest paid employees', staff, /ORDER BY t\.annual_salary DESC.*position <= 3/],
  ])('%s', (question, schema, pattern) => expect(sqlFor(schema(), question)).toMatch(pattern));
});

describe('conditions on other rows', () => {
  it.each([
    [
      'Which stations have no trips?',
      't.station_id NOT IN (SELECT t2.start_station_id FROM trips AS t2 WHERE t2.start_station_id IS NOT NULL)',
    ],
    ['Stations with more than 40 trips', 'GROUP BY t2.start_station_id HAVING COUNT(*) > 40'],
  ])('%s', (question, part) => expect(sqlFor(bikes(), question)).toContain(part));

  it('compares with an average', () => {
    expect(sqlFor(staff(), 'How many employees earn more than the average?')).toContain(
      't.annual_salary > (SELECT AVG(t2.annual_salary)',
    );
  });
});

describe('refusals', () => {
  it.each([
    ['Which riders complained about broken brakes?', bikes, /"riders"/],
    ['Which employees have children?', staff, /"children"/],
    ['How many trips were there in 2019?', bikes, /no data for 2019/],
    ['How many trips are both electric and classic?', bikes, /./],
    ['How much rain falls in each region?', countries, /"rain"/],
  ])('%s', (question, schema, pattern) => {
    const result = interpret(schema(), question);
    expect('problem' in result ? result.problem : result.query.sql).toMatch(pattern);
    expect(result).toHaveProperty('problem');
  });

  it('names a word that the tables do not have, and leaves no word out that narrows the question', () => {
    expect(interpret(bikes(), 'How many purple trips were there?')).toEqual({
      problem: 'The tables have nothing called "purple".',
    });
  });

  it('says that there are two questions', () => {
    const result = interpret(staff(), 'How many employees are there? What is the average annual salary by gender?');
    expect(result).toMatchObject({ problem: expect.stringMatching(/^These are two questions/) });
  });
});

it('interprets a question in less than 150 ms', () => {
  interpret(bikes(), 'How many trips were there?');
  const questions = [
    'Average fare of electric trips in the Old Town',
    'Median fare by district',
    'What was the most expensive trip?',
  ];
  const start = performance.now();
  for (const question of questions) interpret(bikes(), question);
  expect((performance.now() - start) / questions.length).toBeLessThan(150);
});

describe('two questions', () => {
  it.each([
    ['How many trips were there? Which station has the most trips?', 'How many trips were there?'],
    ['How many stations are there and how many trips?', 'How many stations are there'],
    ['How many trips were there in March 2025, and what did they bring in?', 'what did they bring in?'],
  ])('are named, and none of them is lost: %s', (question, part) => {
    const result = interpret(bikes(), question);
    expect(result).toMatchObject({ problem: expect.stringMatching(/^These are two questions/) as string });
    expect(result).toMatchObject({ problem: expect.stringContaining(`"${part}"`) as string });
  });

  it('are one where the second says how to answer the first', () => {
    expect(interpret(bikes(), 'Which station has the most trips? List the name.')).toHaveProperty('query');
  });
});

it('trusts a short question less far from its words than a long one', () => {
  expect(interpret(bikes(), 'Capacity harbour riding rented fare')).toHaveProperty('problem');
});
