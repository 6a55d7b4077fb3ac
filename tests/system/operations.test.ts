import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type JobView, ProblemError } from '../../client';
import { keys } from '../../events';
import { STACK_NAME } from '../../local/emulator/deploy';
import { eventually, JOB_TIMEOUT, withSystem } from './running-system';

const MISTAKEN = "from interpreter import query\nquery('select count(*) as users from users')['user']\n";
const RIGHT = `from interpreter import answer, query
users = query('select count(*) as users from users')
answer('Counted.', users=int(users['users'][0]))
`;

/** A model whose first program fails for this question; for other questions all programs fail. */
const model = {
  name: 'a model that errs',
  async converse(_modelId: string, request: Readonly<Record<string, unknown>>) {
    const text = JSON.stringify(request.messages);
    const isRepair = text.includes('toolResult');
    const program = isRepair && text.includes('How many users') ? RIGHT : `${MISTAKEN}# ${text.length}\n`;
    const input = { plan: 'Count.', assumptions: [], program };
    const content = [{ toolUse: { toolUseId: 'use', name: 'write_program', input } }];
    const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
    return { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', usage };
  },
};

const running = withSystem(() => ({ model: { backend: model, modelId: 'mistaken' } }));

const aws = () => ({
  endpoint: running().system.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

interface Line {
  readonly component: string;
  readonly jobId?: string;
  readonly attempt?: number;
  readonly message?: string;
  readonly [member: string]: unknown;
}

const ofLambda = /^(START|END|REPORT|INIT_START) /;

/** The log lines of all functions and tasks. */
async function lines(filterPattern?: string): Promise<Line[]> {
  const logs = new CloudWatchLogsClient(aws());
  const logGroupName = `/aws/lambda/${STACK_NAME}`;
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
  const ofFunctions = events
    .map(({ message = '' }) => message.trim())
    .filter((text) => !ofLambda.test(text))
    .map((text) => JSON.parse(text))
    .map((line) => ({ ...line, component: line.service }));
  const { taskLogs } = running().system;
  const ofTasks = readdirSync(taskLogs)
    .flatMap((file) => readFileSync(join(taskLogs, file), 'utf8').trim().split('\n'))
    .filter(isOfThese)
    .map((text) => ({ ...JSON.parse(text), component: 'executor' }));
  return [...ofFunctions, ...ofTasks];
}

const jobs: JobView[] = [];
/** The folder of task logs is shared with other systems. */
const isOfThese = (text: string) => jobs.some(({ jobId }) => text.includes(jobId));

let repaired: JobView;
let broken: JobView;

beforeAll(async () => {
  const { ask } = running();
  [repaired, broken] = await Promise.all([
    ask('How many users are there?'),
    ask({ prompt: 'What is wrong here?', maxAttempts: 2 }),
  ]);
  jobs.push(repaired, broken);
}, 2 * JOB_TIMEOUT);

describe('the log', () => {
  it('has lines of all components of a job, each with the job and its attempt', async () => {
    expect([repaired.status, repaired.attempts.length]).toEqual(['succeeded', 2]);
    const componentsIn = (all: readonly Line[]) =>
      new Set(all.filter(({ jobId }) => jobId === repaired.jobId).map(({ component }) => component));
    const expected = [
      'dispatch-obligations',
      'executor',
      'generate-code',
      'launch-task',
      'read-jobs',
      'record-artifact',
      'record-progress',
      'record-task-state',
      'submit-prompt',
    ];
    const matches = await eventually(async () => {
      const all = await lines();
      return expected.every((component) => componentsIn(all).has(component)) ? all : undefined;
    });
    expect([...componentsIn(matches)].sort()).toEqual(expected);
    // The first lines of a sweep, and a description of the tables, are about no job.
    const incomplete = matches.filter(
      ({ component, jobId, attempt }) => !['sweep-jobs', 'describe-tables'].includes(component) && !(jobId && attempt),
    );
    expect(incomplete).toEqual([]);
    for (const { level, timestamp, message } of matches) {
      expect([level, timestamp, message]).toEqual([
        expect.stringMatching(/^(INFO|WARN|ERROR)$/),
        expect.any(String),
        expect.any(String),
      ]);
    }
  });

  it('distinguishes the attempts of a job', async () => {
    const matches = (await lines()).filter(
      ({ component, jobId }) => component === 'executor' && jobId === repaired.jobId,
    );
    expect(new Set(matches.map(({ attempt }) => attempt))).toEqual(new Set([1, 2]));
  });

  it('contains no questions, programs and answers', async () => {
    const text = JSON.stringify(await lines());
    for (const secret of ['How many users', 'What is wrong here', 'select count', 'Counted.']) {
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    }
  });
});

describe('the reason of a failed job', () => {
  it('is in the job: kind, message, hint, and the programs with their errors', () => {
    expect(broken).toMatchObject({
      status: 'failed',
      failure: { kind: 'program_error', message: expect.stringContaining('KeyError'), hint: expect.any(String) },
    });
    expect(broken.attempts.at(-1)?.error?.traceback).toContain("['user']");
  });

  it('is in the timeline', async () => {
    const steps = (await running().client.events(broken.jobId)).map(({ type }) => type);
    expect(steps.filter((type) => type === 'ExecutionFinished')).toHaveLength(broken.attempts.length);
  });

  it('is in the log lines of the job', async () => {
    const matches = await lines(`"${broken.jobId}"`);
    expect(matches.filter(({ component }) => component === 'generate-code').length).toBeGreaterThan(1);
    expect(matches).toContainEqual(
      expect.objectContaining({ component: 'dispatch-obligations', Kind: 'program_error' }),
    );
  });
});

describe('an erased job', () => {
  const itemsOf = async (jobId: string) => {
    const TableName = running().system.table;
    const ExpressionAttributeValues = { ':pk': { S: `JOB#${jobId}` } };
    const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues };
    return (await new DynamoDBClient(aws()).send(new QueryCommand(query))).Items ?? [];
  };
  const objectsOf = async (jobId: string) => {
    const s3 = new S3Client({ ...aws(), forcePathStyle: true });
    const Bucket = running().system.bucket;
    const pages = keys.prefixesOf(jobId).map((Prefix) => s3.send(new ListObjectsV2Command({ Bucket, Prefix })));
    return (await Promise.all(pages)).flatMap(({ Contents = [] }) => Contents);
  };

  it('is deleted with its items and objects, and the log has a line about it', async () => {
    const { client } = running();
    const { jobId } = repaired;
    expect((await objectsOf(jobId)).length).toBeGreaterThan(5);
    await eventually(async () => {
      // A job can be erased after its task has stopped.
      const error = await client.erase(jobId).catch((error: unknown) => error);
      if (error instanceof ProblemError && error.status === 409) return undefined;
      expect(error).toBeUndefined();
      return true;
    });
    expect([await itemsOf(jobId), await objectsOf(jobId)]).toEqual([[], []]);
    await expect(client.get(jobId)).rejects.toMatchObject({ status: 404 });
    const [line] = (await lines(`"${jobId}"`)).filter(({ message }) => message === 'Job erased.');
    expect(line).toMatchObject({ component: 'erase-job', objects: expect.any(Number), items: expect.any(Number) });
    // The other job is unchanged.
    expect((await client.get(broken.jobId)).status).toBe('failed');
  });

  it('is not stored again by a late event', async () => {
    const { jobId } = repaired;
    const [Source, EventBusName] = ['code-interpreter', running().system.bus];
    const detail = { version: 1, eventId: `${jobId}:PromptReceived`, jobId, occurredAt: new Date().toISOString() };
    const more = { promptKey: keys.job(jobId), owner: 'anonymous', size: 'small', deadlineAt: detail.occurredAt };
    const limits = { timeoutSeconds: 60, maxAttempts: 3 };
    const Entries = [
      { Source, EventBusName, DetailType: 'PromptReceived', Detail: JSON.stringify({ ...detail, ...more, limits }) },
      { Source, EventBusName, DetailType: 'LaunchRequested', Detail: JSON.stringify({ ...detail, launch: 1 }) },
    ];
    const since = new Date().toISOString();
    await new EventBridgeClient(aws()).send(new PutEventsCommand({ Entries }));
    await eventually(async () => {
      const handled = (await lines(`"${jobId}"`)).filter(
        ({ message, timestamp }) => message === 'Event handled.' && String(timestamp) > since,
      );
      return ['generate-code', 'record-progress', 'launch-task'].every((functionName) =>
        handled.some(({ component }) => component === functionName),
      )
        ? true
        : undefined;
    });
    expect([await itemsOf(jobId), await objectsOf(jobId)]).toEqual([[], []]);
  });
});
