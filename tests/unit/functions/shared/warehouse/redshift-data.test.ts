import type { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { StatementError, WarehouseUnavailable } from '../../../../../functions/shared/warehouse/port';
import { redshiftDataWarehouse } from '../../../../../functions/shared/warehouse/redshift-data';

type Answers = Readonly<Record<string, (object | Error)[]>>;

function warehouse(answers: Answers, patienceSeconds?: number) {
  const sent: { readonly name: string; readonly input: object }[] = [];
  const left = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  const client = {
    async send(command: { input: object; constructor: { name: string } }) {
      const name = command.constructor.name.replace('Command', '');
      sent.push({ name, input: command.input });
      const list = left.get(name) ?? [];
      const answer = list.length > 1 ? list.shift() : list[0];
      if (answer instanceof Error) throw answer;
      return answer ?? {};
    },
  } as unknown as RedshiftDataClient;
  const place = { workgroup: 'w', database: 'd', secretArn: 's', patienceSeconds, pause: async () => undefined };
  return { warehouse: redshiftDataWarehouse(client, place), sent };
}

const started = { Id: 'id-1', Status: 'STARTED' };
const finished = { Id: 'id-1', Status: 'FINISHED' };
const named = (name: string) => Object.assign(new Error('because'), { name });

test('a statement runs as the user of the secret, and its pages are joined to typed rows', async () => {
  const columns = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, typeName: 'varchar' }));
  const { warehouse: redshift, sent } = warehouse({
    ExecuteStatement: [finished],
    GetStatementResult: [
      {
        ColumnMetadata: columns,
        Records: [
          [{ isNull: true }, { longValue: 0 }, { doubleValue: 0.5 }, { booleanValue: false }, { stringValue: '' }],
        ],
        NextToken: 'more',
      },
      { ColumnMetadata: columns, Records: [[{ longValue: 2 }]] },
    ],
  });
  await expect(redshift.query('select 1')).resolves.toEqual({
    columns: columns.map(({ name }) => ({ name, type: 'varchar' })),
    rows: [[null, 0, 0.5, false, ''], [2]],
  });
  expect(sent[0]?.input).toMatchObject({
    Sql: 'select 1',
    WorkgroupName: 'w',
    Database: 'd',
    SecretArn: 's',
    ResultFormat: 'JSON',
  });
  expect(sent.map(({ name }) => name)).toEqual(['ExecuteStatement', 'GetStatementResult', 'GetStatementResult']);
  expect(sent[2]?.input).toMatchObject({ NextToken: 'more' });
});

test('a statement that takes its time is asked for until it is finished', async () => {
  const { warehouse: redshift, sent } = warehouse({
    ExecuteStatement: [{ Id: 'id-1' }],
    DescribeStatement: [started, { Status: 'PICKED' }, finished],
    GetStatementResult: [{ ColumnMetadata: [], Records: [] }],
  });
  await expect(redshift.query('select 1')).resolves.toEqual({ columns: [], rows: [] });
  expect(sent.filter(({ name }) => name === 'DescribeStatement')).toHaveLength(3);
});

test.each<[string, Answers, new () => Error, string]>([
  [
    'a statement that failed',
    {
      ExecuteStatement: [started],
      DescribeStatement: [{ Status: 'FAILED', Error: 'ERROR: column "x" does not exist' }],
    },
    StatementError,
    'column "x"',
  ],
  ['a statement that was refused', { ExecuteStatement: [named('ValidationException')] }, StatementError, 'because'],
  [
    'a statement that was stopped',
    { ExecuteStatement: [started], DescribeStatement: [{ Status: 'ABORTED' }] },
    WarehouseUnavailable,
    'stopped',
  ],
  [
    'too many statements',
    { ExecuteStatement: [named('ActiveStatementsExceededException')] },
    WarehouseUnavailable,
    'because',
  ],
  [
    'a result that is not given',
    { ExecuteStatement: [finished], GetStatementResult: [named('InternalServerException')] },
    WarehouseUnavailable,
    'because',
  ],
])('%s is told apart', async (_, answers, kind, message) => {
  const query = warehouse(answers).warehouse.query('select 1');
  await expect(query).rejects.toBeInstanceOf(kind);
  await expect(query).rejects.toThrow(message);
});

test('a statement that does not end is given up', async () => {
  const { warehouse: redshift } = warehouse({ ExecuteStatement: [started], DescribeStatement: [started] }, 0.05);
  await expect(redshift.query('select 1')).rejects.toThrow('longer than 0.05 s');
});
