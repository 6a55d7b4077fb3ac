import policy from '../../stacks/policy.json';
import { contentsOf } from './template';

const STACKS = ['network', 'warehouse', 'delivery', 'observability', 'sign-in'].map((name) => `stacks/${name}.yaml`);
/** Their replacement interrupts tasks or fails, because resources outside the stack are in them. */
const NETWORK = ['AWS::EC2::Subnet', 'AWS::EC2::VPC'];
/** An update that replaces them loses images, or gives the warehouse another address. */
const WITHOUT_RETENTION = ['AWS::ECR::Repository', 'AWS::RedshiftServerless::Workgroup'];

describe('the stack policy', () => {
  const [allow, deny] = policy.Statement;

  it('allows updates, but none that deletes or replaces a resource with data', () => {
    expect(allow).toMatchObject({ Effect: 'Allow', Action: 'Update:*', Resource: '*' });
    expect(deny).toMatchObject({ Effect: 'Deny', Action: ['Update:Delete', 'Update:Replace'], Resource: '*' });
  });

  it('protects every type with data in all stacks, and nested stacks that a parameter can remove', () => {
    const resources = contentsOf('template.yaml', ...STACKS).flatMap(({ Resources }) => Object.values(Resources));
    const types = new Set<string>(resources.map(({ Type }) => Type));
    const retained = resources.filter((resource) => 'UpdateReplacePolicy' in resource).map(({ Type }) => Type);
    expect(retained.length).toBeGreaterThan(5);
    for (const type of [...NETWORK, ...WITHOUT_RETENTION]) expect(types).toContain(type);
    const expected = new Set([...retained, ...NETWORK, ...WITHOUT_RETENTION, 'AWS::CloudFormation::Stack']);
    expect(deny?.Condition?.StringEquals.ResourceType).toEqual([...expected].sort());
  });
});
