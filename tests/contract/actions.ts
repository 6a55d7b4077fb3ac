import type { SdkCall } from './sdk-calls';

/** Actions of commands that are not called as their command is, or that need more than one. */
const special: Readonly<Record<string, readonly string[]>> = {
  'client-bedrock-runtime/Converse': ['bedrock:InvokeModel'],
  // Whoever may not list is told "forbidden" of an object that is not there.
  'client-s3/GetObject': ['s3:GetObject', 's3:ListBucket'],
  'client-s3/DeleteObjects': ['s3:DeleteObject'],
  'client-s3/ListObjectsV2': ['s3:ListBucket'],
  'client-ecs/RunTask': ['ecs:RunTask', 'iam:PassRole'],
  // The password is read with the caller's rights.
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
  const known = special[`${client}/${operation}`];
  if (known) return known;
  const prefix = prefixes[client];
  if (!prefix) throw new Error(`No service is known for @aws-sdk/${client}.`);
  return [`${prefix}:${operation}`];
}

/** What Lambda does with a function's role. */
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
