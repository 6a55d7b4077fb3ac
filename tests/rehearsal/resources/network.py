"""EC2 networks."""

import json

from requests_by_property import Services, text

from .base import Properties, Resource, tags_of


class NetworkResource(Resource):
    """Has tags, which EC2 takes by a separate operation."""

    lacks = 'updates'

    def tag(self) -> None:
        if self.properties.get('Tags'):
            self.services.call('ec2', 'create_tags', Resources=[self.id], Tags=self.properties['Tags'])


class Vpc(NetworkResource):
    type = 'AWS::EC2::VPC'

    def create(self) -> None:
        vpc = self.without('EnableDnsSupport', 'EnableDnsHostnames', 'Tags')
        self.id = self.services.call('ec2', 'create_vpc', vpc)['Vpc']['VpcId']
        groups = self.services.call('ec2', 'describe_security_groups', Filters=[of_vpc(self.id)])['SecurityGroups']
        [default] = [group['GroupId'] for group in groups if group['GroupName'] == 'default']
        self.attributes = {'DefaultSecurityGroup': default, 'CidrBlock': text(self.properties['CidrBlock'])}
        self._configure()

    def _configure(self) -> None:
        for name in ('EnableDnsSupport', 'EnableDnsHostnames'):
            if name in self.properties:
                self.services.call(
                    'ec2', 'modify_vpc_attribute', {name: {'Value': self.properties[name]}}, VpcId=self.id
                )
        self.tag()

    def update(self, properties: Properties) -> None:
        if self.properties['CidrBlock'] != properties['CidrBlock']:
            raise ValueError('The update would replace the VPC.')
        self.properties = properties
        self._configure()

    def delete(self) -> None:
        self.services.call('ec2', 'delete_vpc', VpcId=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [vpc] = services.call('ec2', 'describe_vpcs', VpcIds=[physical_id])['Vpcs']
        settings = {
            name[0].upper() + name[1:]: services.call(
                'ec2', 'describe_vpc_attribute', VpcId=physical_id, Attribute=name
            )[name[0].upper() + name[1:]]['Value']
            for name in ('enableDnsSupport', 'enableDnsHostnames')
        }
        return {**vpc, **settings, 'Tags': tags_of(vpc.get('Tags', []))}


def of_vpc(vpc: str) -> Properties:
    return {'Name': 'vpc-id', 'Values': [vpc]}


class Subnet(NetworkResource):
    type = 'AWS::EC2::Subnet'
    unique_property = 'CidrBlock'

    def create(self) -> None:
        self.id = self.services.call('ec2', 'create_subnet', self.without('Tags'))['Subnet']['SubnetId']
        self.tag()

    def delete(self) -> None:
        self.services.call('ec2', 'delete_subnet', SubnetId=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [subnet] = services.call('ec2', 'describe_subnets', SubnetIds=[physical_id])['Subnets']
        return {**subnet, 'Tags': tags_of(subnet.get('Tags', []))}


class RouteTable(NetworkResource):
    type = 'AWS::EC2::RouteTable'

    def create(self) -> None:
        self.id = self.services.call('ec2', 'create_route_table', self.without('Tags'))['RouteTable']['RouteTableId']
        self.tag()

    def delete(self) -> None:
        self.services.call('ec2', 'delete_route_table', RouteTableId=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [table] = services.call('ec2', 'describe_route_tables', RouteTableIds=[physical_id])['RouteTables']
        return table


class SubnetRouteTableAssociation(NetworkResource):
    type = 'AWS::EC2::SubnetRouteTableAssociation'

    def create(self) -> None:
        self.id = self.services.call('ec2', 'associate_route_table', self.properties)['AssociationId']

    def delete(self) -> None:
        self.services.call('ec2', 'disassociate_route_table', AssociationId=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        filters = [{'Name': 'association.route-table-association-id', 'Values': [physical_id]}]
        tables = services.call('ec2', 'describe_route_tables', Filters=filters)['RouteTables']
        associations = [one for table in tables for one in table['Associations']]
        return next(one for one in associations if one['RouteTableAssociationId'] == physical_id)


class SecurityGroup(NetworkResource):
    type = 'AWS::EC2::SecurityGroup'
    lacks = 'SecurityGroupEgress'
    name_property = 'GroupName'

    def create(self) -> None:
        group = {
            'GroupName': self.name,
            'Description': self.properties['GroupDescription'],
            'VpcId': self.properties['VpcId'],
        }
        self.id = self.services.call('ec2', 'create_security_group', group)['GroupId']
        self.attributes = {'GroupId': self.id, 'VpcId': self.properties['VpcId']}
        self._configure()

    def _configure(self) -> None:
        [found] = self.services.call('ec2', 'describe_security_groups', GroupIds=[self.id])['SecurityGroups']
        if 'SecurityGroupEgress' in self.properties and found['IpPermissionsEgress']:
            egress = found['IpPermissionsEgress']
            self.services.call('ec2', 'revoke_security_group_egress', GroupId=self.id, IpPermissions=egress)
        for rule in self.properties.get('SecurityGroupEgress', []):
            permissions = [permission_of(rule)]
            self.services.call('ec2', 'authorize_security_group_egress', GroupId=self.id, IpPermissions=permissions)
        if 'SecurityGroupIngress' in self.properties:
            raise ValueError('SecurityGroupIngress is not supported here: use a separate resource.')
        self.tag()

    def update(self, properties: Properties) -> None:
        if any(self.properties.get(name) != properties.get(name) for name in ('GroupDescription', 'VpcId')):
            raise ValueError(f'The update would replace the security group {self.name}.')
        self.properties = properties
        self._configure()

    def delete(self) -> None:
        self.services.call('ec2', 'delete_security_group', GroupId=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [group] = services.call('ec2', 'describe_security_groups', GroupIds=[physical_id])['SecurityGroups']
        egress = [rule for permission in group['IpPermissionsEgress'] for rule in rules_of(permission)]
        return {'GroupDescription': group['Description'], 'VpcId': group['VpcId'], 'SecurityGroupEgress': egress}


def permission_of(rule: Properties) -> Properties:
    """A rule of the template as EC2's API takes it."""
    permission: Properties = {'IpProtocol': text(rule['IpProtocol'])}
    for name in ('FromPort', 'ToPort'):
        if name in rule:
            permission[name] = int(rule[name])
    described = {'Description': rule['Description']} if 'Description' in rule else {}
    if 'CidrIp' in rule:
        permission['IpRanges'] = [{'CidrIp': rule['CidrIp'], **described}]
    group = rule.get('SourceSecurityGroupId') or rule.get('DestinationSecurityGroupId')
    if group:
        permission['UserIdGroupPairs'] = [{'GroupId': group, **described}]
    prefixes = rule.get('DestinationPrefixListId') or rule.get('SourcePrefixListId')
    if prefixes:
        permission['PrefixListIds'] = [{'PrefixListId': prefixes, **described}]
    return permission


def rules_of(permission: Properties) -> list[Properties]:
    """The rules of a permission as the template has them."""
    common = {name: permission[name] for name in ('IpProtocol', 'FromPort', 'ToPort') if name in permission}
    rules = [{**common, **one} for one in permission.get('IpRanges', [])]
    rules += [
        {**common, **one, 'SourceSecurityGroupId': one['GroupId'], 'DestinationSecurityGroupId': one['GroupId']}
        for one in permission.get('UserIdGroupPairs', [])
    ]
    rules += [
        {**common, **one, 'DestinationPrefixListId': one['PrefixListId']} for one in permission.get('PrefixListIds', [])
    ]
    return rules


class SecurityGroupRule(NetworkResource):
    """A rule with a separate resource. The id has the group and the rule, because moto's rules have no lasting id."""

    direction = ''
    permissions = ''

    def create(self) -> None:
        operation = f'authorize_security_group_{self.direction}'
        permissions = [permission_of(self.properties)]
        self.services.call('ec2', operation, GroupId=self.properties['GroupId'], IpPermissions=permissions)
        self.id = json.dumps([self.properties['GroupId'], permissions[0]])

    def delete(self) -> None:
        group, permission = json.loads(self.id)
        operation = f'revoke_security_group_{self.direction}'
        self.services.call('ec2', operation, GroupId=group, IpPermissions=[permission])

    @classmethod
    def read(cls, services: Services, physical_id: str) -> Properties:
        group, permission = json.loads(physical_id)
        [wanted] = rules_of(permission)
        [found] = services.call('ec2', 'describe_security_groups', GroupIds=[group])['SecurityGroups']
        rules = [rule for one in found[cls.permissions] for rule in rules_of(one)]
        keys = [key for key in wanted if key != 'Description']
        matching = [rule for rule in rules if all(text(rule.get(key)) == text(wanted[key]) for key in keys)]
        return {**matching[0], 'GroupId': group} if matching else {}


class SecurityGroupIngress(SecurityGroupRule):
    type = 'AWS::EC2::SecurityGroupIngress'
    direction = 'ingress'
    permissions = 'IpPermissions'


class SecurityGroupEgress(SecurityGroupRule):
    type = 'AWS::EC2::SecurityGroupEgress'
    direction = 'egress'
    permissions = 'IpPermissionsEgress'


class FlowLog(NetworkResource):
    type = 'AWS::EC2::FlowLog'

    def create(self) -> None:
        log = {**self.without('ResourceId', 'Tags'), 'ResourceIds': [self.properties['ResourceId']]}
        response = self.services.call('ec2', 'create_flow_logs', log)
        if response['Unsuccessful']:
            raise ValueError(f'EC2 refuses the flow log: {response["Unsuccessful"]}')
        [self.id] = response['FlowLogIds']
        self.tag()

    def delete(self) -> None:
        self.services.call('ec2', 'delete_flow_logs', FlowLogIds=[self.id])

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [found] = services.call('ec2', 'describe_flow_logs', FlowLogIds=[physical_id])['FlowLogs']
        kind = found['ResourceId'].partition('-')[0].upper()
        return {**found, 'ResourceType': kind}


class VpcEndpoint(NetworkResource):
    type = 'AWS::EC2::VPCEndpoint'

    def create(self) -> None:
        self.id = self.services.call('ec2', 'create_vpc_endpoint', self.properties)['VpcEndpoint']['VpcEndpointId']

    def delete(self) -> None:
        self.services.call('ec2', 'delete_vpc_endpoints', VpcEndpointIds=[self.id])

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [found] = services.call('ec2', 'describe_vpc_endpoints', VpcEndpointIds=[physical_id])['VpcEndpoints']
        groups = [group['GroupId'] for group in found.get('Groups', [])]
        policy = found.get('PolicyDocument')
        document = json.loads(policy) if isinstance(policy, str) else policy
        return {**found, 'PolicyDocument': document, **({'SecurityGroupIds': groups} if groups else {})}
