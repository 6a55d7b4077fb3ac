import { evaluate } from '../evaluate';
import { actionsIn, resourcesIn, statementsOf } from '../policy';
import { scopeOf } from '../scopes';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

/** A resource as one text; both branches of a choice. */
function shapeOf(resource: unknown): string {
  const choice = (resource as { readonly 'Fn::If'?: readonly [string, unknown, unknown] })['Fn::If'];
  if (!choice) return String(resolved(resource));
  const [condition, yes, no] = choice;
  return `${condition} ? ${shapeOf(yes)} : ${shapeOf(no)}`;
}

/** What each action of a role is given on, by all statements together. */
function rightsOf(template: Template, role: string): Map<string, string[]> {
  const rights = new Map<string, string[]>();
  for (const statement of statementsOf(template, role)) {
    const shapes = resourcesIn(statement).map(shapeOf);
    for (const action of actionsIn(statement)) rights.set(action, [...(rights.get(action) ?? []), ...shapes]);
  }
  return rights;
}

/** Where an image lies → what may be pulled. */
const images: Readonly<Record<string, string>> = {
  '111122223333.dkr.ecr.us-east-1.amazonaws.com/executor:1': 'us-east-1:111122223333:repository/executor',
  '444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/executor:1.2': 'eu-west-1:444455556666:repository/team/executor',
  '444455556666.dkr.ecr.eu-west-1.amazonaws.com/executor@sha256:1': 'eu-west-1:444455556666:repository/executor',
  // The other branch's, which CloudFormation works out too.
  '': '::repository/',
};

const values = (ExecutorImage: string) => ({
  ExecutorImage,
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-west-2',
  'AWS::AccountId': '000000000000',
});

export const scopesOfRights: Checks = {
  'each right of a role is given on just the resources that it is for': ({ app, warehouse, delivery }) => {
    for (const template of [app, warehouse, delivery]) {
      for (const [role] of template.of('AWS::IAM::Role')) {
        for (const [action, shapes] of rightsOf(template, role)) {
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

  'an image that is given is pulled from the account, region and repository in its address': ({ app }) => {
    const pulling = statementsOf(app, 'ExecutorExecutionRole')
      .filter((one) => actionsIn(one).includes('ecr:BatchGetImage'))
      .map(({ Resource }) => Resource as { 'Fn::If': [string, unknown, unknown] });
    expect(pulling).toHaveLength(1);
    const given = pulling[0]?.['Fn::If'][2];
    for (const [ExecutorImage, place] of Object.entries(images)) {
      expect(evaluate(given, values(ExecutorImage))).toBe(`arn:aws:ecr:${place}`);
    }
  },
};
