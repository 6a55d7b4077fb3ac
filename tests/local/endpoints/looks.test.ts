import type { TablesDocument } from '../../../events';
import { describeSchema } from '../../../functions/describe-tables/describe';
import { parseLook } from '../../../functions/generate-code/look/look-request';
import { lookResult } from '../../../functions/generate-code/look/look-result';
import { lookStatement } from '../../../functions/generate-code/look/statement';
import type { Warehouse } from '../../../functions/shared/warehouse/port';
import { redshiftDataWarehouse } from '../../../functions/shared/warehouse/redshift-data';
import { openTestWarehouse, place, type TestWarehouse } from './warehouse';

const LINES = [
  'id,city,"odd ""name""",open,since,amount,note',
  '1,Bern,a,true,2020-01-01,1.5,12',
  '2,Genf,b,false,2021-05-05,2.5,x',
  '3,bern (old),a,,2019-03-03,,13',
  '4,Bern,"100%_\'; drop table x --",true,2020-01-01,4,',
  '4,Bern,"100%_\'; drop table x --",true,2020-01-01,4,',
];

let opened: TestWarehouse;
let warehouse: Warehouse;
let document: TablesDocument;

beforeAll(async () => {
  const many = Array.from({ length: 300 }, (_, index) => `${index % 70},${index}`);
  opened = await openTestWarehouse({ 'shops.csv': `${LINES.join('\n')}\n`, 'many.csv': `k,v\n${many.join('\n')}\n` });
  warehouse = redshiftDataWarehouse(opened.client, {
    ...{ workgroup: place.WorkgroupName, database: place.Database, secretArn: place.SecretArn },
    pause: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
  });
  const sources = { catalog: undefined, loaded: undefined, misnamedCatalog: undefined };
  const now = () => '2026-01-01T00:00:00.000Z';
  document = await describeSchema({ warehouse, schema: 'public', now }, sources, async () => undefined);
}, 60_000);
afterAll(() => opened?.close());

async function look(input: object) {
  const statement = lookStatement('public', document.tables, parseLook({ table: 'shops', ...input }));
  const { signal } = new AbortController();
  return lookResult(statement, await warehouse.query(statement.sql, { parameters: statement.parameters, signal }));
}

test('a description has complete rows, repeated rows, and texts that are numbers', () => {
  const shops = document.tables.find(({ name }) => name === 'shops');
  expect(shops).toMatchObject({ rows: 5, completeRows: 2, duplicateRows: 1 });
  expect(shops?.columns.find(({ name }) => name === 'note')).toMatchObject({ numbers: 2 });
});

test.each([
  [
    { column: 'city' },
    {
      rows: 5,
      nulls: 0,
      distinct: 3,
      min: 'Bern',
      max: 'bern (old)',
      values: [
        ['Bern', 3],
        ['Genf', 1],
        ['bern (old)', 1],
      ],
    },
  ],
  [
    { column: 'city', contains: 'BERN' },
    {
      rows: 5,
      distinct: 3,
      values: [
        ['Bern', 3],
        ['bern (old)', 1],
      ],
    },
  ],
  [
    { column: 'city', where: [{ column: 'amount', op: '>=', value: 2.5 }] },
    {
      rows: 3,
      values: [
        ['Bern', 2],
        ['Genf', 1],
      ],
    },
  ],
  [
    { column: 'amount', where: [{ column: 'city', op: '=', value: 'Bern' }] },
    {
      rows: 3,
      nulls: 0,
      min: 1.5,
      max: 4,
      values: [
        [4, 2],
        [1.5, 1],
      ],
    },
  ],
  [
    { column: 'open' },
    {
      nulls: 1,
      distinct: 2,
      min: false,
      max: true,
      values: [
        [true, 3],
        [false, 1],
      ],
    },
  ],
  [
    { column: 'city', where: [{ column: 'open', op: '=', value: true }] },
    { rows: 3, values: [['Bern', 3]] },
  ],
  [{ column: 'city', where: [{ column: 'open', op: 'is null' }] }, { values: [['bern (old)', 1]] }],
  [
    { column: 'id', where: [{ column: 'since', op: '>', value: '2020-01-01' }] },
    { rows: 1, values: [[2, 1]] },
  ],
  [{ column: 'since', contains: '2020' }, { values: [[expect.stringMatching(/^2020-01-01/), 3]] }],
  [{ column: 'odd "name"', contains: "%_'; DROP" }, { values: [["100%_'; drop table x --", 2]] }],
  [
    { column: 'id', where: [{ column: 'odd "name"', op: 'contains', value: '_' }] },
    { rows: 2, values: [[4, 2]] },
  ],
  [
    { column: 'id', where: [{ column: 'id', op: '=', value: 99 }] },
    { rows: 0, nulls: 0, distinct: 0, values: [] },
  ],
])('a look of %j has %j', async (input, expected) => {
  expect(await look(input)).toMatchObject(expected);
});

test('a look has the 50 most frequent values, and says that there are more', async () => {
  const { values, valuesCut, distinct } = await look({ table: 'many', column: 'k' });
  expect([values.length, valuesCut, distinct]).toEqual([50, true, 70]);
  expect(values[0]).toEqual([0, 5]);
});
