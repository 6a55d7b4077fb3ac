import { target } from '../template';
import { add, allow, drop, inStatement, type Mutate, type Mutations, put, withoutAction } from './edit';

const bucket = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
const table = { 'Fn::GetAtt': ['JobTable', 'Arn'] };

/** Removes a role from a shared policy. */
const without = (policy: string, role: string): Mutate =>
  put(`${policy}.Properties.Roles`, (roles: unknown[]) => roles.filter((one) => target(one) !== role));

/** Mutations of roles. */
export const ofRoles: Mutations = {
  'a permission that the code uses is missing': [
    withoutAction('LaunchTaskRole', 'ecs:RunTask'),
    'each function has exactly the permissions that its code uses',
  ],
  'the permission to postpone a launch is missing': [
    withoutAction('LaunchTaskRole', 'sqs:ChangeMessageVisibility'),
    'each function has exactly the permissions that its code uses',
  ],
  'the permission to delete messages is missing': [
    withoutAction('StopTaskRole', 'sqs:DeleteMessage'),
    'each function has exactly the permissions that its code uses',
  ],
  'the permission to pass the task’s roles is missing': [
    withoutAction('LaunchTaskRole', 'iam:PassRole'),
    'each function has exactly the permissions that its code uses',
  ],
  'a function cannot write its log': [
    drop('LogWriters.Properties.Roles.3'),
    'each function has exactly the permissions that its code uses',
  ],
  'a function that records nothing may write jobs': [
    add('FactRecorders.Properties.Roles', { Ref: 'ReadJobsRole' }),
    'each function has exactly the permissions that its code uses',
  ],
  'a function of the API may publish outcomes': [
    add('ObligationPublishers.Properties.Roles', { Ref: 'SubmitPromptRole' }),
    'each function may publish exactly the events that its code creates',
  ],
  'a function that does not need the catalog may read it': [
    add('CatalogReaders.Properties.Roles', { Ref: 'LaunchTaskRole' }),
    'each permission is granted on exactly the resources it needs',
  ],
  'a role has a permission that its code does not use': [
    allow('ReadJobsRole', 'dynamodb:DeleteItem', table),
    'each function has exactly the permissions that its code uses',
  ],
  'the executor may start tasks': [
    allow('ExecutorTaskRole', 'ecs:RunTask', '*'),
    'the executor has exactly the permissions that its code uses',
  ],
  'the executor may not write its report': [
    withoutAction('ExecutorTaskRole', 's3:PutObject'),
    'each permission is granted on exactly the resources it needs',
  ],
  'the executor may not read its job': [
    without('DocumentReaders', 'ExecutorTaskRole'),
    'each permission is granted on exactly the resources it needs',
  ],
  'the executor may read the whole config/ prefix': [
    allow('ExecutorTaskRole', 's3:GetObject', { 'Fn::Sub': `\${Bucket.Arn}/config/*` }),
    'each permission is granted on exactly the resources it needs',
  ],
  'the executor may not read the catalog': [
    without('CatalogReaders', 'ExecutorTaskRole'),
    'each permission is granted on exactly the resources it needs',
  ],
  'read-jobs may query the warehouse': [
    add('WarehouseReaders.Properties.Roles', { Ref: 'ReadJobsRole' }),
    'each function has exactly the permissions that its code uses',
  ],
  'generate-code may write the description of the tables': [
    inStatement('GenerateCodeRole', 's3:PutObject', (statement) => {
      statement.Resource = { 'Fn::Sub': `\${Bucket.Arn}/config/*` };
    }),
    'each permission is granted on exactly the resources it needs',
  ],
  'describe-tables may write the catalog': [
    allow('DescribeTablesRole', 's3:PutObject', { 'Fn::Sub': `\${Bucket.Arn}/config/catalog.yaml` }),
    'each permission is granted on exactly the resources it needs',
  ],
  'a role may publish every event': [
    inStatement('SubmitPromptRole', 'events:PutEvents', (statement) => {
      delete statement.Condition;
    }),
    'each function may publish exactly the events that its code creates',
  ],
  'a role may publish an event of another function': [
    inStatement('SubmitPromptRole', 'events:PutEvents', (statement) => {
      statement.Condition = {
        StringEquals: { 'events:source': 'code-interpreter', 'events:detail-type': ['PromptReceived', 'JobSucceeded'] },
      };
    }),
    'each function may publish exactly the events that its code creates',
  ],
  'the claim of a standby may be overwritten': [
    drop('StandbyClaimers.Properties.PolicyDocument.Statement.0.Condition'),
    'the claim of a standby can be written only once, with If-None-Match',
  ],
  'the program of a rerun may be overwritten': [
    drop('SubmitPromptRole.Properties.Policies.0.PolicyDocument.Statement.1.Condition'),
    'the program of a rerun can be written only once, with If-None-Match',
  ],
  'the executor may publish JobSucceeded': [
    inStatement('ExecutorTaskRole', 'events:PutEvents', (statement) => {
      statement.Condition = {
        StringEquals: { 'events:source': 'code-interpreter', 'events:detail-type': 'JobSucceeded' },
      };
    }),
    'the executor may publish only TaskReady and ExecutionFinished',
  ],
  'a role has every permission on the table': [
    allow('ReadJobsRole', 'dynamodb:*', table),
    'policies only allow, and list existing actions without wildcards',
  ],
  'a role names an action that does not exist': [
    allow('ReadJobsRole', 'dynamodb:ReadItem', table),
    'policies only allow, and list existing actions without wildcards',
  ],
  'a role reads every table of the account': [
    inStatement('ReadJobsRole', 'dynamodb:GetItem', (statement) => {
      statement.Resource = '*';
    }),
    'policies name resources wherever the action supports them',
  ],
  'tasks of every cluster are listed': [
    inStatement('StopTaskRole', 'ecs:ListTasks', (statement) => {
      delete statement.Condition;
    }),
    'policies name resources wherever the action supports them',
  ],
  'the build may push to every repository': [
    allow('BuildRole', 'ecr:PutImage', '*', 'delivery'),
    'policies name resources wherever the action supports them',
  ],
  'a condition uses a key that the service does not define': [
    inStatement('LaunchTaskRole', 'ecs:RunTask', (statement) => {
      statement.Condition = { ArnEquals: { 'ecs:clusters': '*' } };
    }),
    'policies use condition keys that the service defines',
  ],
  'the whole bucket can be listed': [
    inStatement('ExecutorTaskRole', 's3:ListBucket', (statement) => {
      statement.Condition = { StringLike: { 's3:prefix': ['jobs/*', '*'] } };
    }),
    'the bucket can be listed only below a prefix',
  ],
  'the whole bucket can be read': [
    allow('GenerateCodeRole', 's3:GetObject', { 'Fn::Sub': `\${Bucket.Arn}/*` }),
    'each permission is granted on exactly the resources it needs',
  ],
  'the whole bucket can be written': [
    inStatement('ExecutorTaskRole', 's3:PutObject', (statement) => {
      statement.Resource = bucket;
    }),
    'each permission is granted on exactly the resources it needs',
  ],
  'generate-code may write reports': [
    inStatement('GenerateCodeRole', 's3:PutObject', (statement) => {
      statement.Resource = { 'Fn::Sub': `\${Bucket.Arn}/jobs/*/attempts/*` };
    }),
    'each permission is granted on exactly the resources it needs',
  ],
  'another function may delete results': [
    allow('ReadJobsRole', 's3:DeleteObject', [{ 'Fn::Sub': `\${Bucket.Arn}/results/*` }]),
    'only the function that erases jobs may delete their data, and one more their examples',
  ],
  'the function that cancels jobs may delete items': [
    put('CancelJobRole.Properties.Policies', [
      {
        PolicyName: 'deletes',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'dynamodb:DeleteItem', Resource: table }] },
      },
    ]),
    'only the function that erases jobs may delete their data, and one more their examples',
  ],
  'a task may delete items': [
    allow('ExecutorTaskRole', 'dynamodb:BatchWriteItem', table),
    'only the function that erases jobs may delete their data, and one more their examples',
  ],
  'the function that erases jobs may delete the catalog': [
    inStatement('EraseJobRole', 's3:DeleteObject', (statement) => {
      statement.Resource = [{ 'Fn::Sub': `\${Bucket.Arn}/jobs/*` }, { 'Fn::Sub': `\${Bucket.Arn}/config/*` }];
    }),
    'only the function that erases jobs may delete their data, and one more their examples',
  ],
  'the function that gives feedback may delete documents of jobs': [
    inStatement('GiveFeedbackRole', 's3:DeleteObject', (statement) => {
      statement.Resource = { 'Fn::Sub': `\${Bucket.Arn}/jobs/*` };
    }),
    'only the function that erases jobs may delete their data, and one more their examples',
  ],
  'results of other roles’ statements can be read': [
    inStatement('DescribeTablesRole', 'redshift-data:GetStatementResult', (statement) => {
      delete statement.Condition;
    }),
    'only the role that ran a statement may read its result',
  ],
  'any task can be tagged at any time': [
    inStatement('LaunchTaskRole', 'ecs:TagResource', (statement) => {
      delete statement.Condition;
    }),
    'tasks are tagged only when they are created',
  ],
  'any role can be passed': [
    inStatement('LaunchTaskRole', 'iam:PassRole', (statement) => {
      statement.Resource = '*';
    }),
    'only the roles of the task may be passed, and only to ECS',
  ],
  'the task’s roles can be passed to any service': [
    inStatement('LaunchTaskRole', 'iam:PassRole', (statement) => {
      delete statement.Condition;
    }),
    'only the roles of the task may be passed, and only to ECS',
  ],
  'every foundation model can be called': [
    inStatement('GenerateCodeRole', 'bedrock:InvokeModelWithResponseStream', (statement) => {
      statement.Resource = 'arn:aws:bedrock:*::foundation-model/*';
    }),
    'foundation models of other regions are allowed only through the inference profile',
  ],
  'tasks of every family can be launched': [
    inStatement('LaunchTaskRole', 'ecs:RunTask', (statement) => {
      statement.Resource = { 'Fn::Sub': `arn:aws:ecs:\${AWS::Region}:\${AWS::AccountId}:task-definition/*` };
    }),
    'only tasks of the executor’s family may be launched, only in the cluster',
  ],
  'tasks can be launched in every cluster': [
    inStatement('LaunchTaskRole', 'ecs:RunTask', (statement) => {
      delete statement.Condition;
    }),
    'only tasks of the executor’s family may be launched, only in the cluster',
  ],
  'the whole account can assume a role': [
    put('ReadJobsRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal', { AWS: { Ref: 'AWS::AccountId' } }),
    'each role can be assumed by one AWS service',
  ],
  'a second service can assume a role': [
    add('ReadJobsRole.Properties.AssumeRolePolicyDocument.Statement', {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'ec2.amazonaws.com' },
    }),
    'each role can be assumed by one AWS service',
  ],
  'tasks of other accounts can assume the task’s role': [
    drop('ExecutorTaskRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition'),
    'the roles of the task can be assumed for tasks of this account only',
  ],
  'every user of the warehouse can use the role for COPY': [
    drop('LoadRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition', 'warehouse'),
    'only the administrator of the warehouse can use the role for COPY',
  ],
};
