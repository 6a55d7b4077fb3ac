import { keys, MAX_EXAMPLES, type TablesDocument } from '../../../../../events';
import { readCatalog } from '../../../../../events/documents/catalog';
import { tableDirectory } from '../../../../../functions/generate-code/tables/directory';
import { type PromptSources, promptTables } from '../../../../../functions/generate-code/tables/prompt-tables';
import { warehouseOf } from '../../../../fakes/described-warehouse';
import { fakeObjectStore } from '../../../../fakes/object-store';
import { describer } from '../../described-tables';

const table = (name: string, ...columns: string[]): TablesDocument['tables'][number] => ({
  name,
  rows: 100,
  columns: columns.map((column) => ({ name: column, type: 'integer', distinct: 90 })),
});

const tables = [
  table('orders', 'amount', 'buyer'),
  table('clients', 'nr', 'email'),
  table('weather', 'rain'),
  table('staff', 'grade'),
  ...Array.from({ length: 20 }, (_, index) => table(`archive${index}x`, `z${index}`)),
];

const document: TablesDocument = {
  version: 1,
  schema: 'public',
  describedAt: '2026-01-01T00:00:00Z',
  catalogSha256: '0'.repeat(64),
  loadSha256: '0'.repeat(64),
  tableNames: tables.map(({ name }) => name),
  tables,
  failed: [],
  catalogProblems: [],
};

const prompt = (catalog: string, question: string, verified: PromptSources['verified'] = []) =>
  promptTables({ document, catalog: readCatalog(catalog), verified }, question);
const names = ({ tables: described }: ReturnType<typeof prompt>) => described.map(({ name }) => name);

describe('a term', () => {
  const many = Array.from({ length: 6 }, (_, index) => `  word${index}x: z${index} > 1\n`).join('');

  test('is sent where the question has it, in the plural too, and no other one is', () => {
    const catalog = `terms:\n${many}  wet day: weather.rain > 0\n`;
    expect(prompt(catalog, 'How many wet days were there?').terms).toEqual([
      { term: 'wet day', meaning: 'weather.rain > 0', tables: ['weather'] },
    ]);
    expect(prompt(catalog, 'How many days were wet?').terms).toBeUndefined();
  });

  test('is always sent where there are at most five', () => {
    expect(prompt('terms: {wet day: weather.rain > 0}', 'How many orders?').terms).toHaveLength(1);
    expect(prompt(`terms:\n${many}`, 'How many orders?').terms).toBeUndefined();
  });

  test('brings its tables, by its list or by its columns', () => {
    expect(names(prompt('terms: {wet day: weather.rain > 0}', 'How many wet days?'))).toEqual(['weather']);
    const listed = 'terms: {wet day: {meaning: with rain, tables: [Weather]}}';
    expect(names(prompt(listed, 'How many wet days?'))).toEqual(['weather']);
  });

  test('is not sent if it names a table with a name like that of a withheld one', () => {
    const { terms } = prompt(
      'tables: {staf: {use: false}}\nterms: {top: staff.grade = 1, wet: weather.rain}',
      'top, wet',
    );
    expect(terms).toEqual([{ term: 'wet', meaning: 'weather.rain', tables: ['weather'] }]);
  });

  test('takes 4,000 characters at most with all others', () => {
    const long = Array.from({ length: 9 }, (_, index) => `  z${index}z: ${'long '.repeat(180)}\n`).join('');
    const question = Array.from({ length: 9 }, (_, index) => `z${index}z`).join(' ');
    expect(JSON.stringify(prompt(`terms:\n${long}`, question).terms).length).toBeLessThan(4_100);
  });
});

describe('a relationship', () => {
  const catalog = 'relationships: [{from: Orders.BUYER, to: clients.nr}]';

  test('brings the table that the tables of the question join, and is sent', () => {
    expect(names(prompt('', 'How many orders?'))).toEqual(['orders']);
    const described = prompt(catalog, 'How many orders?');
    expect(names(described)).toEqual(['orders', 'clients']);
    expect(described.relationships).toEqual([{ from: 'orders.buyer', to: 'clients.nr', type: 'many-to-one' }]);
  });

  test('is not sent where one of its tables is not described, or a column is missing', () => {
    expect(prompt(catalog, 'How much rain has the weather?').relationships).toBeUndefined();
    expect(prompt('relationships: [{from: orders.x, to: clients.nr}]', 'orders').relationships).toBeUndefined();
  });
});

describe('examples', () => {
  const example = (question: string, sql = 'select 1') => `  - question: ${question}\n    sql: ${sql}\n`;
  const questionsOf = (catalog: string, question: string) =>
    prompt(catalog, question).examples?.map((one) => one.question);

  test('are the nearest three, rare words first', () => {
    const catalog = `examples:\n${[
      'Orders per month',
      'Orders per client',
      'Orders with rain',
      'Orders by grade',
      'Temperature of the sea',
    ]
      .map((text) => example(text))
      .join('')}`;
    const nearest = questionsOf(catalog, 'Which orders came on days with rain, for each client?');
    expect(nearest).toHaveLength(3);
    expect(nearest?.slice(0, 2).sort()).toEqual(['Orders per client', 'Orders with rain']);
    expect(questionsOf(catalog, 'How warm is it?')).toBeUndefined();
  });

  test('are not shown if they name a withheld table or column', () => {
    const rules = 'tables: {staff: {use: false}, clients: {columns: {email: {sample: false}}}}\n';
    const catalog = `${rules}examples:\n${[
      example('Orders of a grade', 'select 1 from public."STAFF"'),
      example('Orders of staff'),
      example('Orders by mail', "select 1 from clients c where c.email = 'x'"),
      example('Orders of a day', 'select nr from clients'),
    ].join('')}`;
    expect(questionsOf(catalog, 'orders')).toEqual(['Orders of a day']);
  });

  test('of verified jobs count too, and malformed ones are left out', () => {
    const stored = {
      version: 1,
      jobId: '01k0000000000000000000000a',
      createdAt: '2026-01-01T00:00:00Z',
      question: 'Orders of today',
      sql: 'select 2',
    };
    const verified = ['{', '{"question":"orders"}', JSON.stringify(stored)];
    expect(prompt('', 'orders', verified).examples).toEqual([{ question: 'Orders of today', sql: 'select 2' }]);
    const catalog = 'tables: {staff: {use: false}}';
    const hostile = JSON.stringify({ ...stored, sql: 'select grade from staff' });
    expect(prompt(catalog, 'orders', [hostile]).examples).toBeUndefined();
  });

  test('of 200 verified jobs at most are read', async () => {
    const objects = fakeObjectStore();
    const now = () => '2026-01-01T00:00:00Z';
    await describer({
      objects,
      warehouse: warehouseOf({ orders: [{ name: 'n', type: 'integer', cells: [1, 2] }] }),
      now,
    }).handle();
    for (let index = 0; index < 250; index += 1) {
      const jobId = `01k00000000000000000000${String(index).padStart(3, '0')}`;
      const body = { version: 1, jobId, createdAt: now(), question: `Orders ${index}`, sql: `select ${index}` };
      objects.objects.set(keys.example(jobId), JSON.stringify(body));
    }
    const read: string[] = [];
    const directory = tableDirectory({
      objects: {
        ...objects,
        read(key) {
          read.push(key);
          return objects.read(key);
        },
      },
      schema: 'public',
      now,
      pause: async () => undefined,
    });
    const { tables: described } = await directory.describe('How many orders?');
    expect(described.examples).toHaveLength(3);
    expect(read.filter((key) => key.startsWith(keys.examples))).toHaveLength(MAX_EXAMPLES);
  });
});
