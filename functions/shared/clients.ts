import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * The only place that creates SDK clients: one of each, on first use. Region, credentials and endpoints come from the
 * environment. A bundle contains only the clients that its function uses.
 */
function once<T>(create: () => T): () => T {
  let client: T | undefined;
  return () => {
    client ??= create();
    return client;
  };
}

export const dynamoDB = /* @__PURE__ */ once(() => new DynamoDBClient({ maxAttempts: 5 }));

export const eventBridge = /* @__PURE__ */ once(() => new EventBridgeClient({ maxAttempts: 5 }));

// Path-style URLs work with every endpoint.
export const s3 = /* @__PURE__ */ once(() => new S3Client({ maxAttempts: 5, forcePathStyle: true }));

export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient({ maxAttempts: 5 }));

export const ecs = /* @__PURE__ */ once(() => new ECSClient({ maxAttempts: 3 }));

export const sqs = /* @__PURE__ */ once(() => new SQSClient({ maxAttempts: 5 }));

export const redshiftData = /* @__PURE__ */ once(() => new RedshiftDataClient({ maxAttempts: 5 }));

// No retries: the model's adapter retries.
export const bedrockRuntime = /* @__PURE__ */ once(() => new BedrockRuntimeClient({ maxAttempts: 1 }));
