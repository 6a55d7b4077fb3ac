import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { REGION, ROOT_KEY } from './ministack';

/** Clients with the rights of the emulator's root user, as a deployment by SAM needs them. */
export function adminClients(url: string) {
  const settings = {
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: ROOT_KEY, secretAccessKey: ROOT_KEY },
  };
  return {
    cloudFormation: new CloudFormationClient(settings),
    dynamoDB: new DynamoDBClient(settings),
    lambda: new LambdaClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    secrets: new SecretsManagerClient(settings),
  };
}

export type AdminClients = ReturnType<typeof adminClients>;
