import fc from 'fast-check';
import { interpret } from '../../../analyst/interpret';
import { type Concept, concepts } from '../../../analyst/lexicon/lexicon';
import { bikes, countries, staff } from './schemas';

const QUESTIONS = [
  [bikes, 'How many electric trips were there in March 2025?'],
  [bikes, 'Average fare for casual and annual members'],
  [bikes, 'Which station has the most trips?'],
  [bikes, 'Stations with more than 40 trips'],
  [staff, 'How many women work in Engineering?'],
  [staff, 'Top 3 highest paid employees'],
  [countries, 'Which country has the highest gdp per capita?'],
  [countries, 'Life expectancy by region'],
] as const;

const answerTo = ([schema, question]: (typeof QUESTIONS)[number]): unknown => {
  const result = interpret(schema(), question);
  return 'query' in result ? result.query.sql : result.problem;
};

it('does not answer a question differently after a synonym is added that is not in it', () => {
  const before = QUESTIONS.map(answerTo);
  const columns = ['fare', 'capacity', 'salary', 'lifeexp', 'district', 'region', 'gender'];
  const added = fc.record({
    words: fc.array(fc.stringMatching(/^zq[a-z]{3,8}$/), { minLength: 1, maxLength: 3 }),
    columns: fc.array(fc.constantFrom(...columns), { minLength: 1, maxLength: 3 }),
    tables: fc.array(fc.constantFrom('trip', 'station', 'employee', 'country'), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(added, (concept: Concept) => {
      (concepts as Concept[]).push(concept);
      try {
        expect(QUESTIONS.map(answerTo)).toEqual(before);
      } finally {
        (concepts as Concept[]).pop();
      }
    }),
    { numRuns: 10, seed: 3 },
  );
});

it('uses an added synonym', () => {
  (concepts as Concept[]).push({ words: ['zqfoo'], columns: ['fare'], tables: [] });
  try {
    expect(answerTo([bikes, 'What is the average zqfoo?' as never])).toContain('AVG(CAST(t.fare_eur');
  } finally {
    (concepts as Concept[]).pop();
  }
});
