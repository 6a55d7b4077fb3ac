import { followUp } from '../../../analyst/follow-up';
import { bikes, staff } from './schemas';

const sqlFor = (schema: ReturnType<typeof bikes>, ...questions: readonly string[]): string => {
  const result = followUp(schema, questions);
  return 'problem' in result ? `refused: ${result.problem}` : result.query.sql.replace(/\s+/g, ' ');
};

it('changes the groups of the question before', () => {
  expect(sqlFor(staff(), 'What is the average annual salary?', 'and by gender?')).toMatch(
    /AVG\(.*annual_salary.*GROUP BY t\.gender/,
  );
});

it('adds a condition, or replaces the one of the same kind', () => {
  expect(sqlFor(bikes(), 'How many trips were there?', 'only electric ones')).toContain(
    "WHERE t.bike_type = 'electric'",
  );
  const replaced = sqlFor(bikes(), 'How many trips were there in March 2025?', 'What about April 2025?');
  expect(replaced).toContain("t.started_at >= '2025-04-01'");
  expect(replaced).not.toContain('2025-03-01');
});

it('asks for another figure of the same rows', () => {
  expect(sqlFor(bikes(), 'What is the highest fare of electric trips?', 'What about the minimum?')).toMatch(
    /MIN\(t\.fare_eur\).*t\.bike_type = 'electric'/,
  );
});

it('is a function of the questions alone', () => {
  const questions = ['What is the average annual salary?', 'and by gender?'];
  expect(sqlFor(staff(), ...questions)).toBe(sqlFor(staff(), ...questions));
});

it('refuses what it cannot relate to the question before', () => {
  expect(followUp(bikes(), ['How many trips were there?', 'and the purple ones?'])).toHaveProperty('problem');
});

it('refuses to lose a condition of the question before', () => {
  const before = 'How many trips are there for each station with a capacity over 20?';
  expect(followUp(bikes(), [before])).toHaveProperty('query');
  expect(followUp(bikes(), [before, 'What is their average fare?'])).toHaveProperty('problem');
});
