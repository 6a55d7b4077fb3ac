import { add, drop, type Mutations, put } from './edit';

const endpoints = 'only tasks can reach the endpoints, on port 443';

/** Mutations of the network. */
export const ofNetwork: Mutations = {
  'the network has a NAT gateway': [
    put('Nat', { Type: 'AWS::EC2::NatGateway', Properties: {} }, 'network'),
    'the network has no route to the internet',
  ],
  'every name resolves': [put('AllowedNames.Properties.Domains', ['*'], 'network'), 'only names of AWS resolve'],
  'names that are not allowed resolve': [
    drop('NameRules.Properties.FirewallRules.1', 'network'),
    'only names of AWS resolve',
  ],
  'only a few names are blocked': [
    put('AllNames.Properties.Domains', ['example.com'], 'network'),
    'only names of AWS resolve',
  ],
  'the DNS firewall is not attached': [
    drop('NameRulesOfVpc', 'network'),
    'the DNS firewall is attached to the network',
  ],
  'an endpoint allows any principal': [
    drop('EventsEndpoint.Properties.PolicyDocument.Statement.0.Condition', 'network'),
    'endpoints allow the roles of the task only, except S3 for image layers',
  ],
  'the S3 endpoint allows every bucket': [
    add('S3Endpoint.Properties.PolicyDocument.Statement.0.Resource', '*', 'network'),
    'the S3 endpoint allows the system’s bucket and image layers only',
  ],
  'image layers cannot be fetched': [
    drop('S3Endpoint.Properties.PolicyDocument.Statement.1', 'network'),
    'the S3 endpoint allows the system’s bucket and image layers only',
  ],
  'the network has no endpoint for events': [
    drop('EventsEndpoint', 'network'),
    'the network has an endpoint for every service that a task uses',
  ],
  'the whole network can reach the endpoints': [
    put(
      'EndpointSecurityGroup.Properties.SecurityGroupIngress',
      [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: { Ref: 'Cidr' } }],
      'network',
    ),
    endpoints,
  ],
  'an endpoint has the default security group': [
    drop('LogsEndpoint.Properties.SecurityGroupIds', 'network'),
    endpoints,
  ],
  'tasks cannot reach the endpoints': [drop('EndpointIngress'), endpoints],
  'tasks reach every port of the endpoints': [put('EndpointIngress.Properties.IpProtocol', '-1'), endpoints],
  'another security group can reach the endpoints': [
    put('OtherIngress', {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: { GroupId: { 'Fn::GetAtt': ['Network', 'Outputs.EndpointSecurityGroupId'] }, CidrIp: '10.0.0.0/8' },
    }),
    endpoints,
  ],
  'a subnet ignores AvailabilityZones': [
    put(
      'SubnetB.Properties.AvailabilityZoneId',
      { 'Fn::FindInMap': ['Zones', { Ref: 'AWS::Region' }, 'B'] },
      'network',
    ),
    'the network has a subnet in each zone of AvailabilityZones, or in two zones of the region',
  ],
  'two subnets are in one zone': [
    put('SubnetB.Properties.AvailabilityZoneId.Fn::If.1.Fn::Select.0', 0, 'network'),
    'the network has a subnet in each zone of AvailabilityZones, or in two zones of the region',
  ],
  'a default zone has no ARM64 tasks': [
    ({ network }) => Object.assign(network.Mappings?.Zones?.['us-east-1'] ?? {}, { B: 'use1-az3' }),
    'the default zones of a region are two, and Fargate runs ARM64 in both',
  ],
  'an endpoint is in both zones by default': [
    put('EventsEndpoint.Properties.SubnetIds', [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }], 'network'),
    'endpoints are in one zone, or in both with EndpointZones=2',
  ],
  'all traffic is logged': [put('FlowLog.Properties.TrafficType', 'ALL', 'network'), 'rejected traffic is logged'],
  'the default security group keeps its outbound rule': [
    put(
      'CloseDefaultSecurityGroup.Properties.Code.ZipFile',
      (code: string) => code.replace(', (True, ec2.revoke_security_group_egress)', ','),
      'network',
    ),
    'the default security group has no rules',
  ],
};
