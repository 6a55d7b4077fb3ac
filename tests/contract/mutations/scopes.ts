import { allow, inStatement, type Mutations, put } from './edit';

const check = 'each permission is granted on exactly the resources it needs';
const pulled = 'ExecutorImage is pulled from the account, region and repository in its URI';

const sub = (text: string) => ({ 'Fn::Sub': text });
const arn = (service: string, rest: string) =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);

const warehouse = 'WarehouseReaders.Properties.PolicyDocument.Statement';
const image = 'ExecutorImagePolicy.Properties.PolicyDocument.Statement.1.Resource';

type Widening = readonly [role: string, action: string, resource: unknown, template?: 'warehouse' | 'delivery'];

/** Permissions on too many resources, or on wrong ones. */
const widenings: Readonly<Record<string, Widening>> = {
  'a function reads every secret': [
    'NotifyWebhookRole',
    'secretsmanager:GetSecretValue',
    arn('secretsmanager', 'secret:*'),
  ],
  'a function reads every table': ['ReadJobsRole', 'dynamodb:GetItem', arn('dynamodb', 'table/*')],
  'a function queries every index': ['ReadJobsRole', 'dynamodb:Query', sub(`\${JobTable.Arn}/index/*`)],
  'a function publishes on every bus': ['SubmitPromptRole', 'events:PutEvents', arn('events', 'event-bus/*')],
  'a function queries every workgroup': [
    'DescribeTablesRole',
    'redshift-data:ExecuteStatement',
    arn('redshift-serverless', 'workgroup/*'),
  ],
  'a function stops the tasks of every cluster': ['StopTaskRole', 'ecs:StopTask', arn('ecs', 'task/*')],
  'the sweep sees the tasks of every cluster': ['SweepJobsRole', 'ecs:DescribeTasks', arn('ecs', 'task/*')],
  'a function reads the queue of another': [
    'StopTaskRole',
    'sqs:ReceiveMessage',
    { 'Fn::GetAtt': ['LaunchTaskQueue', 'Arn'] },
  ],
  'a function writes to every log group': ['StopTaskRole', 'logs:PutLogEvents', arn('logs', 'log-group:*')],
  'the stream of every table is read': [
    'DispatchObligationsRole',
    'dynamodb:GetRecords',
    arn('dynamodb', 'table/*/stream/*'),
  ],
  'a task writes to the whole bucket': ['ExecutorTaskRole', 's3:PutObject', sub(`\${Bucket.Arn}/*`)],
  'a task publishes on every bus': ['ExecutorTaskRole', 'events:PutEvents', arn('events', 'event-bus/*')],
  'the warehouse reads the whole bucket': [
    'LoadRole',
    's3:GetObject',
    sub(`arn:\${AWS::Partition}:s3:::\${BucketName}/*`),
    'warehouse',
  ],
  'a build pushes to every repository': ['BuildRole', 'ecr:PutImage', arn('ecr', 'repository/*'), 'delivery'],
  'a build reads every bucket': ['BuildRole', 's3:GetObject', 'arn:aws:s3:::*/*', 'delivery'],
  'the pipeline starts every build': [
    'PipelineRole',
    'codebuild:StartBuild',
    arn('codebuild', 'project/*'),
    'delivery',
  ],
  'the pipeline uses every connection': [
    'PipelineRole',
    'codeconnections:UseConnection',
    arn('codeconnections', 'connection/*'),
    'delivery',
  ],
};

const widened = Object.entries(widenings).map(
  ([what, [role, action, resource, template]]) =>
    [
      what,
      [
        inStatement(
          role,
          action,
          (statement) => {
            statement.Resource = resource;
          },
          template,
        ),
        check,
      ],
    ] as const,
);

/** Mutations of the resources of permissions. */
export const ofScopes: Mutations = {
  ...Object.fromEntries(widened),
  'a function reads every table by a second statement': [
    allow('ReadJobsRole', 'dynamodb:GetItem', arn('dynamodb', 'table/*')),
    check,
  ],
  'a task queries every workgroup': [put(`${warehouse}.0.Resource`, arn('redshift-serverless', 'workgroup/*')), check],
  'a task reads every secret': [put(`${warehouse}.2.Resource`, arn('secretsmanager', 'secret:*')), check],
  'a task reads every secret when the warehouse is an existing one': [
    put(`${warehouse}.2.Resource.Fn::If.2`, arn('secretsmanager', 'secret:*')),
    check,
  ],
  'every image can be pulled': [put(image, arn('ecr', 'repository/*')), check],
  'an image in another region cannot be pulled': [
    put(`${image}.Fn::If.2.Fn::Sub.1.Region`, { Ref: 'AWS::Region' }),
    pulled,
  ],
  'every image of another account can be pulled': [put(`${image}.Fn::If.2.Fn::Sub.1.Name`, '*'), pulled],
};
