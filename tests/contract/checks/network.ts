import { resourcesIn } from '../policy';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

const endpointsOf = (network: Template) => network.of('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties);

/** Resource types that route to the internet. */
const GATEWAYS = ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EgressOnlyInternetGateway'];

export const network: Checks = {
  'the network has no route to the internet': ({ network }) => {
    expect(network.types.filter((type) => GATEWAYS.includes(type))).toEqual([]);
  },

  'the network has a subnet in each zone of AvailabilityZones, or in the first three': ({ network }) => {
    const zones = network.of('AWS::EC2::Subnet').map(([, { Properties }]) => Properties.AvailabilityZone);
    const configured = { 'Fn::Split': [',', { 'Fn::Sub': `\${AvailabilityZones},,` }] };
    const select = (index: number, from: object) => ({ 'Fn::Select': [index, from] });
    expect(zones).toEqual(
      [0, 1, 2].map((index) => ({
        'Fn::If': ['NamesZones', select(index, configured), select(index, { 'Fn::GetAZs': '' })],
      })),
    );
  },

  'only tasks can reach the endpoints, on port 443': ({ app, network }) => {
    for (const { VpcEndpointType, SecurityGroupIds } of endpointsOf(network)) {
      expect(SecurityGroupIds).toEqual(VpcEndpointType === 'Gateway' ? undefined : [{ Ref: 'EndpointSecurityGroup' }]);
    }
    const group = network.get('EndpointSecurityGroup', 'AWS::EC2::SecurityGroup');
    expect(group.SecurityGroupIngress).toBeUndefined();
    expect(network.types).not.toContain('AWS::EC2::SecurityGroupIngress');
    const ingress = app.of('AWS::EC2::SecurityGroupIngress').map(([, { Condition, Properties }]) => ({
      Condition,
      ...Properties,
    }));
    expect(ingress).toEqual([
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

  'only names of AWS resolve': ({ network }) => {
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

  'the DNS firewall is attached to the network': ({ network }) => {
    const associations = network
      .of('AWS::Route53Resolver::FirewallRuleGroupAssociation')
      .map(([, { Properties }]) => [Properties.FirewallRuleGroupId, Properties.VpcId]);
    expect(associations).toEqual([[{ Ref: 'NameRules' }, { Ref: 'Vpc' }]]);
  },

  'endpoints allow the roles of the task only, except S3 for image layers': ({ network }) => {
    for (const { PolicyDocument } of endpointsOf(network)) {
      for (const statement of PolicyDocument.Statement) {
        const role = statement.Condition?.ArnEquals?.['aws:PrincipalArn'];
        const isLayers = JSON.stringify(statement.Resource).includes('starport-layer-bucket');
        expect([statement.Action, isLayers || role !== undefined]).toEqual([statement.Action, true]);
      }
    }
  },

  'the S3 endpoint allows the system’s bucket and image layers only': ({ network }) => {
    const s3 = endpointsOf(network).find(({ ServiceName }) => String(resolved(ServiceName)).endsWith('.s3'));
    const resources = s3?.PolicyDocument.Statement.flatMap(resourcesIn).map((resource) => resolved(resource));
    expect(resources).toEqual([
      'arn:aws:s3:::<BucketName>',
      'arn:aws:s3:::<BucketName>/*',
      'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*',
    ]);
  },
};
