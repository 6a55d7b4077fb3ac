import type { Template } from './template';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Statements of a role's policies. */
export function statementsOf(template: Template, role: string): Statement[] {
  const { Policies = [], ManagedPolicyArns = [] } = template.get(role, 'AWS::IAM::Role');
  if (ManagedPolicyArns.length > 0) throw new Error(`${role} has managed policies.`);
  return Policies.flatMap(({ PolicyDocument }) => [...PolicyDocument.Statement]);
}

export const actionsIn = (statement: Statement): string[] => [statement.Action].flat();

export const resourcesIn = (statement: Statement): unknown[] => [statement.Resource].flat();

/** Keys of a statement's conditions. */
export const conditionKeysIn = ({ Condition = {} }: Statement): string[] =>
  Object.values(Condition).flatMap(Object.keys);
