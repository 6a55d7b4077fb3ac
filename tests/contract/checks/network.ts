import { withoutArm64 } from '../../../operations/doctor/zones';
import { actionOf, runCustomResource } from '../custom-resource';
import { actionsIn, resourcesIn } from '../policy';
import { resolved, type Template, target } from '../template';
import type { Checks } from './check';

const endpointsOf = (network: Template) => network.of('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties);

/** The prefix of a region's zone ids: us-east-1 → use1, ap-northeast-1 → apne1. */
function zonePrefix(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  const letters = direction.match(/north|south|east|west|central/g)?.map(([letter]) => letter) ?? [];
  return `${area}${letters.join('')}${number}`;
}

/** Resource types that route to the internet. */
const GATEWAYS = ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EgressOnlyInternetGateway'];

export const network: Checks = {
  'the network has no route to the internet': ({ network }) => {
    expect(network.types.filter((type) => GATEWAYS.includes(type))).toEqual([]);
  },

  'the network has a subnet in each zone of AvailabilityZones, or in two zones of the region': ({ network }) => {
    const zones = network.of('AWS::EC2::Subnet').map(([, { Properties }]) => Properties.AvailabilityZoneId);
    const configured = { 'Fn::Split': [',', { 'Fn::Sub': `\${AvailabilityZones},` }] };
    expect(zones).toEqual(
      ['A', 'B'].map((name, index) => ({
        'Fn::If': [
          'NamesZones',
          { 'Fn::Select': [index, configured] },
          { 'Fn::FindInMap': ['Zones', { Ref: 'AWS::Region' }, name] },
        ],
      })),
    );
    expect(network.outputs.SubnetIds?.Value).toEqual({
      'Fn::Join': [',', [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }]],
    });
  },

  'the default zones of a region are two, and Fargate runs ARM64 in both': ({ app, network }) => {
    const regions = Object.entries(network.mappings.Zones ?? {});
    expect(regions.length).toBeGreaterThan(20);
    const pattern = new RegExp(`^(?:${app.parameters.AvailabilityZones?.AllowedPattern})$`);
    expect(network.parameters.AvailabilityZones?.AllowedPattern).toBe(app.parameters.AvailabilityZones?.AllowedPattern);
    for (const [region, { A = '', B = '' }] of regions) {
      expect([region, A === B]).toEqual([region, false]);
      expect(`${A},${B}`).toMatch(pattern);
      expect([A, B].map((zone) => zone.replace(/-az\d+$/, ''))).toEqual([zonePrefix(region), zonePrefix(region)]);
      expect([A, B].filter((zone) => withoutArm64.includes(zone))).toEqual([]);
    }
  },

  'endpoints are in one zone, or in both with EndpointZones=2': ({ network }) => {
    const [first, second] = [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }];
    for (const { VpcEndpointType, SubnetIds } of endpointsOf(network)) {
      if (VpcEndpointType === 'Interface')
        expect(SubnetIds).toEqual({ 'Fn::If': ['TwoEndpointZones', [first, second], [first]] });
    }
  },

  'rejected traffic is logged': ({ network }) => {
    const [[, { Properties }] = ['', { Properties: {} }], ...others] = network.of('AWS::EC2::FlowLog');
    expect(others).toEqual([]);
    expect(Properties).toMatchObject({
      ResourceId: { Ref: 'Vpc' },
      ResourceType: 'VPC',
      TrafficType: 'REJECT',
      LogDestinationType: 'cloud-watch-logs',
      LogGroupName: { Ref: 'FlowLogGroup' },
      DeliverLogsPermissionArn: { 'Fn::GetAtt': ['FlowLogRole', 'Arn'] },
    });
    const statements = network.get('FlowLogRole', 'AWS::IAM::Role').Policies?.[0]?.PolicyDocument.Statement ?? [];
    expect(statements.flatMap(actionsIn).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
    ]);
  },

  'the default security group has no rules': ({ network }) => {
    expect(network.get('DefaultSecurityGroupRules', 'AWS::CloudFormation::CustomResource')).toMatchObject({
      ServiceToken: { 'Fn::GetAtt': ['CloseDefaultSecurityGroup', 'Arn'] },
      GroupId: { 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] },
    });
    const { Code, Role } = network.get('CloseDefaultSecurityGroup', 'AWS::Lambda::Function');
    const rules = [
      { SecurityGroupRuleId: 'in', IsEgress: false },
      { SecurityGroupRuleId: 'out', IsEgress: true },
    ];
    const { calls, sent } = runCustomResource(
      Code.ZipFile ?? '',
      'Create',
      { GroupId: 'sg-1' },
      { describe_security_group_rules: { SecurityGroupRules: rules } },
    );
    expect(sent).toEqual([['SUCCESS', null]]);
    expect(calls.slice(1)).toEqual([
      ['revoke_security_group_ingress', { GroupId: 'sg-1', SecurityGroupRuleIds: ['in'] }],
      ['revoke_security_group_egress', { GroupId: 'sg-1', SecurityGroupRuleIds: ['out'] }],
    ]);
    const statements = network.get(target(Role), 'AWS::IAM::Role').Policies?.[0]?.PolicyDocument.Statement ?? [];
    expect(statements.flatMap(actionsIn)).toEqual(calls.map(([method]) => `ec2:${actionOf(method)}`));
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
