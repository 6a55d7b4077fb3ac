import { join } from 'node:path';
import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { adminClients } from '../../local/emulator/clients';
import { type Deployment, deploy } from '../../local/emulator/deploy';
import { type Emulator, startEmulator } from '../../local/emulator/ministack';
import { root } from '../../local/setup/paths';
import { probePort } from '../../local/setup/ports.mjs';

const KEY = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555';
const SECRET_KEY = 'arn:aws:kms:us-east-1:000000000000:key/66666666-7777-8888-9999-000000000000';

/** Options that the local system does not use and the emulator supports. */
const parameters = {
  Authorization: 'JWT',
  JwtIssuer: 'https://issuer.example',
  JwtAudience: 'one,two',
  WarehouseWorkgroup: 'arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/local',
  WarehouseSecretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:reader',
  WarehouseSecretKeyArn: SECRET_KEY,
  VpcId: 'vpc-00000000',
  SubnetIds: 'subnet-00000000,subnet-00000001',
  ExecutorImage: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/executor@sha256:1',
  KmsKeyArn: KEY,
  RetentionDays: '7',
  LogRetentionDays: '7',
  AlarmTopicArn: 'arn:aws:sns:us-east-1:000000000000:alarms',
  MonthlyBudgetUsd: '100',
};

let emulator: Emulator;
let deployment: Deployment;
const settings = () => ({
  endpoint: emulator.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

beforeAll(async () => {
  emulator = await startEmulator(await probePort(0));
  deployment = await deploy(adminClients(emulator.url), {
    templateFile: join(root, 'template.yaml'),
    folder: emulator.folder,
    emulatorUrl: emulator.url,
    endpointsUrl: 'http://127.0.0.1:9',
    apiUrl: 'http://127.0.0.1:9',
    parameters,
  });
}, 120_000);
afterAll(async () => emulator?.process.stop(), 60_000);

describe('a stack with every option', () => {
  it('requires tokens from callers', () => {
    expect(deployment.resources.JwtAuthorizer).toBeTruthy();
  });

  it('has a dead letter alarm for each queue, and a dashboard with all queues', async () => {
    const cloudWatch = async (request: Record<string, string>) => {
      const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/monitoring/aws4_request, Signature=0';
      const body = new URLSearchParams({ Version: '2010-08-01', ...request });
      return (await fetch(emulator.url, { method: 'POST', headers: { authorization }, body })).text();
    };
    const alarms = await cloudWatch({ Action: 'DescribeAlarms' });
    const { DashboardName = '' } = deployment.outputs;
    const dashboard = await cloudWatch({ Action: 'GetDashboard', DashboardName });
    const queues = Object.entries(deployment.resources).filter(([id]) => id.endsWith('DeadLetters'));
    expect(queues).toHaveLength(11);
    for (const [id, url] of queues) {
      expect(alarms).toContain(`-${id}Alarm-`);
      expect(dashboard).toContain(url.split('/').at(-1));
    }
  });

  it('encrypts queues with the key', async () => {
    const QueueUrl = deployment.resources.StopTaskQueue;
    const { Attributes } = await new SQSClient(settings()).send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['KmsMasterKeyId'] }),
    );
    expect(Attributes).toMatchObject({ KmsMasterKeyId: KEY });
  });

  it('lets the task decrypt with the key, through the encrypting services only', async () => {
    const role = { RoleName: deployment.resources.ExecutorTaskRole, PolicyName: 'key-readers' };
    const { PolicyDocument = '' } = await new IAMClient(settings()).send(new GetRolePolicyCommand(role));
    const document = PolicyDocument.startsWith('%') ? decodeURIComponent(PolicyDocument) : PolicyDocument;
    expect(JSON.parse(document).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: KEY,
        Condition: {
          StringEquals: {
            'kms:ViaService': ['dynamodb', 's3', 'secretsmanager', 'sqs'].map(
              (service) => `${service}.us-east-1.amazonaws.com`,
            ),
          },
        },
      },
    ]);
  });

  it('lets the task read the given secret, which has another key', async () => {
    const role = { RoleName: deployment.resources.ExecutorTaskRole, PolicyName: 'warehouse-secret-key-readers' };
    const { PolicyDocument = '' } = await new IAMClient(settings()).send(new GetRolePolicyCommand(role));
    expect(decodeURIComponent(PolicyDocument)).toContain(SECRET_KEY);
  });

  it('can pull the given image, and no other', async () => {
    const role = { RoleName: deployment.resources.ExecutorExecutionRole, PolicyName: 'executor-image' };
    const { PolicyDocument = '' } = await new IAMClient(settings()).send(new GetRolePolicyCommand(role));
    expect(decodeURIComponent(PolicyDocument)).toContain('arn:aws:ecr:eu-west-1:111122223333:repository/executor"');
  });
});
