import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { JobView } from '../../client';
import { JobSucceeded, ManifestDocument } from '../../events';
import { hasValidSignature, receiveWebhooks, type WebhookReceiver } from '../../local/commands/shared/webhook-receiver';
import { eventually, JOB_TIMEOUT, python, withSystem } from './running-system';

const PROMPT = "Make a machine learning model from 'interaction' table. Use 'purchase' column for the target variable.";

const running = withSystem();

/** Settings for AWS SDKs and the AWS CLI. */
const aws = () => ({
  endpoint: running().system.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

describe('the example prompt', () => {
  let job: JobView;
  let receiver: WebhookReceiver;
  let ownQueue = '';

  beforeAll(async () => {
    ownQueue = await subscribeToOutcomes();
    receiver = await receiveWebhooks();
    job = await running().ask({ prompt: PROMPT, webhookUrl: receiver.url });
  }, JOB_TIMEOUT);
  afterAll(() => receiver?.close());

  /** Creates a user's rule on the system's bus. */
  async function subscribeToOutcomes(): Promise<string> {
    const sqs = new SQSClient(aws());
    const events = new EventBridgeClient(aws());
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'own-subscriber' }));
    const EventBusName = running().system.bus;
    const EventPattern = JSON.stringify({ source: ['code-interpreter'], 'detail-type': ['JobSucceeded'] });
    await events.send(new PutRuleCommand({ Name: 'own-rule', EventBusName, EventPattern }));
    const Arn = 'arn:aws:sqs:us-east-1:000000000000:own-subscriber';
    await events.send(new PutTargetsCommand({ Rule: 'own-rule', EventBusName, Targets: [{ Id: 'own', Arn }] }));
    return QueueUrl;
  }

  it('is answered, with its metrics as named values', () => {
    expect(job.failure).toBeUndefined();
    expect(job.status).toBe('succeeded');
    expect(job.answer).toMatch(/ROC AUC/);
    expect(job.answer).toMatch(/built-in offline analyst \(no language model\)/);
    const { roc_auc: auc, accuracy, baseline_accuracy: base } = job.values as Record<string, number>;
    expect(auc).toBeGreaterThan(0.6);
    expect(auc).toBeLessThan(0.95);
    expect(accuracy).toBeGreaterThan(0.6);
    expect(base).toBeGreaterThan(0.1);
  });

  it('states the misspelt table name as an assumption', () => {
    expect(job.assumptions.join()).toMatch(/'interaction'.*interactions/);
  });

  it('reports the column that leaks the target', () => {
    expect(job.warnings.join()).toMatch(/Interaction type may leak purchase/);
    expect(job.answer).toMatch(/Interaction type may leak the target and was excluded/);
  });

  it('has all artifacts', async () => {
    const names = job.artifacts.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'answer.md',
        'program.py',
        'queries.json',
        'metrics.json',
        'model.joblib',
        'model.json',
        'importance.png',
      ]),
    );
    const { artifact } = running();
    const metrics = JSON.parse((await artifact(job, 'metrics.json')).toString());
    for (const name of ['accuracy', 'precision', 'recall', 'f1', 'roc_auc', 'baseline_accuracy'])
      expect(metrics[name]).toEqual(expect.any(Number));
    const card = JSON.parse((await artifact(job, 'model.json')).toString());
    expect(card).toMatchObject({
      target: 'purchase',
      features: expect.any(Array),
      rows: { train: 3750, test: 1250 },
      metrics: { roc_auc: metrics.roc_auc },
    });
    const queries = JSON.parse((await artifact(job, 'queries.json')).toString());
    expect(queries).toContainEqual(
      expect.objectContaining({ result: 'finished', rows: 5000, milliseconds: expect.any(Number) }),
    );
    expect((await artifact(job, 'importance.png')).subarray(0, 4).toString('latin1')).toBe('\x89PNG');
    const manifest = ManifestDocument.parse(JSON.parse((await artifact(job, 'manifest.json')).toString()));
    expect(manifest.artifacts.map(({ name }) => name).sort()).toEqual([...names].sort());
  });

  it('has a model that can be loaded and predicts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'model-'));
    try {
      writeFileSync(join(folder, 'model.joblib'), await running().artifact(job, 'model.joblib'));
      const printed = await python(
        `import json, sys, joblib, pandas as pd
model = joblib.load(sys.argv[1])
features = json.loads(sys.argv[2])
print(model.predict(pd.DataFrame([{name: 'F' if 'gender' in name else 1.0 for name in features}]))[0])`,
        join(folder, 'model.joblib'),
        JSON.stringify(JSON.parse((await running().artifact(job, 'model.json')).toString()).features),
      );
      expect(['0', '1']).toContain(printed.trim());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('ran its program without credentials, network and the supervisor’s rights', () => {
    expect(job.sandbox).toContain('seccomp');
    if (process.getuid?.() === 0) expect(job.sandbox).toContain('uid');
    else expect(job.sandbox.join()).toMatch(/landlock/);
  });

  it('sends one webhook, signed, with the outcome', async () => {
    const webhook = await receiver.wait(job.jobId, 20_000);
    expect(webhook && hasValidSignature(await running().system.webhookSecret(), webhook)).toBe(true);
    expect(JSON.parse(webhook?.body ?? '')).toMatchObject({
      type: 'job.succeeded',
      data: { jobId: job.jobId, values: job.values },
    });
    expect(webhook?.headers['webhook-id']).toBeTruthy();
    const recorded = await eventually(async () => {
      const { webhook: seen } = await running().client.get(job.jobId);
      return seen?.delivered ? seen : undefined;
    });
    expect(recorded.deliveries).toMatchObject([{ delivery: 1, status: 204 }]);
    expect(receiver.received).toHaveLength(1);
  });

  it('sends the outcome to a user’s rule on the bus', async () => {
    const sqs = new SQSClient(aws());
    const message = await eventually(async () => {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: ownQueue, WaitTimeSeconds: 1 }));
      return Messages?.[0];
    });
    const event = JSON.parse(message.Body ?? '');
    expect(event).toMatchObject({ source: 'code-interpreter', 'detail-type': 'JobSucceeded' });
    expect(JobSucceeded.parse(event.detail).jobId).toBe(job.jobId);
  });

  it('is stored with its facts, the states of its task and its artifacts', async () => {
    const table = new DynamoDBClient(aws());
    const kinds = await eventually(async () => {
      const { Items = [] } = await table.send(
        new QueryCommand({
          TableName: running().system.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: `JOB#${job.jobId}` } },
        }),
      );
      const sortKeys = Items.map(({ sk }) => sk?.S ?? '');
      const isThere = (part: string) => sortKeys.some((sk) => sk.includes(part));
      return isThere(':STOPPED:') && isThere('model.joblib') && isThere('#OutcomePublished') ? sortKeys : undefined;
    });
    for (const part of [
      'JOB',
      '#PromptReceived',
      '#ProgramGenerated:1',
      '#TaskLaunched:1',
      ':RUNNING:',
      '#ExecutionFinished:1',
    ]) {
      expect(kinds.some((sk) => sk.includes(part))).toBe(true);
    }
  });

  it('has no obligations in the end and is not in the index of due jobs', async () => {
    const table = new DynamoDBClient(aws());
    await eventually(async () => {
      const { Items = [] } = await table.send(
        new QueryCommand({
          TableName: running().system.table,
          IndexName: 'byDue',
          KeyConditionExpression: 'dueShard = :due',
          ExpressionAttributeValues: { ':due': { S: 'due' } },
        }),
      );
      return Items.length === 0 ? true : undefined;
    });
  });

  it('has its documents in the bucket', async () => {
    const s3 = new S3Client({ ...aws(), forcePathStyle: true });
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: running().system.bucket, Prefix: `jobs/${job.jobId}/` }),
    );
    const names = Contents.map(({ Key }) => Key?.slice(`jobs/${job.jobId}/`.length));
    expect(names).toEqual(expect.arrayContaining(['job.json', 'attempts/1/generation.json', 'attempts/1/report.json']));
  });

  it('is in the list of jobs, and its timeline is in order', async () => {
    const { client } = running();
    expect((await client.list()).jobs.map(({ jobId }) => jobId)).toContain(job.jobId);
    const instants = (await client.events(job.jobId)).map(({ at }) => at);
    expect(instants).toEqual([...instants].sort());
  });

  it('is answered in the same way for a plain POST from Python', async () => {
    const posted = await python(
      `import json, sys, urllib.request
request = urllib.request.Request(sys.argv[1] + '/prompt', json.dumps({'prompt': sys.argv[2]}).encode(), {'Content-Type': 'application/json'})
answer = urllib.request.urlopen(request)
print(answer.status, json.load(answer)['status'])`,
      running().system.apiUrl,
      'How many users are there?',
    );
    expect(posted.trim()).toBe('202 received');
  });
});

it('uses the tables of the generator', () => {
  const lines = (name: string) =>
    readFileSync(join(__dirname, '../../input', name), 'utf8')
      .trim()
      .split('\n');
  expect([lines('users.csv').length, lines('interactions.csv').length]).toEqual([1001, 5001]);
});
