import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { apply, newJob } from '../../../../../functions/shared/domain/job';
import { dynamoJobTable } from '../../../../../functions/shared/job-store/dynamodb';
import { InvalidCursor } from '../../../../../functions/shared/job-store/port';
import { accepted, allowance, at, finished, generated, JOB_ID, promptReceived, stopped } from '../domain/facts';

const failing = (name: string) =>
  dynamoJobTable(
    { send: async () => Promise.reject(Object.assign(new Error(name), { name })) } as unknown as DynamoDBClient,
    't',
    1,
  );
const cursorOf = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
const ofTable = { pk: 'JOB#x', sk: 'EVT#1' };
const cursor = cursorOf({ ...ofTable, ownerKey: 'me', acceptedKey: '1' });

describe('reading pages of the job table', () => {
  it.each([
    'garbage',
    Buffer.from('"text').toString('base64url'),
    ...[{}, [], null, 7, ofTable, { pk: 'a', sk: 'b', ownerKey: 'me', acceptedKey: 3 }].map(cursorOf),
    '',
  ])('refuses the cursor %j', async (garbage) => {
    await expect(failing('unused').list('me', 5, garbage)).rejects.toThrow(InvalidCursor);
  });

  it('refuses a cursor that belongs to another index or owner', async () => {
    await expect(failing('ValidationException').list('me', 5, cursor)).rejects.toThrow(InvalidCursor);
    await expect(failing('ValidationException').timeline('x', cursorOf(ofTable))).rejects.toThrow(InvalidCursor);
  });

  it('takes no other fault for the fault of a cursor', async () => {
    await expect(failing('ThrottlingException').list('me', 5, cursor)).rejects.toThrow('ThrottlingException');
    await expect(failing('ValidationException').list('me', 5)).rejects.toThrow('ValidationException');
  });
});

/** A table that records its inputs and, with an error, rejects the next call. */
function recording(error?: Error, retentionDays = 30) {
  const inputs: Record<string, unknown>[] = [];
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    inputs.push(input);
    if (error) throw error;
    return {};
  };
  return { inputs, table: dynamoJobTable({ send } as unknown as DynamoDBClient, 'jobs', retentionDays) };
}

/** The job's item in the input of an insertion. */
const insertedItem = (input: unknown) =>
  unmarshall((input as TransactWriteItemsCommandInput).TransactItems?.[0]?.Put?.Item ?? {});

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const entry = { at: at(5), factId: 'ProgramGenerated:1', fact: generated() };
const job = apply(newJob(accepted()), generated());

describe('what is due', () => {
  it('is read page by page, up to the limit', async () => {
    const keyOf = (number: number) => ({
      pk: { S: `JOB#${number}` },
      sk: { S: 'JOB' },
      dueShard: { S: 'due' },
      dueAt: { S: '1' },
    });
    const queries: Record<string, unknown>[] = [];
    const send = async ({ input }: { input: { Limit: number; ExclusiveStartKey?: object } }) => {
      queries.push(input);
      // DynamoDB ends a page at 1 MB, however many items were asked for.
      const first = (queries.length - 1) * 2 + 1;
      return { Items: [keyOf(first), keyOf(first + 1)].slice(0, input.Limit), LastEvaluatedKey: keyOf(first + 1) };
    };
    const table = dynamoJobTable({ send } as unknown as DynamoDBClient, 'jobs', 30);
    expect(await table.due(at(0), 5)).toEqual(['1', '2', '3', '4', '5']);
    expect(queries.map(({ Limit }) => Limit)).toEqual([5, 3, 1]);
    expect(queries[1]).toMatchObject({ ExclusiveStartKey: keyOf(2) });
  });
});

