import { followUp } from '../../../analyst/follow-up';
import { examples } from '../../../analyst/guide';
import { interpret } from '../../../analyst/interpret';
import { tokenise } from '../../../analyst/link/tokens';
import { namesOfVerbs } from '../../../analyst/parse/skips';
import { bikes, clubs, countries, flights, library, sales, staff, surveys } from './schemas';

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

it('has equal ranges for the groups of a number, and categories as they are', () => {
  expect(resultOf('How many members are there in each age group?')).toMatch(
    /WHEN t\.age >= 20 AND t\.age < 30 THEN '20-29'/,
  );
  expect(resultOf('How many books are there in each genre group?')).toMatch(/GROUP BY t\.genre/);
});

describe('a distribution', () => {
  it('has the values of the groups, not the ids of the rows', () => {
    expect(resultOf('Distribution of books by genre')).toMatch(/t\.genre AS genre, COUNT\(\*\).* GROUP BY t\.genre/);
    expect(resultOf('Members per age as a histogram')).toMatch(/SELECT t\.age AS age FROM public\.members/);
    expect(resultOf('Histogram of the number of loans by genre')).toMatch(/FROM public\.loans.* GROUP BY t_1\.genre/);
  });

  it.each([
    ['of a column by groups', 'Distribution of price by genre'],
    ['of two groups', 'Distribution of books by genre and author'],
    ['of ids', 'Distribution of book ids'],
    ['of dates', 'Distribution of loaned on'],
    ['of a period', 'Distribution of prices over time'],
  ])('is refused: %s', (_, question) => {
    expect(resultOf(question)).toMatch(/^refused/);
  });

  it('of averages by groups is one of the groups', () => {
    expect(resultOf('Average price of books by genre as a histogram')).toMatch(/AVG\(.*GROUP BY t\.genre/);
  });
});

it('refuses a correlation by groups, and a comparison by two columns', () => {
  expect(resultOf('Correlation between age and member rating by name')).toMatch(/^refused/);
  expect(resultOf('Compare the price by genre and author')).toMatch(/^refused/);
});

describe('a rank of categories', () => {
  const ofSales = (question: string): string => {
    const result = interpret(sales(), question);
    return 'problem' in result ? `refused: ${result.problem}` : result.query.sql.replace(/\s+/g, ' ');
  };

  it.each([
    ['Which products sell best?', 'DESC'],
    ['Best selling products', 'DESC'],
    ['Which product sells worst?', 'ASC'],
  ])('is by all rows of each one where the amount is not named: %s', (question, order) => {
    expect(ofSales(question)).toContain(`RANK() OVER (ORDER BY SUM(t.units) ${order})`);
  });

  it('is by single rows where the amount is named', () => {
    expect(ofSales('Which product sold for the highest price?')).toMatch(/ORDER BY t\.price DESC/);
  });

  it.each([
    'Who are our best members?',
    'Who are our top members?',
    'Which are the worst books?',
    'Which genre has the best titles?',
  ])('is refused where nothing says by what: %s', (question) => {
    expect(resultOf(question)).toMatch(/^refused/);
  });
});

describe('a verb that is made of a name', () => {
  it.each([
    ['How many books were loaned?', 'loaned'],
    ['How many books are priced?', 'priced'],
  ])('is refused where the statement does not have the name: %s', (question, verb) => {
    expect(resultOf(question)).toContain(`It is not clear what "${verb}" means here`);
  });

  it('may be a noun, which is the name itself', () => {
    const tokens = tokenise('the highest price and the genre of the crime books with 3 loans');
    expect(tokens.some(({ lower, tags }) => lower === 'books' && tags.has('Verb'))).toBe(true);
    expect(namesOfVerbs(library(), tokens)).toEqual([]);
  });

  it('only relates rows of the table that it names', () => {
    expect(resultOf('Which genre was loaned most often?')).toContain('FROM public.loans');
  });
});

it.each([
  ['Top 5 members by loans', 'GROUP BY t_1.name, t_1.member_id'],
  ['Top 2 genres by books', 'GROUP BY t.genre'],
])('ranks by the number of rows that stand after "by": %s', (question, groups) => {
  expect(resultOf(question)).toMatch(/RANK\(\) OVER \(ORDER BY COUNT\(\*\) DESC\)/);
  expect(resultOf(question)).toContain(groups);
});

describe('suggested questions', () => {
  it.each([
    ['bikes', bikes()],
    ['staff', staff()],
    ['countries', countries()],
    ['library', library()],
    ['flights', flights()],
    ['clubs', clubs()],
    ['surveys', surveys()],
  ])('are answered: %s', (_, schema) => {
    for (const question of examples(schema)) expect(interpret(schema, question)).toHaveProperty('query');
  });

  it('have plurals, and no scale or year', () => {
    expect(examples(surveys())).toEqual([
      'How many team surveys are there by team?',
      'Average satisfaction by team',
      'How many people are there by city?',
      'How many boxes are there by colour?',
    ]);
  });
});

it('keeps the number of a column that is one of several', () => {
  const result = interpret(surveys(), 'Average budget 2024 by team');
  expect('query' in result && result.query.items.map(({ label }) => label)).toContain('average budget 2024');
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
