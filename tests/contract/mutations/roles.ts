import { target } from '../template';
import { add, allow, drop, inStatement, type Mutate, type Mutations, put, withoutAction } from './edit';

const bucket = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
const table = { 'Fn::GetAtt': ['JobTable', 'Arn'] };

/** Takes a role out of a policy that several have. */
const without = (policy: string, role: string): Mutate =>
  put(`${policy}.Properties.Roles`, (roles: unknown[]) => roles.filter((one) => target(one) !== role));

/** Mutations of roles and of what asks for them. */
export const ofRoles: Mutations = {
  'a right that the code needs is missing': [
    withoutAction('LaunchTaskRole', 'ecs:RunTask'),
    'each function may do what its code does, and nothing else',
  ],
  'the right to postpone a launch is missing': [
    withoutAction('LaunchTaskRole', 'sqs:ChangeMessageVisibility'),
    'each function may do what its code does, and nothing else',
  ],
  'the right to read the queue is missing': [
    withoutAction('StopTaskRole', 'sqs:DeleteMessage'),
    'each function may do what its code does, and nothing else',
  ],
  'the right to pass the task’s roles is missing': [
    withoutAction('LaunchTaskRole', 'iam:PassRole'),
    'each function may do what its code does, and nothing else',
  ],
  'a function cannot write its log': [
    drop('LogWriters.Properties.Roles.3'),
    'each function may do what its code does, and nothing else',
  ],
  'a function that records nothing may write jobs': [
    add('FactRecorders.Properties.Roles', { Ref: 'ReadJobsRole' }),
    'each function may do what its code does, and nothing else',
  ],
  'a function that answers requests may publish decisions': [
    add('DecisionPublishers.Properties.Roles', { Ref: 'SubmitPromptRole' }),
    'each function may publish the events that it makes, and no others',
  ],
  'a task that needs no catalog may read it': [
    add('CatalogReaders.Properties.Roles', { Ref: 'LaunchTaskRole' }),
    'each right of a role is given on just the resources that it is for',
  ],
  'a role may do what no code of its function does': [
    allow('ReadJobsRole', 'dynamodb:DeleteItem', table),
    'each function may do what its code does, and nothing else',
  ],
  'the executor may start tasks': [
    allow('ExecutorTaskRole', 'ecs:RunTask', '*'),
    'the executor may do what its code does, and nothing else',
  ],
  'the executor may not write its report': [
    withoutAction('ExecutorTaskRole', 's3:PutObject'),
    'the executor may do what its code does, and nothing else',
  ],
  'the executor may not read its job': [
    without('DocumentReaders', 'ExecutorTaskRole'),
    'each right of a role is given on just the resources that it is for',
  ],
  'the executor may read everything of the operator': [
    allow('ExecutorTaskRole', 's3:GetObject', { 'Fn::Sub': `\${Bucket.Arn}/config/*` }),
    'each right of a role is given on just the resources that it is for',
  ],
  'the executor may not read the catalog': [
    without('CatalogReaders', 'ExecutorTaskRole'),
    'each right of a role is given on just the resources that it is for',
  ],
  'a role may publish every event': [
    inStatement('SubmitPromptRole', 'events:PutEvents', (statement) => {
      delete statement.Condition;
    }),
    'each function may publish the events that it makes, and no others',
  ],
  'a role may publish an event of another function': [
    inStatement('SubmitPromptRole', 'events:PutEvents', (statement) => {
      statement.Condition = {
        StringEquals: { 'events:source': 'code-interpreter', 'events:detail-type': ['PromptReceived', 'JobSucceeded'] },
      };
    }),
    'each function may publish the events that it makes, and no others',
  ],
  'the executor may say that a job succeeded': [
    inStatement('ExecutorTaskRole', 'events:PutEvents', (statement) => {
      statement.Condition = {
        StringEquals: { 'events:source': 'code-interpreter', 'events:detail-type': 'JobSucceeded' },
      };
    }),
    'the executor may publish ExecutionFinished only',
  ],
  'a role may do everything with the table': [
    allow('ReadJobsRole', 'dynamodb:*', table),
    'policies allow, and name actions that exist, one by one',
  ],
  'a role names an action that does not exist': [
    allow('ReadJobsRole', 'dynamodb:ReadItem', table),
    'policies allow, and name actions that exist, one by one',
  ],
  'a role reads every table of the account': [
    inStatement('ReadJobsRole', 'dynamodb:GetItem', (statement) => {
      statement.Resource = '*';
    }),
    'policies name resources wherever the action takes one',
  ],
  'tasks of every cluster are listed': [
    inStatement('StopTaskRole', 'ecs:ListTasks', (statement) => {
      delete statement.Condition;
    }),
    'policies name resources wherever the action takes one',
  ],
  'the build may push to every repository': [
    allow('BuildRole', 'ecr:PutImage', '*', 'delivery'),
    'policies name resources wherever the action takes one',
  ],
  'a condition has a key that the service does not know': [
    inStatement('LaunchTaskRole', 'ecs:RunTask', (statement) => {
      statement.Condition = { ArnEquals: { 'ecs:clusters': '*' } };
    }),
    'policies have conditions on keys that the service knows',
  ],
  'the whole bucket can be listed': [
    inStatement('ExecutorTaskRole', 's3:ListBucket', (statement) => {
      statement.Condition = { StringLike: { 's3:prefix': ['jobs/*', '*'] } };
    }),
    'the bucket can be listed below a prefix only',
  ],
  'the whole bucket can be read': [
    allow('GenerateCodeRole', 's3:GetObject', { 'Fn::Sub': `\${Bucket.Arn}/*` }),
    'each right of a role is given on just the resources that it is for',
  ],
  'the whole bucket can be written': [
    inStatement('ExecutorTaskRole', 's3:PutObject', (statement) => {
      statement.Resource = bucket;
    }),
    'each right of a role is given on just the resources that it is for',
  ],
  'who writes programs may write reports': [
    inStatement('GenerateCodeRole', 's3:PutObject', (statement) => {
      statement.Resource = { 'Fn::Sub': `\${Bucket.Arn}/jobs/*/attempts/*` };
    }),
    'each right of a role is given on just the resources that it is for',
  ],
  'another function may delete results': [
    allow('ReadJobsRole', 's3:DeleteObject', [{ 'Fn::Sub': `\${Bucket.Arn}/results/*` }]),
    'what is kept of jobs can be deleted by the function that erases them only',
  ],
  'who cancels jobs may delete items': [
    put('CancelJobRole.Properties.Policies', [
      {
        PolicyName: 'deletes',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'dynamodb:DeleteItem', Resource: table }] },
      },
    ]),
    'what is kept of jobs can be deleted by the function that erases them only',
  ],
  'a task may delete items': [
    allow('ExecutorTaskRole', 'dynamodb:BatchWriteItem', table),
    'what is kept of jobs can be deleted by the function that erases them only',
  ],
  'who erases jobs may delete the catalog': [
    inStatement('EraseJobRole', 's3:DeleteObject', (statement) => {
      statement.Resource = [{ 'Fn::Sub': `\${Bucket.Arn}/jobs/*` }, { 'Fn::Sub': `\${Bucket.Arn}/config/*` }];
    }),
    'what is kept of jobs can be deleted by the function that erases them only',
  ],
  'results of other roles’ statements can be read': [
    inStatement('GenerateCodeRole', 'redshift-data:GetStatementResult', (statement) => {
      delete statement.Condition;
    }),
    'statements of the warehouse can be read by the role that ran them only',
  ],
  'any role can be passed': [
    inStatement('LaunchTaskRole', 'iam:PassRole', (statement) => {
      statement.Resource = '*';
    }),
    'roles of the task are passed to ECS, and no others to anybody',
  ],
  'the task’s roles can be passed to any service': [
    inStatement('LaunchTaskRole', 'iam:PassRole', (statement) => {
      delete statement.Condition;
    }),
    'roles of the task are passed to ECS, and no others to anybody',
  ],
  'every foundation model can be called': [
    inStatement('GenerateCodeRole', 'bedrock:InvokeModel', (statement) => {
      statement.Resource = 'arn:aws:bedrock:*::foundation-model/*';
    }),
    'only an inference profile opens the foundation models of other regions',
  ],
  'tasks of every family can be launched': [
    inStatement('LaunchTaskRole', 'ecs:RunTask', (statement) => {
      statement.Resource = { 'Fn::Sub': `arn:aws:ecs:\${AWS::Region}:\${AWS::AccountId}:task-definition/*` };
    }),
    'tasks are launched of the executor’s family only, in the cluster only',
  ],
  'tasks can be launched in every cluster': [
    inStatement('LaunchTaskRole', 'ecs:RunTask', (statement) => {
      delete statement.Condition;
    }),
    'tasks are launched of the executor’s family only, in the cluster only',
  ],
  'a role can be taken on by the whole account': [
    put('ReadJobsRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal', { AWS: { Ref: 'AWS::AccountId' } }),
    'each role is taken on by one service of AWS',
  ],
  'a role can be taken on by a second service': [
    add('ReadJobsRole.Properties.AssumeRolePolicyDocument.Statement', {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'ec2.amazonaws.com' },
    }),
    'each role is taken on by one service of AWS',
  ],
  'tasks of other accounts take on the task’s role': [
    drop('ExecutorTaskRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition'),
    'the roles of the task are taken on for tasks of this account only',
  ],
  'every user of the warehouse copies files': [
    drop('LoadRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition', 'warehouse'),
    'files are copied into the warehouse for its administrator only',
  ],
};
