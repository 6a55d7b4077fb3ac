import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * The only maker of SDK clients: one of each, made when it is first asked for. Region, credentials and endpoints
 * come from where the function runs. A bundle holds only the clients that its function asks for.
 */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export const dynamoDB = /* @__PURE__ */ once(() => new DynamoDBClient({ maxAttempts: 5 }));

export const eventBridge = /* @__PURE__ */ once(() => new EventBridgeClient({ maxAttempts: 5 }));

// The bucket's name in the path: the one form of address that every endpoint understands.
export const s3 = /* @__PURE__ */ once(() => new S3Client({ maxAttempts: 5, forcePathStyle: true }));

export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient({ maxAttempts: 5 }));

export const ecs = /* @__PURE__ */ once(() => new ECSClient({ maxAttempts: 3 }));

export const sqs = /* @__PURE__ */ once(() => new SQSClient({ maxAttempts: 5 }));

export const redshiftData = /* @__PURE__ */ once(() => new RedshiftDataClient({ maxAttempts: 5 }));

// One try: what throttling means is decided by who asks the model.
export const bedrockRuntime = /* @__PURE__ */ once(() => new BedrockRuntimeClient({ maxAttempts: 1 }));
