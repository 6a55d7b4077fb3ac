import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { redshiftWarehouse } from '../../../../../executor/supervisor/aws/warehouse';
import { JOB_ID } from '../world';
import { type Call, type Response, stubbed } from './sdk-stub';

const limits = { statements: 9, rows: 1000, bytes: 100_000 };
const settings = { workgroup: 'wg', database: 'dev', secretArn: 'arn:secret', jobId: JOB_ID, launch: 2 };
const metadata = [
  { name: 'id', label: 'id', typeName: 'int4' },
  { name: 'note', label: 'note', typeName: 'varchar' },
];
const errorResponse = (type: string, message = type): Response => [400, { __type: type, message, Message: message }];

function warehouse(responses: Readonly<Record<string, (call: Call, times: number) => Response>>) {
  const calls: Call[] = [];
  const sleeps: number[] = [];
  const clock = { now: () => new Date(5), sleep: async (milliseconds: number) => void sleeps.push(milliseconds) };
  const client = new RedshiftDataClient(
    stubbed(calls, (call) => {
      const times = calls.filter(({ operation }) => operation === call.operation).length;
      return responses[call.operation]?.(call, times) ?? [500, { message: `unexpected call: ${call.operation}` }];
    }),
  );
  const target = redshiftWarehouse(client, settings, clock);
  const run = (signal = new AbortController().signal) => target.run('select 1', limits, signal);
  return { calls, sleeps, run, operations: () => calls.map(({ operation }) => operation) };
}

const startedStatement = (): Response => [200, { Id: 'statement-1', Status: 'STARTED' }];
const finishedStatement = (): Response => [200, { Id: 'statement-1', Status: 'FINISHED', HasResultSet: true }];

it('runs a statement as the read-only user and returns all pages without header, with types', async () => {
  const { run, calls } = warehouse({
    ExecuteStatement: startedStatement,
    DescribeStatement: finishedStatement,
    GetStatementResultV2: (_call, times) =>
      times === 1
        ? [200, { ColumnMetadata: metadata, Records: [{ CSVRecords: 'id,note\r\n1,a\r\n' }], NextToken: 'more' }]
        : [200, { ColumnMetadata: metadata, Records: [{ CSVRecords: '2,b\r\n' }, { CSVRecords: '3,c\r\n' }] }],
  });
  expect(await run()).toEqual({
    ok: true,
    columns: [
      { name: 'id', type: 'int4' },
      { name: 'note', type: 'varchar' },
    ],
    pages: ['1,a\r\n', '2,b\r\n', '3,c\r\n'].map((page) => Buffer.from(page)),
    rows: 3,
    bytes: 15,
    truncated: false,
  });
  expect(JSON.parse(calls[0]?.text ?? '')).toMatchObject({
    ...{ Sql: 'select 1', WorkgroupName: 'wg', Database: 'dev', SecretArn: 'arn:secret', ResultFormat: 'CSV' },
    ...{ StatementName: `job:${JOB_ID}`, ClientToken: expect.stringMatching(/^[!-~]{1,64}$/) },
  });
});

it('does not describe a statement that finished within the first call', async () => {
  const { run, operations } = warehouse({
    ExecuteStatement: finishedStatement,
    GetStatementResultV2: () => [200, { ColumnMetadata: metadata, Records: [] }],
  });
  expect(await run()).toMatchObject({ ok: true, rows: 0 });
  expect(operations()).toEqual(['ExecuteStatement', 'GetStatementResultV2']);
});

it("returns the warehouse's message when the statement fails", async () => {
  const { run } = warehouse({
    ExecuteStatement: startedStatement,
    DescribeStatement: (_call, times) =>
      times < 3
        ? [200, { Status: 'STARTED' }]
        : [200, { Status: 'FAILED', Error: 'ERROR: relation "x" does not exist' }],
  });
  expect(await run()).toEqual({ ok: false, unavailable: false, message: 'ERROR: relation "x" does not exist' });
});

it('reads the message of a statement that has failed when ExecuteStatement returns', async () => {
  const { run } = warehouse({
    ExecuteStatement: () => [200, { Id: 'id', Status: 'FAILED' }],
    DescribeStatement: () => [200, { Status: 'FAILED', Error: 'ERROR: relation "x" does not exist' }],
  });
  expect(await run()).toMatchObject({ ok: false, message: 'ERROR: relation "x" does not exist' });
});

it('retries up to five times while too many statements are active', async () => {
  const transient = warehouse({
    ExecuteStatement: (_call, times) =>
      times < 3 ? errorResponse('ActiveStatementsExceededException') : finishedStatement(),
    GetStatementResultV2: () => [200, { ColumnMetadata: metadata, Records: [] }],
  });
  expect(await transient.run()).toMatchObject({ ok: true });
  expect(transient.sleeps).toEqual([500, 1000]);

  const lasting = warehouse({ ExecuteStatement: () => errorResponse('ActiveStatementsExceededException') });
  expect(await lasting.run()).toMatchObject({ ok: false, unavailable: true });
  expect(lasting.calls).toHaveLength(5);
});

it.each<[boolean, Response]>([
  [true, errorResponse('DatabaseConnectionException')],
  [true, errorResponse('AccessDeniedException')],
  [true, errorResponse('ValidationException', 'Redshift workgroup wg does not exist')],
  [true, [500, { __type: 'InternalServerException', message: 'sorry' }]],
  [false, errorResponse('ValidationException', 'The statement is too long')],
  [false, errorResponse('ExecuteStatementException', 'syntax error')],
])('distinguishes an unavailable warehouse (%s) from a failed statement: %j', async (unavailable, response) => {
  const { run } = warehouse({ ExecuteStatement: () => response });
  expect(await run()).toMatchObject({ ok: false, unavailable });
});

it('cancels a statement when the signal is aborted', async () => {
  const stop = new AbortController();
  const { run, operations } = warehouse({
    ExecuteStatement: startedStatement,
    DescribeStatement: () => {
      stop.abort();
      return [200, { Status: 'STARTED' }];
    },
    CancelStatement: () => [200, { Status: true }],
  });
  expect(await run(stop.signal)).toMatchObject({ ok: false, unavailable: false });
  expect(operations()).toContain('CancelStatement');
});

it('stops fetching at the row limit', async () => {
  const page: Response = [
    200,
    { ColumnMetadata: metadata, Records: [{ CSVRecords: '1,a\n'.repeat(600) }], NextToken: 'more' },
  ];
  const { run, operations } = warehouse({ ExecuteStatement: finishedStatement, GetStatementResultV2: () => page });
  expect(await run()).toMatchObject({ ok: true, rows: 1000, truncated: true });
  expect(operations()).toHaveLength(3);
});
