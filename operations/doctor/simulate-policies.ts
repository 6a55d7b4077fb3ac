import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { policiesOf, type Question } from './role-policies';

/** Whether a role may make a call. */
export type Simulate = (role: string, question: Question) => Promise<boolean>;

/** IAM's own answer, with boundaries and the organization's policies. */
export function simulatedByIam(client: IAMClient, arnOf: (role: string) => string): Simulate {
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

/** The same of the role's policies alone, for an IAM that simulates without conditions, as the local one does. */
export function simulatedHere(client: IAMClient, arnOf: (role: string) => string): Simulate {
  const kept = new Map<string, ReturnType<typeof policiesOf>>();
  return async (role, { action, resource, context }) => {
    const policies = kept.get(role) ?? policiesOf(client, role);
    policies.catch(() => kept.delete(role));
    kept.set(role, policies);
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
