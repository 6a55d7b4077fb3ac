import {
  type AttachedPolicy,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { PolicyDocument, Role } from './access';

const documentOf = (text = '{}'): PolicyDocument => JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text);

/** All policies of a role as the deployed stack has them. */
export async function policiesOf(iam: IAMClient, roleName: string): Promise<PolicyDocument[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName }));
  const inline = async (PolicyName: string) => {
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName }));
    return documentOf(PolicyDocument);
  };
  const attached = async ({ PolicyArn }: AttachedPolicy) => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
    return documentOf(PolicyVersion?.Document);
  };
  return Promise.all([...PolicyNames.map(inline), ...AttachedPolicies.map(attached)]);
}

/** The role that a deployed function runs in. */
export async function functionRole(lambda: LambdaClient, functionName: string): Promise<string | undefined> {
  const { Role: arn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  return arn;
}

/** Reads roles when they are asked for and again after a while: a policy that was changed takes effect, as on AWS. */
export function deployedRoles(
  iam: IAMClient,
  arnOf: (principal: string) => Promise<string | undefined>,
  secondsKept = 10,
): (principal: string) => Promise<Role | undefined> {
  const kept = new Map<string, { readonly role: Promise<Role | undefined>; readonly until: number }>();
  const read = async (principal: string): Promise<Role | undefined> => {
    const arn = await arnOf(principal);
    return arn ? { arn, policies: await policiesOf(iam, arn.split('/').at(-1) ?? arn) } : undefined;
  };
  return (principal) => {
    const found = kept.get(principal);
    if (found && found.until > Date.now()) return found.role;
    const forget = () => kept.delete(principal);
    const role = read(principal);
    // Nothing is known of a function before it is deployed.
    role.then((known) => known || forget(), forget);
    kept.set(principal, { role, until: Date.now() + secondsKept * 1000 });
    return role;
  };
}
