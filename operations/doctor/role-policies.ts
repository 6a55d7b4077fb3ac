import { GetRolePolicyCommand, type IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}

/** An action on a resource, with condition keys: one call of the IAM policy simulator. */
export interface PermissionQuery {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** The inline policies of a role. */
export async function policiesOf(client: IAMClient, RoleName: string): Promise<PolicyDocument[]> {
  const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '{}' } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const text = PolicyDocument.startsWith('%') ? decodeURIComponent(PolicyDocument) : PolicyDocument;
      return JSON.parse(text) as PolicyDocument;
    }),
  );
}

/** An example that matches a pattern. */
function example(pattern: string): string {
  if (pattern === '*') return pattern;
  return pattern.replace(/(:log-group:.*):\*$/, '$1:log-stream:1').replaceAll('*', '1');
}

/** A policy variable depends on the caller, so it has no example. */
const hasVariable = (statement: Statement): boolean => JSON.stringify(statement.Condition ?? {}).includes('${');

/** A query for each action and resource of an Allow statement, with values that meet its conditions. */
export function permissionQueriesOf(statement: Statement): PermissionQuery[] {
  const { Effect, Action, Resource, Condition = {} } = statement;
  if (Effect !== 'Allow' || hasVariable(statement)) return [];
  const context = Object.fromEntries(
    Object.values(Condition)
      .flatMap((test) => Object.entries(test))
      .map(([key, value]) => [key, example([value].flat()[0] ?? '')]),
  );
  return [Action]
    .flat()
    .flatMap((action) => [Resource].flat().map((resource) => ({ action, resource: example(resource), context })));
}
