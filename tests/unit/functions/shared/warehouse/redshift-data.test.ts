import type { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { StatementError, WarehouseUnavailable } from '../../../../../functions/shared/warehouse/port';
import { redshiftDataWarehouse } from '../../../../../functions/shared/warehouse/redshift-data';

type Responses = Readonly<Record<string, (object | Error)[]>>;

function warehouse(responses: Responses, timeoutSeconds?: number) {
  const calls: { readonly name: string; readonly input: object }[] = [];
  const pending = new Map(Object.entries(responses).map(([name, list]) => [name, [...list]]));
  const client = {
    async send(command: { input: object; constructor: { name: string } }) {
      const name = command.constructor.name.replace('Command', '');
      calls.push({ name, input: command.input });
      const list = pending.get(name) ?? [];
      const response = list.length > 1 ? list.shift() : list[0];
      if (response instanceof Error) throw response;
      return response ?? {};
    },
  } as unknown as RedshiftDataClient;
  const settings = {
    workgroup: 'w',
    database: 'd',
    secretArn: 's',
    timeoutSeconds,
    pause: () => new Promise<void>((wake) => setTimeout(wake, 1)),
  };
  return { warehouse: redshiftDataWarehouse(client, settings), sent: calls };
}

const started = { Id: 'id-1', Status: 'STARTED' };
const finished = { Id: 'id-1', Status: 'FINISHED' };
const errorNamed = (name: string) => Object.assign(new Error('because'), { name });

test('a statement runs as the user of the secret, and its pages become typed rows', async () => {
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

test('a running statement is polled until it finishes', async () => {
  const { warehouse: redshift, sent } = warehouse({
    ExecuteStatement: [{ Id: 'id-1' }],
    DescribeStatement: [started, { Status: 'PICKED' }, finished],
    GetStatementResult: [{ ColumnMetadata: [], Records: [] }],
  });
  await expect(redshift.query('select 1')).resolves.toEqual({ columns: [], rows: [] });
  expect(sent.filter(({ name }) => name === 'DescribeStatement')).toHaveLength(3);
});

test.each<[string, Responses, new () => Error, string]>([
  [
    'a failed statement',
    {
      ExecuteStatement: [started],
      DescribeStatement: [{ Status: 'FAILED', Error: 'ERROR: column "x" does not exist' }],
    },
    StatementError,
    'column "x"',
  ],
  ['a rejected statement', { ExecuteStatement: [errorNamed('ValidationException')] }, StatementError, 'because'],
  [
    'an aborted statement',
    { ExecuteStatement: [started], DescribeStatement: [{ Status: 'ABORTED' }] },
    WarehouseUnavailable,
    'aborted',
  ],
  [
    'too many statements',
    { ExecuteStatement: [errorNamed('ActiveStatementsExceededException')] },
    WarehouseUnavailable,
    'because',
  ],
  [
    'a result that cannot be fetched',
    { ExecuteStatement: [finished], GetStatementResult: [errorNamed('InternalServerException')] },
    WarehouseUnavailable,
    'because',
  ],
])('%s has its error', async (_, responses, kind, message) => {
  const query = warehouse(responses).warehouse.query('select 1');
  await expect(query).rejects.toBeInstanceOf(kind);
  await expect(query).rejects.toThrow(message);
});

test('a statement times out, and is cancelled', async () => {
  const { warehouse: redshift, sent } = warehouse({ ExecuteStatement: [started], DescribeStatement: [started] }, 0.05);
  await expect(redshift.query('select 1')).rejects.toThrow('longer than 0.05 s');
  expect(sent.at(-1)).toEqual({ name: 'CancelStatement', input: { Id: 'id-1' } });
});

describe('a statement that may be cancelled', () => {
  test('has bound parameters, and returns its id at once', async () => {
    const { warehouse: redshift, sent } = warehouse({
      ExecuteStatement: [{ Id: 'id-1' }],
      DescribeStatement: [finished],
      GetStatementResult: [{ ColumnMetadata: [], Records: [] }],
    });
    const { signal } = new AbortController();
    await redshift.query('select :p1', { parameters: { p1: "x' or 1=1" }, signal });
    expect(sent[0]?.input).toMatchObject({ Sql: 'select :p1', Parameters: [{ name: 'p1', value: "x' or 1=1" }] });
    expect(sent[0]?.input).not.toHaveProperty('WaitTimeSeconds', expect.anything());
    expect(sent.map(({ name }) => name)).not.toContain('CancelStatement');
  });

  test('is cancelled when its signal is aborted', async () => {
    const { warehouse: redshift, sent } = warehouse({ ExecuteStatement: [started], DescribeStatement: [started] });
    const abort = new AbortController();
    const query = redshift.query('select 1', { signal: abort.signal });
    setTimeout(() => abort.abort(), 10);
    await expect(query).rejects.toBeInstanceOf(WarehouseUnavailable);
    expect(sent.at(-1)).toEqual({ name: 'CancelStatement', input: { Id: 'id-1' } });
  });
});
