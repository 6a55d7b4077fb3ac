import type { IAMClient } from '@aws-sdk/client-iam';
import { type Check, type Finding, failed, ok } from './check';
import { type PermissionQuery, permissionQueriesOf, policiesOf } from './role-policies';
import type { Simulate } from './simulate-policies';

export interface RolesCheckOptions {
  readonly client: IAMClient;
  readonly simulate: Simulate;
  readonly roles: readonly { readonly logicalId: string; readonly name: string }[];
  readonly taskRole: string;
  /** Calls that the task role must deny. */
  readonly forbidden: readonly PermissionQuery[];
}

const ORGANIZATION =
  'A service control policy of the organization or a permissions boundary denies it. Ask the administrator of the ' +
  'account.';
/** The policy simulator allows a few calls per second. */
const MAX_PARALLEL = 4;

/**
 * Whether each role of the stack has the permissions of its policies, despite permissions boundaries and service control
 * policies, and whether the task role lacks the forbidden ones.
 */
export function rolesCheck({ client, simulate, roles, taskRole, forbidden }: RolesCheckOptions): Check {
  return {
    title: 'Permissions',
    advice:
      'Your identity needs iam:ListRolePolicies, iam:GetRolePolicy and iam:SimulatePrincipalPolicy for this check.',
    async run() {
      const granted: Finding[] = [];
      for (const { logicalId, name } of roles) {
        const statements = (await policiesOf(client, name)).flatMap(({ Statement }) => Statement);
        const queries = statements.flatMap(permissionQueriesOf);
        const results = await inParts(queries, (query) => simulate(name, query));
        granted.push(...queries.map((query, index) => allowedFinding(logicalId, query, results[index] === true)));
      }
      const results = await inParts(forbidden, (query) => simulate(taskRole, query));
      const denied = forbidden.map((query, index) => deniedFinding(query, results[index] === true));
      const problems = [...granted, ...denied].filter(({ result }) => result === 'failed');
      if (problems.length > 0) return problems;
      return [
        ok(`${roles.length} roles have the ${granted.length} permissions of their policies.`),
        ok(`The task role lacks the ${denied.length} permissions that it must not have.`),
      ];
    },
  };
}

const allowedFinding = (role: string, { action, resource }: PermissionQuery, may: boolean): Finding =>
  may ? ok(action) : failed(`${role} is denied ${action} on ${resource}, although its policy allows it.`, ORGANIZATION);

const deniedFinding = ({ action, resource }: PermissionQuery, may: boolean): Finding =>
  may
    ? failed(
        `The task role allows ${action} on ${resource}.`,
        'The role was changed outside CloudFormation: deploy the stack again.',
      )
    : ok(action);

async function inParts<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += MAX_PARALLEL) {
    results.push(...(await Promise.all(items.slice(start, start + MAX_PARALLEL).map(work))));
  }
  return results;
}
