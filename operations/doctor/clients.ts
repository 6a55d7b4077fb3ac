import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { outputOf, type Resource, type Stack } from '../stack';

/** SDK clients for the account, or the local system, that is checked. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly ecs: ECSClient;
  /** For any region: the executor's image may be in another one. */
  readonly ecr: (region: string) => ECRClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly bedrock: BedrockRuntimeClient;
  readonly warehouse: RedshiftDataClient;
  readonly queues: SQSClient;
  readonly lambda: LambdaClient;
  readonly quotas: ServiceQuotasClient;
  readonly sts: STSClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
}

interface Settings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** `emulated`: settings for the services that the local system implements itself. */
function clientsFor(settings: Settings = {}, emulated: Settings = settings): Clients {
  return {
    cloudFormation: new CloudFormationClient(settings),
    events: new EventBridgeClient(settings),
    iam: new IAMClient(settings),
    queues: new SQSClient(settings),
    lambda: new LambdaClient(settings),
    quotas: new ServiceQuotasClient(settings),
    sts: new STSClient(settings),
    ec2: new EC2Client(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    ecr: (region) => new ECRClient({ ...settings, region }),
    ecs: new ECSClient(emulated),
    // The adapter of the model retries itself.
    bedrock: new BedrockRuntimeClient({ ...emulated, maxAttempts: 1 }),
    warehouse: new RedshiftDataClient(emulated),
  };
}

/** Clients with the region and credentials of the AWS CLI. */
export const awsClients = (): Clients => clientsFor();

/** Clients for the local system. `endpoint` is its AWS endpoint. */
export async function localClients(
  endpoint: string,
  readResources: (cloudFormation: CloudFormationClient) => Promise<Resource[]>,
): Promise<Clients> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint, region: 'us-east-1', credentials };
  const resources = await readResources(new CloudFormationClient(settings));
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const lambda = new LambdaClient(settings);
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functions[0]?.id ?? '' }),
  );
  // A function's endpoint has a path that identifies it. The origin alone stands for the operator.
  const operatorEndpoint = new URL(Environment?.Variables?.AWS_ENDPOINT_URL_ECS ?? endpoint).origin;
  return clientsFor(settings, { ...settings, endpoint: operatorEndpoint });
}

/** URL of the local API. A path of the emulator, because the host name in the output does not resolve everywhere. */
export function localApiUrl(endpoint: string, stack: Stack): string {
  const [, api] = /^https?:\/\/([a-z0-9]+)\./.exec(outputOf(stack, 'ApiUrl')) ?? [];
  return `${endpoint}/_aws/execute-api/${api}`;
}
