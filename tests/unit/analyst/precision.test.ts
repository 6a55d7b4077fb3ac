import { followUp } from '../../../analyst/follow-up';
import { interpret } from '../../../analyst/interpret';
import { library } from './schemas';

const resultOf = (question: string): string => {
  const result = interpret(library(), question);
  return 'problem' in result ? `refused: ${result.problem}` : result.query.sql.replace(/\s+/g, ' ');
};

it('compares what the rows have themselves before what belongs to them', () => {
  expect(resultOf('What is the oldest book?')).toMatch(/ORDER BY t\.published_year ASC/);
});

it('shows the people whom a question asks for', () => {
  expect(resultOf('Who wrote the most recent book?')).toMatch(/t_1\.name AS author_name/);
});

it('ranks the rows of each group separately', () => {
  expect(resultOf('Show the title of the oldest book of each genre')).toContain(
    'RANK() OVER (PARTITION BY t.genre ORDER BY t.published_year ASC)',
  );
});

it('refuses a name that may be on either side of a relation', () => {
  expect(resultOf("Show the names of Kyle's friends")).toMatch(/^refused: .* on which side the name is/);
});

it('groups by a category that has a number of rows, not by its value', () => {
  expect(resultOf('Which genres have at least 4 books?')).toMatch(/GROUP BY t\.genre HAVING COUNT\(\*\) >= 4/);
});

it('does not compute figures of a reference', () => {
  expect(resultOf('What is the highest loan?')).toMatch(/^refused/);
});

it('takes a rating for a number, though its name has the noun of a table', () => {
  expect(resultOf('What is the average member rating?')).toMatch(/AVG\(.*t\.member_rating/);
});

it('takes a number after "in" for a year', () => {
  expect(resultOf('How many books were loaned in 2024?')).toMatch(/'2024-01-01'/);
});

it('keeps what stands after "by"', () => {
  expect(resultOf('Number of people by age')).not.toMatch(/COUNT\(DISTINCT \S*age\)/);
});

it.each([
  ['How many loans are outstanding?', 'IS NULL'],
  ['How many loans have been returned?', 'IS NOT NULL'],
])('%s: the date of the event %s', (question, condition) => {
  expect(resultOf(question)).toMatch(new RegExp(`\\.returned_on ${condition}`));
});

it('has statements over columns with any name', () => {
  expect(resultOf('What is the average price of crime books?')).toContain('t."price {eur}"');
});

it.each([
  'How many rows does the table books have?',
  'Number of records in books',
  'Count the entries of the books table',
])('takes the rows of a table for the table: %s', (question) => {
  expect(resultOf(question)).toMatch(/^SELECT COUNT\(\*\) AS \w+ FROM public\.books AS t$/);
});

describe('follow-ups', () => {
  const next = (...questions: readonly string[]) => followUp(library(), questions);

  it('counts rows of another table for the rows before', () => {
    expect(next('List the books of the genre crime', 'How many loans do these have?')).toMatchObject({
      query: { sql: expect.stringMatching(/COUNT\(\*\)[\s\S]*genre = 'crime'/) as string },
    });
  });

  it('keeps the conditions for rows of another table', () => {
    expect(next('List the books of the genre crime', 'Show the names of their authors')).toMatchObject({
      query: { sql: expect.stringMatching(/author_name[\s\S]*authors[\s\S]*genre = 'crime'/) as string },
    });
  });

  it.each([
    [['List the members older than 60', 'What is the youngest member?']],
    [['What is the average age of the members?', 'Show the members with this age']],
    [['List the books of the genre crime', 'Find the number of members who did not borrow these']],
    [['List the books of the genre crime', 'Order them by the number of loans']],
  ])('refuses to lose a part of what was asked: %j', (questions) => {
    expect(next(...questions)).toHaveProperty('problem');
  });
});
