import { ECSClient } from '@aws-sdk/client-ecs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { System } from '../../local/system';

/** ECS of a running system with all rights, and the settings of the function that launches tasks. */
export async function localEcs({ awsUrl, deployment }: System) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { region: 'us-east-1', credentials };
  const lambda = new LambdaClient({ ...settings, endpoint: awsUrl });
  const FunctionName = deployment.resources.LaunchTaskFunction;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const {
    AWS_ENDPOINT_URL_ECS = '',
    CLUSTER_ARN = '',
    TASK_FAMILY = '',
    SUBNET_IDS = '',
  } = Environment?.Variables ?? {};
  return {
    ecs: new ECSClient({ ...settings, endpoint: new URL(AWS_ENDPOINT_URL_ECS).origin }),
    cluster: CLUSTER_ARN,
    taskFamily: TASK_FAMILY,
    subnets: SUBNET_IDS.split(','),
  };
}
