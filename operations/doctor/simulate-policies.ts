import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { type PermissionQuery, policiesOf } from './role-policies';

/** Resolves to whether a role is allowed to make a call. */
export type Simulate = (role: string, query: PermissionQuery) => Promise<boolean>;

/** IAM's policy simulator. Includes permissions boundaries and service control policies. */
export function simulateInIam(client: IAMClient, arnOf: (role: string) => string): Simulate {
  return async (role, { action, resource, context }) => {
    const { EvaluationResults = [] } = await client.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arnOf(role),
        ActionNames: [action],
        ResourceArns: [resource],
        ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
          ContextKeyName,
          ContextKeyValues: [value],
          ContextKeyType: 'string' as const,
        })),
      }),
    );
    return EvaluationResults[0]?.EvalDecision === 'allowed';
  };
}

/** Evaluates the role's own policies here: the simulator of the local IAM ignores conditions. */
export function simulateLocally(client: IAMClient, arnOf: (role: string) => string): Simulate {
  const cache = new Map<string, ReturnType<typeof policiesOf>>();
  return async (role, { action, resource, context }) => {
    const policies = cache.get(role) ?? policiesOf(client, role);
    policies.catch(() => cache.delete(role));
    cache.set(role, policies);
    const accountId = arnOf(role).split(':')[4] ?? '';
    const result = await runSimulation(
      {
        request: {
          principal: arnOf(role).replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat('/doctor'),
          action,
          resource: { resource, accountId },
          contextVariables: { ...context },
        },
        identityPolicies: (await policies).map((policy, index) => ({ name: `policy-${index}`, policy })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(`${action}: ${JSON.stringify(result.errors)}`);
    return result.overallResult === 'Allowed';
  };
}
