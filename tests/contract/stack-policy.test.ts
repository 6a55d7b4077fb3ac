import policy from '../../stacks/policy.json';
import { Template } from './template';

const app = new Template();

/** Types that hold data, and nested stacks of which some hold data. */
const PROTECTED = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'] as const;

describe('the stack policy', () => {
  const [allow, deny] = policy.Statement;

  it('allows updates, but none that deletes or replaces a resource with data', () => {
    expect(allow).toMatchObject({ Effect: 'Allow', Action: 'Update:*', Resource: '*' });
    expect(deny).toMatchObject({ Effect: 'Deny', Action: ['Update:Delete', 'Update:Replace'] });
  });

  it('protects every resource with data, and every nested stack that a parameter can remove', () => {
    const resources = PROTECTED.flatMap((type) => app.of(type).map(([id]) => id));
    const stacks = app.of('AWS::CloudFormation::Stack').filter(([, { Condition }]) => Condition !== undefined);
    const expected = [...resources, ...stacks.map(([id]) => id)].map((id) => `LogicalResourceId/${id}`);
    expect([...(deny?.Resource ?? [])].sort()).toEqual(expected.sort());
  });
});