describe('writing a job', () => {
  it('inserts it only when it is not there', async () => {
    const { inputs, table } = recording();
    expect(await table.insert(job, allowance)).toBe('inserted');
    const put = { TableName: 'jobs', ConditionExpression: 'attribute_not_exists(pk)' };
    expect(inputs).toMatchObject([{ TransactItems: [{ Put: put }, { Update: {} }, { Update: {} }] }]);
  });

  it.each([
    ['exists', ['ConditionalCheckFailed', 'ConditionalCheckFailed', 'None']],
    ['openJobs', ['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed']],
    ['dailyUsd', ['None', 'None', 'ConditionalCheckFailed']],
    ['conflict', ['None', 'TransactionConflict', 'None']],
  ])('is not inserted: %s', async (result, codes) => {
    expect(await recording(cancelled(...codes)).table.insert(job, allowance)).toBe(result);
  });

  it('is not inserted when DynamoDB fails', async () => {
    await expect(recording(cancelled('ThrottlingError')).table.insert(job, allowance)).rejects.toThrow('cancelled');
  });

  it('replaces it only at the version that was read, with its timeline in one transaction', async () => {
    const { inputs, table } = recording();
    expect(await table.replace(job, 7, entry)).toBe(true);
    const [put, line] = (inputs[0] as unknown as TransactWriteItemsCommandInput).TransactItems ?? [];
    expect(put?.Put?.ConditionExpression).toBe('version = :version');
    expect(unmarshall(put?.Put?.ExpressionAttributeValues ?? {})).toEqual({ ':version': 7 });
    expect(unmarshall(put?.Put?.Item ?? {})).toMatchObject({ pk: `JOB#${JOB_ID}`, sk: 'JOB', version: 8 });
    expect(unmarshall(line?.Put?.Item ?? {})).toMatchObject({ sk: `EVT#${at(5)}#ProgramGenerated:1` });
  });

  it.each(['ConditionalCheckFailed', 'TransactionConflict'])('returns false after %s', async (code) => {
    expect(await recording(cancelled('None', code)).table.replace(job, 7, entry)).toBe(false);
  });

  it('rejects after any other cancellation', async () => {
    await expect(recording(cancelled('ThrottlingError')).table.replace(job, 7, entry)).rejects.toThrow('cancelled');
  });

  it('expires with the retention, and is in the index of due jobs only while it has obligations', async () => {
    const { inputs, table } = recording();
    await table.insert(job, allowance);
    const done = [
      promptReceived,
      generated(),
      finished(),
      stopped(),
      { type: 'OutcomePublished', at: at(41) } as const,
    ];
    await table.insert(done.reduce(apply, newJob(accepted())), allowance);
    const [open, ended] = inputs.map(insertedItem);
    expect(open).toMatchObject({ dueShard: 'due', expiresAt: Date.parse(at(0)) / 1000 + 30 * 86_400 });
    expect(ended).not.toHaveProperty('dueShard');
    expect(ended).not.toHaveProperty('dueAt');
  });

  it('does not expire while a webhook delivery is due, however short the retention', async () => {
    const DAY = 86_400;
    const { inputs, table } = recording(undefined, 1);
    const outcomePublished = { type: 'OutcomePublished', at: at(41) } as const;
    const ended = [promptReceived, generated(), finished(), stopped(), outcomePublished].reduce(
      apply,
      newJob(accepted({ webhookUrl: 'https://example.com/hook' })),
    );
    const attempt = { type: 'DeliveryAttempted', at: at(42), delivery: 1 } as const;
    const failed = { at: at(42), state: 'failed', nextAt: at(3 * DAY) } as const;
    await table.insert(apply(ended, { ...attempt, result: failed }), allowance);
    await table.insert(apply(ended, { ...attempt, result: { at: at(42), state: 'delivered' } }), allowance);
    const [owing, done] = inputs.map(insertedItem);
    expect(owing?.expiresAt).toBe(Date.parse(at(5 * DAY)) / 1000);
    expect(done?.expiresAt).toBe(Date.parse(at(DAY)) / 1000);
  });
});

describe('erasing a job', () => {
  it('deletes the job last, and what was written meanwhile after it', async () => {
    const pages = [['ART#a', 'EVT#1', 'JOB'], ['JOB'], ['EVT#2'], []];
    const deleted: (string | undefined)[] = [];
    const send = async ({ input }: { input: { Key?: { sk: { S: string } } } }) => {
      if (input.Key) return void deleted.push(input.Key.sk.S);
      return { Items: (pages.shift() ?? []).map((sk) => ({ sk: { S: sk } })) };
    };
    const table = dynamoJobTable({ send } as unknown as DynamoDBClient, 'jobs', 30);
    expect(await table.erase(JOB_ID)).toBe(4);
    expect(deleted).toEqual(['ART#a', 'EVT#1', 'JOB', 'EVT#2']);
  });
});

describe('writing an artifact', () => {
  const artifact = { key: `results/${JOB_ID}/1/a.csv`, size: 3, sequencer: '617f', createdAt: at(1) };

  it('asks that the job is there and that no later event of the key was recorded', async () => {
    const { inputs, table } = recording();
    await table.putArtifact(JOB_ID, artifact);
    const [check, put] = (inputs[0] as unknown as TransactWriteItemsCommandInput).TransactItems ?? [];
    expect(check?.ConditionCheck).toMatchObject({ ConditionExpression: 'attribute_exists(pk)' });
    expect(unmarshall(check?.ConditionCheck?.Key ?? {})).toEqual({ pk: `JOB#${JOB_ID}`, sk: 'JOB' });
    expect(put?.Put?.ConditionExpression).toBe('attribute_not_exists(pk) OR #order <= :order');
  });

  it('returns a conflict while another transaction is in progress', async () => {
    const met = recording(cancelled('None', 'TransactionConflict')).table;
    expect(await met.putArtifact(JOB_ID, artifact)).toBe('conflict');
    expect(await recording(cancelled('ConditionalCheckFailed', 'None')).table.putArtifact(JOB_ID, artifact)).toBe(
      false,
    );
  });
});
