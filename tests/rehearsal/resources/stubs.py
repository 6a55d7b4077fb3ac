"""Types whose service moto lacks. Each has its reason; the rehearsal fails when moto has the service."""

from requests_by_property import ACCOUNT

from .base import Stub


class CustomResource(Stub):
    type = 'AWS::CloudFormation::CustomResource'
    reason = 'moto runs functions in Docker only; the contract tests run those of custom resources'


class DeliverySource(Stub):
    type = 'AWS::Logs::DeliverySource'
    reason = 'moto takes no event bus as a source'
    operation = ('logs', 'put_delivery_source')
    name_property = 'Name'


class Delivery(Stub):
    type = 'AWS::Logs::Delivery'
    reason = 'its source is a stub'
    operation = ('logs', 'create_delivery')


class Connection(Stub):
    type = 'AWS::CodeConnections::Connection'
    reason = 'moto has no CodeConnections'
    operation = ('codeconnections', 'create_connection')

    def identify(self) -> None:
        # Ref of a connection is its ARN.
        self.id = f'arn:aws:codeconnections:us-east-1:{ACCOUNT}:connection/{self.name}'


class Namespace(Stub):
    type = 'AWS::RedshiftServerless::Namespace'
    reason = 'moto has no Redshift Serverless'
    operation = ('redshift-serverless', 'create_namespace')
    of_other_operations = ('FinalSnapshotName', 'FinalSnapshotRetentionPeriod', 'NamespaceResourcePolicy')
    name_property = 'NamespaceName'


class Workgroup(Stub):
    type = 'AWS::RedshiftServerless::Workgroup'
    reason = 'moto has no Redshift Serverless'
    operation = ('redshift-serverless', 'create_workgroup')
    name_property = 'WorkgroupName'

    def identify(self) -> None:
        arn = f'arn:aws:redshift-serverless:us-east-1:{ACCOUNT}:workgroup/{self.name}'
        self.attributes = {'Workgroup.WorkgroupArn': arn}


class FirewallDomainList(Stub):
    type = 'AWS::Route53Resolver::FirewallDomainList'
    reason = 'moto has no DNS firewall'
    operation = ('route53resolver', 'create_firewall_domain_list')
    of_other_operations = ('Domains',)
    parameters = {'CreatorRequestId': 'rehearsal'}
    name_property = 'Name'


class FirewallRuleGroup(Stub):
    type = 'AWS::Route53Resolver::FirewallRuleGroup'
    reason = 'moto has no DNS firewall'
    operation = ('route53resolver', 'create_firewall_rule_group')
    of_other_operations = ('FirewallRules',)
    parameters = {'CreatorRequestId': 'rehearsal'}
    name_property = 'Name'


class FirewallRuleGroupAssociation(Stub):
    type = 'AWS::Route53Resolver::FirewallRuleGroupAssociation'
    reason = 'moto has no DNS firewall'
    operation = ('route53resolver', 'associate_firewall_rule_group')
    parameters = {'CreatorRequestId': 'rehearsal'}
    name_property = 'Name'
