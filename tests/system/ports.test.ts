import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { EVENT_SOURCE, type JobDocument, keys } from '../../events';
import { eventBridgeBus } from '../../functions/shared/event-bus/eventbridge';
import { dynamoJobTable } from '../../functions/shared/job-store/dynamodb';
import type { JobTable } from '../../functions/shared/job-store/port';
import type { ObjectStore } from '../../functions/shared/object-store/port';
import { s3ObjectStore } from '../../functions/shared/object-store/s3';
import { ecsTaskControl, ecsTaskLauncher } from '../../functions/shared/tasks/ecs';
import { type BusUnderTest, eventBusTests, type Received } from '../ports/event-bus';
import { jobTableTests } from '../ports/job-table';
import { objectStoreTests } from '../ports/object-store';
import { type TasksUnderTest, taskTests } from '../ports/tasks';
import { JOB_ID } from '../unit/functions/shared/domain/facts';
import { eventually, withSystem } from './running-system';

jest.setTimeout(60_000);

const running = withSystem();
const settings = () => ({
  endpoint: running().system.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

const openStore = (): ObjectStore =>
  s3ObjectStore(new S3Client({ ...settings(), forcePathStyle: true }), running().system.bucket);

describe('the local S3', () => {
  let store: ObjectStore;
  beforeAll(() => {
    store = openStore();
  });
  objectStoreTests(() => store, 'tests/ports/');
});

describe('the local DynamoDB', () => {
  let table: JobTable;
  beforeAll(() => {
    table = dynamoJobTable(new DynamoDBClient(settings()), running().system.table, 30);
  });
  jobTableTests(() => table, 'tests/ports');
});

describe('the local EventBridge', () => {
  let underTest: BusUnderTest;

  beforeAll(async () => {
    const { bus } = running().system;
    const [events, queues] = [new EventBridgeClient(settings()), new SQSClient(settings())];
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: 'tests-ports' }));
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    const { Attributes } = await queues.send(command);
    const rule = { Name: 'tests-ports', EventBusName: bus };
    // Of one job only: jobs of other tests also have events on this bus.
    const pattern = { source: [EVENT_SOURCE], detail: { jobId: [JOB_ID] } };
    await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }));
    const target = { Id: 'queue', Arn: Attributes?.QueueArn };
    await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: bus, Targets: [target] }));

    async function receive(): Promise<Received[]> {
      const wait = { WaitTimeSeconds: 1, MaxNumberOfMessages: 10 };
      const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, ...wait }));
      for (const { ReceiptHandle } of Messages)
        await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return Messages.map(({ Body = '' }) => {
        const { source, 'detail-type': detailType, detail } = JSON.parse(Body);
        return { source, detailType, detail };
      });
    }

    underTest = {
      bus: eventBridgeBus(events, bus),
      async received(count) {
        const all: Received[] = [];
        return eventually(async () => {
          all.push(...(await receive()));
          return all.length >= count ? all : undefined;
        });
      },
    };
  });
  eventBusTests(() => underTest);
});

describe('the local ECS', () => {
  let underTest: TasksUnderTest;

  /** A job whose program is never generated, so its task waits. */
  async function newJob(): Promise<string> {
    const jobId = randomBytes(13).toString('hex');
    const inAnHour = new Date(Date.now() + 3600_000).toISOString();
    const job: JobDocument = {
      version: 1,
      jobId,
      prompt: 'How many users are there?',
      owner: 'tests/ports',
      size: 'small',
      limits: { timeoutSeconds: 60, maxAttempts: 3 },
      acceptedAt: new Date().toISOString(),
      deadlineAt: inAnHour,
      requestSha256: '0'.repeat(64),
    };
    await openStore().write(keys.job(jobId), JSON.stringify(job), 'application/json');
    return jobId;
  }

  beforeAll(async () => {
    // With the addresses, and so the roles, of launch-task and stop-task.
    const { resources, functions } = running().system.deployment;
    const environmentOf = async (functionName: string): Promise<Record<string, string>> => {
      const [logicalId = ''] = Object.entries(functions).find(([, folder]) => folder === functionName) ?? [];
      const command = new GetFunctionConfigurationCommand({ FunctionName: resources[logicalId] });
      return (await new LambdaClient(settings()).send(command)).Environment?.Variables ?? {};
    };
    const clientOf = ({ AWS_ENDPOINT_URL_ECS: endpoint }: Record<string, string>) =>
      new ECSClient({ ...settings(), endpoint });
    const launching = await environmentOf('launch-task');
    const stopping = await environmentOf('stop-task');
    const { CLUSTER_ARN = '', TASK_FAMILY = '', SUBNET_IDS = '', SECURITY_GROUP_IDS = '' } = launching;
    const control = ecsTaskControl(clientOf(stopping), CLUSTER_ARN);
    const sweeping = ecsTaskControl(clientOf(await environmentOf('sweep-jobs')), CLUSTER_ARN);
    underTest = {
      launcher: ecsTaskLauncher(clientOf(launching), {
        clusterArn: CLUSTER_ARN,
        taskFamily: TASK_FAMILY,
        subnetIds: SUBNET_IDS.split(','),
        securityGroupIds: SECURITY_GROUP_IDS.split(','),
      }),
      control: { listRunning: control.listRunning, stop: control.stop, describe: sweeping.describe },
      newJob,
      eventually,
    };
  });
  taskTests(() => underTest);
});
