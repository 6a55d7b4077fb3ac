import { analyse } from '../../../analyst';
import { readsLikeFollowUp } from '../../../analyst/leans';
import { bikes, library } from './schemas';

it.each([
  'and by gender?',
  'What about April 2025?',
  'only electric ones',
  'by month?',
  'How many of those are electric?',
  'Which of them has the highest fare?',
  'What are their names?',
  'Show me these again',
  'Also show the capacity.',
  'but without subscribers',
  'How many in May?',
  'How many are there per station?',
  'How many of these start at a station?',
  'Sort them by fare',
  'Can you order the results by capacity?',
  'Which one has the highest fare?',
  'Show the number of trips for each one',
  'For each of them, show the capacity',
  'Show me only those that are electric',
  'Which stations do they start at?',
  'How many trips does she have?',
  'What is the average fare of those trips?',
  'Show the capacity of this station.',
  'Show the names of the stations other than these.',
  'How many trips did each of them make?',
  'Show the average fare, too.',
])('%s reads like a follow-up', (question) => {
  expect(readsLikeFollowUp(bikes(), question)).toBe(true);
});

it.each([
  'How many trips were there?',
  'And how many stations are there?',
  'Show the stations and their capacity',
  'What is the average fare of trips by month?',
  'List the trips with those that have no fare',
  'Per month, how many trips were there?',
  'How many trips were there this month?',
  'Sort the stations by their capacity',
  'Which stations have a capacity over 20, and how many trips start at these stations?',
  'Show the trips of those stations that have a capacity over 20',
  'How long does it take to ride from station A to B?',
  'List the stations that have no trips',
  'Show each station and its capacity',
  'What is the name of each station and how many trips are there at each one?',
  'Is there a station without trips? Which one?',
])('%s stands for itself', (question) => {
  expect(readsLikeFollowUp(bikes(), question)).toBe(false);
});

it('a pointer to rows that the question has named is no follow-up', () => {
  expect(readsLikeFollowUp(library(), 'Which books have authors, and what are their names?')).toBe(false);
});

const requestOf = (schema: object, question: string, ...before: string[]) => {
  const block = (tag: string, value: unknown) => ({ text: `<${tag}>\n${JSON.stringify(value)}\n</${tag}>` });
  const turns =
    before.length > 0
      ? [
          block(
            'earlier',
            before.map((one) => ({ question: one })),
          ),
        ]
      : [];
  const content = [block('tables', schema), ...turns, { text: `<question>\n${question}\n</question>` }];
  return { messages: [{ role: 'user' as const, content }] };
};
const inputOf = (...parameters: Parameters<typeof requestOf>) =>
  JSON.stringify(analyse(requestOf(...parameters)).output?.message?.content?.[0]?.toolUse?.input);

const tables = {
  dialect: 'redshift',
  schema: 'public',
  tables: [
    {
      name: 'employees',
      rows: 40,
      columns: [
        { name: 'employee_id', type: 'integer', nulls: 0, distinct: 40, min: 1, max: 40 },
        { name: 'gender', type: 'character varying', nulls: 0, distinct: 2, values: ['female', 'male'] },
        { name: 'annual_salary', type: 'integer', nulls: 0, distinct: 30, min: 30_000, max: 90_000 },
      ],
    },
  ],
  otherTables: [],
};

describe('the analyst', () => {
  it('says that a follow-up needs the question before it', () => {
    expect(inputOf(tables, 'and by gender?')).toContain('Ask it with followUpOf');
  });

  it('answers a follow-up with the questions before it', () => {
    const input = inputOf(tables, 'and by gender?', 'What is the average annual salary?');
    expect(input).toMatch(/GROUP BY t\.gender/);
  });

  it('takes a turn without a question for none', () => {
    const request = requestOf(tables, 'How many employees are there?');
    const [first, ...others] = request.messages[0]?.content ?? [];
    const broken = { text: '<earlier>\n[null, {"question": 3}]\n</earlier>' };
    const content = [first ?? broken, broken, ...others];
    expect(JSON.stringify(analyse({ messages: [{ role: 'user', content }] }))).toMatch(/COUNT\(\*\)/);
  });
});
