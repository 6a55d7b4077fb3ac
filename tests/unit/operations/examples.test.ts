import { keys, MAX_EXAMPLES } from '../../../events';
import { CatalogError } from '../../../events/documents/catalog';
import { checkExamples } from '../../../operations/examples/check';
import { readStoredExamples } from '../../../operations/examples/stored';
import { StatementFailed } from '../../../operations/warehouse-session';
import { storedIn } from './stored-objects';

const jobId = (index: number) => `01k00000000000000000000${String(index).padStart(3, '0')}`;
const verified = (index: number, sql: string) => ({
  [keys.example(jobId(index))]: JSON.stringify({
    version: 1,
    jobId: jobId(index),
    createdAt: '2026-01-01T00:00:00Z',
    question: `Question ${index}`,
    sql,
  }),
});

async function check(objects: Readonly<Record<string, string>>) {
  const statements: string[] = [];
  const reader = {
    rows: async () => [
      ['people', 'id'],
      ['people', 'email'],
      ['staff', 'grade'],
    ],
    async run(sql: string) {
      statements.push(sql);
      if (sql.includes('gone')) throw new StatementFailed('column "gone" does not exist');
    },
  };
  const findings = await checkExamples(reader, 'public', await readStoredExamples(storedIn(objects), 'bucket'));
  return { findings, statements };
}

const catalog = (rules: string, ...statements: string[]) => ({
  [keys.catalog]: `${rules}\nexamples:\n${statements.map((sql) => `  - {question: Who?, sql: "${sql}"}\n`).join('')}`,
});

test('each example is planned by the warehouse, and not run', async () => {
  const { findings, statements } = await check({
    ...catalog('', 'select id from people;', 'select 2'),
    ...verified(1, 'with a as (select 1) select * from a'),
  });
  expect(statements.sort()).toEqual([
    'EXPLAIN select 2',
    'EXPLAIN select id from people',
    'EXPLAIN with a as (select 1) select * from a',
  ]);
  expect(findings.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok']);
});

test('a broken example is named with its line or its key, the reason and what to do', async () => {
  const { findings } = await check({ ...catalog('', 'select 1', 'select gone'), ...verified(7, 'select gone') });
  expect(findings.slice(1)).toEqual([
    {
      result: 'failed',
      message: 'catalog.yaml, line 4: “Who?” does not run: column "gone" does not exist',
      advice: 'Correct its SQL or remove the example, and upload the catalog again.',
    },
    {
      result: 'failed',
      message: `config/examples/${jobId(7)}.json: “Question 7” does not run: column "gone" does not exist`,
      advice: `Remove it: aws s3 rm s3://bucket/config/examples/${jobId(7)}.json`,
    },
  ]);
});

test.each([
  ['drop table people', /begins with DROP/],
  ['select 1; drop table people', /several/],
  ['select 1 into copy', /INTO creates a table/],
])('an example that is not one SELECT is never sent: %s', async (sql, reason) => {
  const { findings, statements } = await check(catalog('', sql));
  expect(statements).toEqual([]);
  expect(findings).toMatchObject([{ result: 'failed', message: expect.stringMatching(reason) }]);
});

test('an example that names what is withheld is broken', async () => {
  const rules = 'tables: {staf: {use: false}, people: {columns: {email: {profile: false}}}}';
  const { findings, statements } = await check(catalog(rules, 'select grade from staff', 'select email from people'));
  expect(statements).toEqual([]);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining('because it names staff, which is withheld'),
    expect.stringContaining('because it names people.email, which is withheld'),
  ]);
});

test('an object that is no example, and those beyond the limit, are named', async () => {
  const many = Object.assign(
    {},
    ...Array.from({ length: MAX_EXAMPLES + 3 }, (_, index) => verified(index, 'select 1')),
  );
  const { findings } = await check({ ...many, [keys.example(jobId(0))]: '{"version":2}' });
  expect(findings.filter(({ result }) => result === 'failed').map(({ message }) => message)).toEqual([
    `config/examples/${jobId(0)}.json is no example of version 1: it is not shown.`,
    `There are more than 200 examples of jobs: those from config/examples/${jobId(200)}.json on are not shown.`,
  ]);
  expect(findings).toHaveLength(201);
});

test('a catalog with a fault, or under another name, is refused', async () => {
  await expect(check({ [keys.catalog]: 'examples: [x]' })).rejects.toThrow(CatalogError);
  await expect(check({ [keys.misnamedCatalog]: '' })).rejects.toThrow(CatalogError);
});
