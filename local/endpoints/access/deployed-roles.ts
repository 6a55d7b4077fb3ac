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

/** All inline and attached policies of a deployed role. */
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

/** ARN of the execution role of a deployed function. */
export async function functionRole(lambda: LambdaClient, functionName: string): Promise<string | undefined> {
  const { Role: arn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  return arn;
}

/** Looks up roles and caches them for a short time: a changed policy takes effect with a delay, as on AWS. */
export function deployedRoles(
  iam: IAMClient,
  arnOf: (principal: string) => Promise<string | undefined>,
  cacheSeconds = 10,
): (principal: string) => Promise<Role | undefined> {
  const cache = new Map<string, { readonly role: Promise<Role | undefined>; readonly until: number }>();
  const read = async (principal: string): Promise<Role | undefined> => {
    const arn = await arnOf(principal);
    return arn ? { arn, policies: await policiesOf(iam, arn.split('/').at(-1) ?? arn) } : undefined;
  };
  return (principal) => {
    const cached = cache.get(principal);
    if (cached && cached.until > Date.now()) return cached.role;
    const forget = () => cache.delete(principal);
    const role = read(principal);
    // Not cached: the function may be deployed soon.
    role.then((found) => found || forget(), forget);
    cache.set(principal, { role, until: Date.now() + cacheSeconds * 1000 });
    return role;
  };
}
