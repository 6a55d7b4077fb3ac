import { resourcesIn } from '../policy';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

const endpointsOf = (network: Template) => network.of('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties);

/** Types of what leads out of a network. */
const ways = ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EgressOnlyInternetGateway'];

export const network: Checks = {
  'the network has no way to the internet': ({ network }) => {
    expect(network.types.filter((type) => ways.includes(type))).toEqual([]);
  },

  'the network has a subnet in each zone that is named, or in the first three': ({ network }) => {
    const zones = network.of('AWS::EC2::Subnet').map(([, { Properties }]) => Properties.AvailabilityZone);
    const named = { 'Fn::Split': [',', { 'Fn::Sub': `\${AvailabilityZones},,` }] };
    const select = (index: number, from: object) => ({ 'Fn::Select': [index, from] });
    expect(zones).toEqual(
      [0, 1, 2].map((index) => ({
        'Fn::If': ['NamesZones', select(index, named), select(index, { 'Fn::GetAZs': '' })],
      })),
    );
  },

  'endpoints are open to tasks on port 443, and to nobody else': ({ app, network }) => {
    for (const { VpcEndpointType, SecurityGroupIds } of endpointsOf(network)) {
      expect(SecurityGroupIds).toEqual(VpcEndpointType === 'Gateway' ? undefined : [{ Ref: 'EndpointSecurityGroup' }]);
    }
    const group = network.get('EndpointSecurityGroup', 'AWS::EC2::SecurityGroup');
    expect(group.SecurityGroupIngress).toBeUndefined();
    expect(network.types).not.toContain('AWS::EC2::SecurityGroupIngress');
    const ways = app.of('AWS::EC2::SecurityGroupIngress').map(([, { Condition, Properties }]) => ({
      Condition,
      ...Properties,
    }));
    expect(ways).toEqual([
      {
        Condition: 'NewNetwork',
        Description: 'Tasks',
        GroupId: { 'Fn::GetAtt': ['Network', 'Outputs.EndpointSecurityGroupId'] },
        SourceSecurityGroupId: { 'Fn::GetAtt': ['ExecutorSecurityGroup', 'GroupId'] },
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
      },
    ]);
    expect(network.outputs.EndpointSecurityGroupId?.Value).toEqual({
      'Fn::GetAtt': ['EndpointSecurityGroup', 'GroupId'],
    });
  },

  'names can be asked for of AWS only': ({ network }) => {
    const { FirewallRules } = network.get('NameRules', 'AWS::Route53Resolver::FirewallRuleGroup');
    expect(FirewallRules).toEqual([
      { Priority: 1, Action: 'ALLOW', FirewallDomainListId: { Ref: 'AllowedNames' } },
      { Priority: 2, Action: 'BLOCK', BlockResponse: 'NXDOMAIN', FirewallDomainListId: { Ref: 'AllNames' } },
    ]);
    const domains = network
      .of('AWS::Route53Resolver::FirewallDomainList')
      .map(([id, { Properties }]) => [id, Properties.Domains]);
    expect(Object.fromEntries(domains)).toEqual({ AllowedNames: ['*.amazonaws.com', '*.internal'], AllNames: ['*'] });
  },

  'the rules for names are those of the network': ({ network }) => {
    const associations = network
      .of('AWS::Route53Resolver::FirewallRuleGroupAssociation')
      .map(([, { Properties }]) => [Properties.FirewallRuleGroupId, Properties.VpcId]);
    expect(associations).toEqual([[{ Ref: 'NameRules' }, { Ref: 'Vpc' }]]);
  },

  'endpoints are for the roles of the task only, and S3 for image layers too': ({ network }) => {
    for (const { PolicyDocument } of endpointsOf(network)) {
      for (const statement of PolicyDocument.Statement) {
        const role = statement.Condition?.ArnEquals?.['aws:PrincipalArn'];
        const isLayers = JSON.stringify(statement.Resource).includes('starport-layer-bucket');
        expect([statement.Action, isLayers || role !== undefined]).toEqual([statement.Action, true]);
      }
    }
  },

  'the S3 endpoint opens to the system’s bucket and to image layers': ({ network }) => {
    const s3 = endpointsOf(network).find(({ ServiceName }) => String(resolved(ServiceName)).endsWith('.s3'));
    const resources = s3?.PolicyDocument.Statement.flatMap(resourcesIn).map((resource) => resolved(resource));
    expect(resources).toEqual([
      'arn:aws:s3:::<BucketName>',
      'arn:aws:s3:::<BucketName>/*',
      'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*',
    ]);
  },
};
