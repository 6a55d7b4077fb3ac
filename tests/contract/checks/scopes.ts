import { evaluate } from '../evaluate';
import { actionsIn, resourcesIn, statementsOf } from '../policy';
import { scopeOf } from '../scopes';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

/** A resource as a string, with both branches of Fn::If. */
function shapeOf(resource: unknown): string {
  const choice = (resource as { readonly 'Fn::If'?: readonly [string, unknown, unknown] })['Fn::If'];
  if (!choice) return String(resolved(resource));
  const [condition, yes, no] = choice;
  return `${condition} ? ${shapeOf(yes)} : ${shapeOf(no)}`;
}

/** Action → resources, over all statements of a role. */
function permissionsOf(template: Template, role: string): Map<string, string[]> {
  const permissions = new Map<string, string[]>();
  for (const statement of statementsOf(template, role)) {
    const shapes = resourcesIn(statement).map(shapeOf);
    for (const action of actionsIn(statement)) permissions.set(action, [...(permissions.get(action) ?? []), ...shapes]);
  }
  return permissions;
}

/** Image URI → repository that may be pulled. */
const images: Readonly<Record<string, string>> = {
  '111122223333.dkr.ecr.us-east-1.amazonaws.com/executor:1': 'us-east-1:111122223333:repository/executor',
  '444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/executor:1.2': 'eu-west-1:444455556666:repository/team/executor',
  '444455556666.dkr.ecr.eu-west-1.amazonaws.com/executor@sha256:1': 'eu-west-1:444455556666:repository/executor',
  // CloudFormation evaluates this branch also without ExecutorImage.
  '': '::repository/',
};

const values = (ExecutorImage: string) => ({
  ExecutorImage,
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-west-2',
  'AWS::AccountId': '000000000000',
});

export const scopesOfRights: Checks = {
  'each permission is granted on exactly the resources it needs': ({ app, network, warehouse, delivery }) => {
    for (const template of [app, network, warehouse, delivery]) {
      for (const [role] of template.of('AWS::IAM::Role')) {
        for (const [action, shapes] of permissionsOf(template, role)) {
          if (action.startsWith('kms:')) continue;
          expect([role, action, [...new Set(shapes)].sort()]).toEqual([
            role,
            action,
            scopeOf(role, action)?.toSorted(),
          ]);
        }
      }
    }
  },

  'ExecutorImage is pulled from the account, region and repository in its URI': ({ app }) => {
    const pulling = statementsOf(app, 'ExecutorExecutionRole')
      .filter((one) => actionsIn(one).includes('ecr:BatchGetImage'))
      .map(({ Resource }) => Resource as { 'Fn::If': [string, unknown, unknown] });
    expect(pulling).toHaveLength(1);
    const resource = pulling[0]?.['Fn::If'][2];
    for (const [ExecutorImage, repository] of Object.entries(images)) {
      expect(evaluate(resource, values(ExecutorImage))).toBe(`arn:aws:ecr:${repository}`);
    }
  },
};
