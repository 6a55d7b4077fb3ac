import { type PolicyDocument, roleAccess } from '../../../../../local/endpoints/access/access';
import { OWNER } from '../../../../../local/endpoints/wire/caller';

const CLUSTER = 'arn:aws:ecs:us-east-1:000000000000:cluster/jobs';
const TASK = 'arn:aws:ecs:us-east-1:000000000000:task/jobs/1';
const PROFILE = 'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.maker.model';

function accessWith(...statements: object[]) {
  const policies: PolicyDocument[] = [{ Version: '2012-10-17', Statement: statements }];
  const arn = 'arn:aws:iam::000000000000:role/stack-Function-1';
  const roleOf = async (principal: string) => (principal === 'function' ? { arn, policies } : undefined);
  return roleAccess({ account: '000000000000', region: 'us-east-1', roleOf });
}
const caller = { principal: 'function' };
const allow = (Action: string | string[], Resource: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

test('an action that the role allows is allowed', async () => {
  const access = accessWith(allow('ecs:StopTask', TASK));
  await expect(access.check(caller, 'ecs:StopTask', TASK)).resolves.toBeUndefined();
});

test("any other action is denied with AWS's message", async () => {
  const access = accessWith(allow('ecs:DescribeTasks', TASK));
  await expect(access.check(caller, 'ecs:StopTask', TASK)).rejects.toMatchObject({
    code: 'AccessDeniedException',
    message:
      'User: arn:aws:sts::000000000000:assumed-role/stack-Function-1/function is not authorized to perform: ecs:StopTask' +
      ` on resource: ${TASK} because no identity-based policy allows the ecs:StopTask action`,
  });
});

test('an explicit deny wins', async () => {
  const access = accessWith(allow('ecs:*', '*'), { Effect: 'Deny', Action: 'ecs:StopTask', Resource: '*' });
  await expect(access.check(caller, 'ecs:StopTask', TASK)).rejects.toThrow('with an explicit deny');
});

test('conditions see the context of the call', async () => {
  const access = accessWith(allow('ecs:ListTasks', '*', { ArnEquals: { 'ecs:cluster': CLUSTER } }));
  await expect(access.check(caller, 'ecs:ListTasks', '*', { 'ecs:cluster': CLUSTER })).resolves.toBeUndefined();
  const other = { 'ecs:cluster': `${CLUSTER}-2` };
  await expect(access.check(caller, 'ecs:ListTasks', '*', other)).rejects.toThrow('not authorized');
});

test('a role can be passed to ECS only with iam:PassRole', async () => {
  const role = 'arn:aws:iam::000000000000:role/task';
  const access = accessWith(
    allow('iam:PassRole', role, { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }),
  );
  const toEcs = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  await expect(access.check(caller, 'iam:PassRole', role, toEcs)).resolves.toBeUndefined();
  await expect(
    access.check(caller, 'iam:PassRole', role, { 'iam:PassedToService': 'x.amazonaws.com' }),
  ).rejects.toThrow();
  await expect(access.check(caller, 'iam:PassRole', `${role}-2`, toEcs)).rejects.toThrow();
});

test('a statement belongs to the session that submitted it', async () => {
  const owner = 'redshift-data:statement-owner-iam-userid';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM's policy language
  const condition = { StringEquals: { [owner]: '${aws:userid}' } };
  const access = accessWith(allow('redshift-data:GetStatementResult', '*', condition));
  const check = (userid: string) => access.check(caller, 'redshift-data:GetStatementResult', '*', { [owner]: userid });
  await expect(check('AROALOCAL:function')).resolves.toBeUndefined();
  await expect(check('AROALOCAL:other')).rejects.toThrow('not authorized');
});

test('a model can be called through its inference profile only', async () => {
  const model = 'arn:aws:bedrock:us-east-1::foundation-model/maker.model';
  const access = accessWith(
    allow('bedrock:InvokeModel', PROFILE),
    allow('bedrock:InvokeModel', 'arn:aws:bedrock:*::foundation-model/*', {
      ArnEquals: { 'bedrock:InferenceProfileArn': PROFILE },
    }),
  );
  await expect(access.check(caller, 'bedrock:InvokeModel', PROFILE)).resolves.toBeUndefined();
  const through = { 'bedrock:InferenceProfileArn': PROFILE };
  await expect(access.check(caller, 'bedrock:InvokeModel', model, through)).resolves.toBeUndefined();
  await expect(access.check(caller, 'bedrock:InvokeModel', model)).rejects.toThrow('not authorized');
});

test('a caller without a role has no rights, the local user has all', async () => {
  const access = accessWith(allow('*', '*'));
  await expect(access.check({ principal: 'stranger' }, 'ecs:StopTask', TASK)).rejects.toThrow('No role');
  await expect(accessWith().check({ principal: OWNER }, 'ecs:StopTask', TASK)).resolves.toBeUndefined();
});
