import type { SdkCall } from './sdk-calls';

/** Commands whose IAM actions have another name, or that need several. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'client-bedrock-runtime/ConverseStream': ['bedrock:InvokeModelWithResponseStream'],
  // Without s3:ListBucket, a missing object is 403 instead of 404.
  'client-s3/GetObject': ['s3:GetObject', 's3:ListBucket'],
  'client-s3/DeleteObjects': ['s3:DeleteObject'],
  'client-s3/ListObjectsV2': ['s3:ListBucket'],
  // Tasks get the tags of their task definition.
  'client-ecs/RunTask': ['ecs:RunTask', 'ecs:TagResource', 'iam:PassRole'],
  // The Data API reads the secret with the caller's permissions.
  'client-redshift-data/ExecuteStatement': ['redshift-data:ExecuteStatement', 'secretsmanager:GetSecretValue'],
  'client-redshift-data/GetStatementResultV2': ['redshift-data:GetStatementResult'],
};

const prefixes: Readonly<Record<string, string>> = {
  'client-dynamodb': 'dynamodb',
  'client-ecs': 'ecs',
  'client-eventbridge': 'events',
  'client-redshift-data': 'redshift-data',
  'client-s3': 's3',
  'client-secrets-manager': 'secretsmanager',
  'client-sqs': 'sqs',
};

/** IAM actions that a command needs. */
export function actionsOf({ client, command, writes }: SdkCall): readonly string[] {
  const operation = command.replace(/Command$/, '');
  if (operation === 'TransactWriteItems') {
    return writes.map((write) => `dynamodb:${write === 'ConditionCheck' ? 'ConditionCheckItem' : `${write}Item`}`);
  }
  const actions = exceptions[`${client}/${operation}`];
  if (actions) return actions;
  const prefix = prefixes[client];
  if (!prefix) throw new Error(`Unknown IAM prefix of @aws-sdk/${client}.`);
  return [`${prefix}:${operation}`];
}

/** Actions that Lambda itself performs with a function's role. */
export const lambda = {
  logs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  queue: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  stream: [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    // The failure destination.
    'sqs:SendMessage',
  ],
};
