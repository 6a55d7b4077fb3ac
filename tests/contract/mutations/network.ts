import { add, drop, type Mutations, put } from './edit';

const endpoints = 'endpoints are open to tasks on port 443, and to nobody else';

/** Mutations of the network of tasks. */
export const ofNetwork: Mutations = {
  'the network has a NAT gateway': [
    put('Nat', { Type: 'AWS::EC2::NatGateway', Properties: {} }, 'network'),
    'the network has no way to the internet',
  ],
  'every name can be asked for': [
    put('AllowedNames.Properties.Domains', ['*'], 'network'),
    'names can be asked for of AWS only',
  ],
  'names that are not allowed are answered': [
    drop('NameRules.Properties.FirewallRules.1', 'network'),
    'names can be asked for of AWS only',
  ],
  'a few names are refused, and all others answered': [
    put('AllNames.Properties.Domains', ['example.com'], 'network'),
    'names can be asked for of AWS only',
  ],
  'the rules for names hold nowhere': [
    drop('NameRulesOfVpc', 'network'),
    'the rules for names are those of the network',
  ],
  'an endpoint is open to everybody': [
    drop('EventsEndpoint.Properties.PolicyDocument.Statement.0.Condition', 'network'),
    'endpoints are for the roles of the task only, and S3 for image layers too',
  ],
  'the S3 endpoint opens to every bucket': [
    add('S3Endpoint.Properties.PolicyDocument.Statement.0.Resource', '*', 'network'),
    'the S3 endpoint opens to the system’s bucket and to image layers',
  ],
  'image layers cannot be fetched': [
    drop('S3Endpoint.Properties.PolicyDocument.Statement.1', 'network'),
    'the S3 endpoint opens to the system’s bucket and to image layers',
  ],
  'the network has no endpoint for events': [
    drop('EventsEndpoint', 'network'),
    'the network has an endpoint for every service that a task calls, is pulled from and logs to',
  ],
  'endpoints are open to the whole network': [
    put(
      'EndpointSecurityGroup.Properties.SecurityGroupIngress',
      [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: { Ref: 'Cidr' } }],
      'network',
    ),
    endpoints,
  ],
  'an endpoint is in the default group of the network': [
    drop('LogsEndpoint.Properties.SecurityGroupIds', 'network'),
    endpoints,
  ],
  'tasks cannot reach the endpoints': [drop('EndpointIngress'), endpoints],
  'tasks reach every port of the endpoints': [put('EndpointIngress.Properties.IpProtocol', '-1'), endpoints],
  'another group reaches the endpoints': [
    put('OtherIngress', {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: { GroupId: { 'Fn::GetAtt': ['Network', 'Outputs.EndpointSecurityGroupId'] }, CidrIp: '10.0.0.0/8' },
    }),
    endpoints,
  ],
  'a subnet is in the same zone whatever is named': [
    put('SubnetB.Properties.AvailabilityZone', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, 'network'),
    'the network has a subnet in each zone that is named, or in the first three',
  ],
  'two subnets are in one zone': [
    put('SubnetB.Properties.AvailabilityZone.Fn::If.1.Fn::Select.0', 0, 'network'),
    'the network has a subnet in each zone that is named, or in the first three',
  ],
};
