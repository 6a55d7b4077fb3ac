import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { redshiftWarehouse } from '../../../../../executor/supervisor/aws/warehouse';
import { JOB_ID } from '../world';
import { type Answer, type Call, stubbed } from './sdk-stub';

const limits = { statements: 9, rows: 1000, bytes: 100_000 };
const settings = { workgroup: 'wg', database: 'dev', secretArn: 'arn:secret', jobId: JOB_ID, launch: 2 };
const metadata = [
  { name: 'id', label: 'id', typeName: 'int4' },
  { name: 'note', label: 'note', typeName: 'varchar' },
];
const refused = (type: string, message = type): Answer => [400, { __type: type, message, Message: message }];

function warehouse(answers: Readonly<Record<string, (call: Call, times: number) => Answer>>) {
  const calls: Call[] = [];
  const sleeps: number[] = [];
  const clock = { now: () => new Date(5), sleep: async (milliseconds: number) => void sleeps.push(milliseconds) };
  const client = new RedshiftDataClient(
    stubbed(calls, (call) => {
      const times = calls.filter(({ operation }) => operation === call.operation).length;
      return answers[call.operation]?.(call, times) ?? [500, { message: `nobody answers ${call.operation}` }];
    }),
  );
  const target = redshiftWarehouse(client, settings, clock);
  const run = (signal = new AbortController().signal) => target.run('select 1', limits, signal);
  return { calls, sleeps, run, operations: () => calls.map(({ operation }) => operation) };
}

const started = (): Answer => [200, { Id: 'statement-1', Status: 'STARTED' }];
const finished = (): Answer => [200, { Id: 'statement-1', Status: 'FINISHED', HasResultSet: true }];

it('runs a statement as the read-only user and gives all pages, without header, with types', async () => {
  const { run, calls } = warehouse({
    ExecuteStatement: started,
    DescribeStatement: finished,
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

it('asks for no description when the statement ended within the first call', async () => {
  const { run, operations } = warehouse({
    ExecuteStatement: finished,
    GetStatementResultV2: () => [200, { ColumnMetadata: metadata, Records: [] }],
  });
  expect(await run()).toMatchObject({ ok: true, rows: 0 });
  expect(operations()).toEqual(['ExecuteStatement', 'GetStatementResultV2']);
});

it("gives the warehouse's words when the statement fails", async () => {
  const { run } = warehouse({
    ExecuteStatement: started,
    DescribeStatement: (_call, times) =>
      times < 3
        ? [200, { Status: 'STARTED' }]
        : [200, { Status: 'FAILED', Error: 'ERROR: relation "x" does not exist' }],
  });
  expect(await run()).toEqual({ ok: false, unavailable: false, message: 'ERROR: relation "x" does not exist' });
});

it('tries again while too many statements are active, and does so no more than five times', async () => {
  const passing = warehouse({
    ExecuteStatement: (_call, times) => (times < 3 ? refused('ActiveStatementsExceededException') : finished()),
    GetStatementResultV2: () => [200, { ColumnMetadata: metadata, Records: [] }],
  });
  expect(await passing.run()).toMatchObject({ ok: true });
  expect(passing.sleeps).toEqual([500, 1000]);

  const lasting = warehouse({ ExecuteStatement: () => refused('ActiveStatementsExceededException') });
  expect(await lasting.run()).toMatchObject({ ok: false, unavailable: true });
  expect(lasting.calls).toHaveLength(5);
});

it.each<[boolean, Answer]>([
  [true, refused('DatabaseConnectionException')],
  [true, refused('AccessDeniedException')],
  [true, refused('ValidationException', 'Redshift workgroup wg does not exist')],
  [true, [500, { __type: 'InternalServerException', message: 'sorry' }]],
  [false, refused('ValidationException', 'The statement is too long')],
  [false, refused('ExecuteStatementException', 'syntax error')],
])('tells a silent warehouse (%s) from a refused statement: %j', async (unavailable, answer) => {
  const { run } = warehouse({ ExecuteStatement: () => answer });
  expect(await run()).toMatchObject({ ok: false, unavailable });
});

it('cancels a statement that nobody waits for any more', async () => {
  const stop = new AbortController();
  const { run, operations } = warehouse({
    ExecuteStatement: started,
    DescribeStatement: () => {
      stop.abort();
      return [200, { Status: 'STARTED' }];
    },
    CancelStatement: () => [200, { Status: true }],
  });
  expect(await run(stop.signal)).toMatchObject({ ok: false, unavailable: false });
  expect(operations()).toContain('CancelStatement');
});

it('stops reading at the row limit', async () => {
  const page: Answer = [
    200,
    { ColumnMetadata: metadata, Records: [{ CSVRecords: '1,a\n'.repeat(600) }], NextToken: 'more' },
  ];
  const { run, operations } = warehouse({ ExecuteStatement: finished, GetStatementResultV2: () => page });
  expect(await run()).toMatchObject({ ok: true, rows: 1000, truncated: true });
  expect(operations()).toHaveLength(3);
});
