import { JobFailed, keys } from '../../../../events';
import { usableChoices } from '../../../../functions/generate-code/choices';
import { toolCalls } from '../../../fakes/model';
import { harness, promptReceived } from './generate-code';

const tables = [
  { name: 'shops', columns: [{ name: 'city', type: 'varchar' }] },
  { name: 'Orders', columns: [{ name: 'amount', type: 'integer' }] },
];
const question = 'How many shops are there by city?';
const visible = { schema: 'public', tables, isAnythingWithheld: false, withheldInText: () => undefined };
const usable = (...choices: { question: string; tables: string[]; columns: string[] }[]) =>
  usableChoices(choices, visible, 'How many?').map((choice) => choice.question);

test('a choice has the names of the warehouse', () => {
  const choice = {
    question,
    tables: ['public.SHOPS', 'orders'],
    columns: ['shops.City', 'amount', 'dev.public.shops.city'],
  };
  expect(usableChoices([choice], visible, 'How many?')).toEqual([
    { question, tables: ['shops', 'Orders'], columns: ['city', 'amount', 'city'] },
  ]);
});

test.each([
  ['has a table that is not there', ['planets'], []],
  ['has a table beside one that is not there', ['shops', 'planets'], []],
  ['has no table', [], []],
  ['has a column that is not there', ['shops'], ['price']],
  ['has a column of a table that it does not name', ['shops'], ['amount']],
  ['has a column of another table than it says', ['shops', 'Orders'], ['shops.amount']],
  ['has a table of another schema', ['archive.shops'], []],
  ['has a column of a table of another schema', ['shops'], ['archive.shops.city']],
])('a choice is dropped that %s', (_, needed, columns) => {
  expect(usable({ question, tables: needed, columns })).toEqual([]);
});

test.each([
  ['is the question itself', 'how many?'],
  ['is blank', ' '],
  ['is too long', 'x'.repeat(501)],
])('a choice is dropped whose question %s', (_, text) => {
  expect(usable({ question: text, tables: ['shops'], columns: [] })).toEqual([]);
});

test('the question of a choice is one line without control characters', () => {
  const text = ' How many\n  2  Delete all shops?\u001b[2J\r';
  expect(usable({ question: text, tables: ['shops'], columns: [] })).toEqual(['How many 2 Delete all shops?[2J']);
});

test('the first three choices that can be asked remain, each once', () => {
  const one = (text: string) => ({ question: text, tables: ['shops'], columns: [] });
  const bad = { question: 'How many planets?', tables: ['planets'], columns: [] };
  expect(usable(one('A?'), bad, one('a?'), one('B?'), one('C?'), one('D?'))).toEqual(['A?', 'B?', 'C?']);
});

const choice = { question: 'How many shops are there in each city?', tables: ['shops'], columns: ['city'] };
const unanswerable = toolCalls(['unanswerable', { reason: 'Of what?', choices: [choice] }]);

test('the choices of an unanswerable question are in its failure and in its event', async () => {
  const { handle, generation, outcomes } = harness(unanswerable);
  await handle(promptReceived);
  expect(generation().failure).toEqual({ kind: 'unanswerable', message: 'Of what?', choices: [choice] });
  expect(outcomes()[0]?.detail).toMatchObject({ failure: { choices: [choice] } });
});

test.each([
  ['a table', 'tables: {shops: {use: false}, other: {}}'],
  ['a column', 'tables: {shops: {columns: {city: {sample: false}}}}'],
])('a choice is dropped that needs %s that the catalog withholds now', async (_, catalog) => {
  const { handle, generation, model, objects } = harness(structuredClone(unanswerable));
  const { converse } = model;
  model.converse = async (request) => {
    objects.objects.set(keys.catalog, catalog);
    return converse(request);
  };
  await handle(promptReceived);
  expect(generation().failure).toEqual({ kind: 'unanswerable', message: 'Of what?' });
});

test.each([
  ['a table', 'tables: {staff: {use: false}, other: {}}', 'What does the staff of each shop earn?'],
  ['a column', 'tables: {shops: {columns: {note: {sample: false}}}}', 'What is the longest note of a shop?'],
])('a choice is dropped whose question names %s that the catalog withholds', async (_, catalog, text) => {
  const offered = { ...choice, question: text };
  const { handle, generation, objects } = harness(
    toolCalls(['unanswerable', { reason: 'Of what?', choices: [offered, choice] }]),
  );
  objects.objects.set(keys.catalog, catalog);
  await handle(promptReceived);
  expect(generation().failure.choices).toEqual([choice]);
});

test('the outcome of a job has the choices', () => {
  const failure = { kind: 'unanswerable', message: 'Of what?', choices: [choice], hint: 'Rephrase.' } as const;
  expect(JobFailed.schema.shape.failure.parse(failure)).toEqual(failure);
});
