import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { SQSClient } from '@aws-sdk/client-sqs';
import { outputOf, type Stack } from '../stack';

/** SDK clients for the place that is examined. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly ecs: ECSClient;
  /** Of any region: that of the executor's image. */
  readonly ecr: (region: string) => ECRClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly bedrock: BedrockRuntimeClient;
  readonly warehouse: RedshiftDataClient;
  readonly queues: SQSClient;
}

interface Settings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** `own`: where the services are that the local emulator has not. */
function clientsAt(settings: Settings = {}, own: Settings = settings): Clients {
  return {
    cloudFormation: new CloudFormationClient(settings),
    events: new EventBridgeClient(settings),
    iam: new IAMClient(settings),
    queues: new SQSClient(settings),
    ecr: (region) => new ECRClient({ ...settings, region }),
    ecs: new ECSClient(own),
    bedrock: new BedrockRuntimeClient(own),
    warehouse: new RedshiftDataClient(own),
  };
}

/** Region and credentials as the AWS CLI has them. */
export const deployedClients = (): Clients => clientsAt();

/** The system that `npm start` keeps up; `endpoint` is its AWS endpoint. */
export async function localClients(
  endpoint: string,
  resources: (clients: Clients) => Promise<Resource[]>,
): Promise<Clients> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint, region: 'us-east-1', credentials };
  const functions = (await resources(clientsAt(settings))).filter(({ type }) => type === 'AWS::Lambda::Function');
  const lambda = new LambdaClient(settings);
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functions[0]?.id ?? '' }),
  );
  // Each function has an address of its own below that of the endpoints; the bare one is the machine's owner's.
  const own = new URL(Environment?.Variables?.AWS_ENDPOINT_URL_ECS ?? endpoint).origin;
  return clientsAt(settings, { ...settings, endpoint: own });
}

export interface Resource {
  readonly logicalId: string;
  /** Physical. */
  readonly id: string;
  readonly type: string;
}

/** Everything that a stack made. */
export async function resourcesOf(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  StackName: string,
): Promise<Resource[]> {
  const found: Resource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName, NextToken }));
    const resources = page.StackResourceSummaries ?? [];
    found.push(
      ...resources.map(({ LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '' }) => ({
        logicalId: LogicalResourceId,
        id: PhysicalResourceId,
        type: ResourceType,
      })),
    );
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/** The local API's address: the emulator serves it below a path, the name in the output does not resolve everywhere. */
export function localApi(endpoint: string, stack: Stack): string {
  const [, api] = /^https?:\/\/([a-z0-9]+)\./.exec(outputOf(stack, 'ApiUrl')) ?? [];
  return `${endpoint}/_aws/execute-api/${api}`;
}
