import { type Template, target } from './template';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Statements of a role's policies, in it and beside it. */
export function statementsOf(template: Template, role: string): Statement[] {
  const { Policies = [], ManagedPolicyArns = [] } = template.get(role, 'AWS::IAM::Role');
  if (ManagedPolicyArns.length > 0) throw new Error(`${role} has managed policies.`);
  const beside = template
    .of('AWS::IAM::Policy')
    .map(([, policy]) => policy.Properties)
    .filter(({ Roles }) => Roles.some((attached) => target(attached) === role));
  return [...Policies, ...beside].flatMap(({ PolicyDocument }) => [...PolicyDocument.Statement]);
}

export const actionsIn = (statement: Statement): string[] => [statement.Action].flat();

export const resourcesIn = (statement: Statement): unknown[] => [statement.Resource].flat();

/** Keys of a statement's conditions. */
export const conditionKeysIn = ({ Condition = {} }: Statement): string[] =>
  Object.values(Condition).flatMap(Object.keys);
