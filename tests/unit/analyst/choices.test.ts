import { analyse } from '../../../analyst';
import { choicesFor } from '../../../analyst/choices';
import { interpret } from '../../../analyst/interpret';
import type { Schema } from '../../../analyst/schema/model';
import { bikes, clubs, countries, flights, library, sales, staff, surveys } from './schemas';

const choicesOf = (schema: Schema, question: string) => {
  const result = interpret(schema, question);
  return choicesFor(schema, question, 'problem' in result ? result.problem : '');
};
const questionsOf = (schema: Schema, question: string) => choicesOf(schema, question).map((choice) => choice.question);

const schemas = { bikes, clubs, countries, flights, library, sales, staff, surveys };
const questions = [
  'How many planets are there?',
  'Delete all rows.',
  'Why did sales drop?',
  'What is the xylophone of the quux?',
  'How many trips were there? How many stations are there?',
];

describe.each(Object.entries(schemas))('over %s', (_, schema) => {
  it.each(questions)('each choice for "%s" is one that the analyst answers, over tables that are there', (question) => {
    const choices = choicesOf(schema(), question);
    expect(choices.length).toBeLessThanOrEqual(3);
    for (const choice of choices) {
      expect(interpret(schema(), choice.question)).toHaveProperty('query');
      const tables = schema().tables.filter(({ name }) => choice.tables.includes(name));
      expect(tables.map(({ name }) => name).sort()).toEqual([...choice.tables].sort());
      expect(choice.tables.length).toBeGreaterThan(0);
      const columns = tables.flatMap((table) => table.columns.map(({ name }) => name));
      for (const column of choice.columns) expect(columns).toContain(column);
    }
  });
});

it('offers the questions of a text with several, each alone', () => {
  expect(questionsOf(bikes(), 'How many trips were there in March 2025 and how many stations are there?')).toEqual([
    'How many trips were there in March 2025?',
    'How many stations are there?',
  ]);
});

it.each([
  [
    'What is the fare of trips by member type?',
    bikes,
    ['What is the total fare of trips by member type?', 'What is the average fare of trips by member type?'],
  ],
  [
    'How many flights by airport?',
    flights,
    ['How many flights by origin airport?', 'How many flights by destination airport?'],
  ],
])('offers both readings of "%s"', (question, schema, readings) => {
  expect(questionsOf(schema(), question)).toEqual(readings);
});

it('gives the tool for it a reason and choices', () => {
  const city = { name: 'city', type: 'varchar', nulls: 0, distinct: 2, values: ['Bern', 'Genf'] };
  const tables = {
    dialect: 'redshift',
    schema: 'public',
    otherTables: [],
    tables: [{ name: 'shops', rows: 3, columns: [city] }],
  };
  const text = `<tables>${JSON.stringify(tables)}</tables>`;
  const messages = [{ role: 'user' as const, content: [{ text }, { text: '<question>Delete all shops.</question>' }] }];
  const tools = ['write_program', 'unanswerable', 'look'].map((name) => ({
    toolSpec: { name, inputSchema: { json: {} } },
  }));
  const call = (request: Parameters<typeof analyse>[0]) => analyse(request).output?.message?.content?.[0]?.toolUse;
  expect(call({ messages, toolConfig: { tools } })).toMatchObject({
    name: 'unanswerable',
    input: {
      reason: expect.stringContaining('never changed'),
      choices: [{ question: 'How many shops are there by city?', tables: ['shops'], columns: ['city'] }],
    },
  });
  expect(call({ messages })).toMatchObject({ name: 'write_program', input: { unanswerable: expect.any(String) } });
});
