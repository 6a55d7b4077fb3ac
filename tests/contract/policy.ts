import { type Template, target } from './template';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Statements of a role's inline policies, including those of AWS::IAM::Policy resources. */
export function statementsOf(template: Template, role: string): Statement[] {
  const { Policies = [], ManagedPolicyArns = [] } = template.get(role, 'AWS::IAM::Role');
  if (ManagedPolicyArns.length > 0) throw new Error(`${role} has managed policies.`);
  const attached = template
    .of('AWS::IAM::Policy')
    .map(([, policy]) => policy.Properties)
    .filter(({ Roles }) => Roles.some((one) => target(one) === role));
  return [...Policies, ...attached].flatMap(({ PolicyDocument }) => [...PolicyDocument.Statement]);
}

export const actionsIn = (statement: Statement): string[] => [statement.Action].flat();

export const resourcesIn = (statement: Statement): unknown[] => [statement.Resource].flat();

/** Condition keys of a statement. */
export const conditionKeysIn = ({ Condition = {} }: Statement): string[] =>
  Object.values(Condition).flatMap(Object.keys);
