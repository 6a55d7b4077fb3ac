"""EventBridge and SQS."""

import json

from requests_by_property import Services

from .base import Properties, Resource


class EventBus(Resource):
    type = 'AWS::Events::EventBus'
    lacks = 'LogConfig'
    name_property = 'Name'

    def create(self) -> None:
        response = self.services.call('events', 'create_event_bus', {**self.properties, 'Name': self.name})
        self.attributes = {'Arn': response['EventBusArn'], 'Name': self.name}

    def delete(self) -> None:
        self.services.call('events', 'delete_event_bus', Name=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        return services.call('events', 'describe_event_bus', Name=physical_id)


class Rule(Resource):
    """The id of a rule on a bus other than the default is bus|rule, as on AWS. moto's updates give it a new name."""

    type = 'AWS::Events::Rule'
    lacks = 'updates of Targets'
    name_property = 'Name'

    def create(self) -> None:
        rule = {**self.without('Targets'), 'Name': self.name[:64]}
        self.attributes = {'Arn': self.services.call('events', 'put_rule', rule)['RuleArn']}
        bus = self.properties.get('EventBusName', 'default')
        self.id = rule['Name'] if bus == 'default' else f'{bus}|{rule["Name"]}'
        targets = {'Targets': self.properties.get('Targets', []), 'Rule': rule['Name'], 'EventBusName': bus}
        response = self.services.call('events', 'put_targets', targets)
        if response['FailedEntryCount']:
            raise ValueError(f'EventBridge refuses targets: {response["FailedEntries"]}')

    def delete(self) -> None:
        bus, name = split_rule(self.id)
        targets = self.services.call('events', 'list_targets_by_rule', Rule=name, EventBusName=bus)['Targets']
        ids = [target['Id'] for target in targets]
        self.services.call('events', 'remove_targets', Rule=name, EventBusName=bus, Ids=ids)
        self.services.call('events', 'delete_rule', Name=name, EventBusName=bus)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        bus, name = split_rule(physical_id)
        targets = services.call('events', 'list_targets_by_rule', Rule=name, EventBusName=bus)['Targets']
        return {**services.call('events', 'describe_rule', Name=name, EventBusName=bus), 'Targets': targets}


def split_rule(physical_id: str) -> tuple[str, str]:
    bus, _, name = physical_id.rpartition('|')
    return bus or 'default', name


class Queue(Resource):
    type = 'AWS::SQS::Queue'
    lacks = ''
    name_property = 'QueueName'

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        found = services.call('sqs', 'get_queue_attributes', QueueUrl=physical_id, AttributeNames=['All'])['Attributes']
        tags = services.call('sqs', 'list_queue_tags', QueueUrl=physical_id).get('Tags', {})
        return {**found, 'Tags': [{'Key': key, 'Value': value} for key, value in sorted(tags.items())]}


class QueuePolicy(Resource):
    """The id has the URLs of the queues, so that the policy can be read back from each of them."""

    type = 'AWS::SQS::QueuePolicy'

    def create(self) -> None:
        policy = json.dumps(self.properties['PolicyDocument'])
        for queue in self.properties['Queues']:
            self.services.call('sqs', 'set_queue_attributes', QueueUrl=queue, Attributes={'Policy': policy})
        self.id = ' '.join(self.properties['Queues'])

    def update(self, properties: Properties) -> None:
        self.properties = properties
        self.create()

    def delete(self) -> None:
        # Gone with its queues, which may be deleted first.
        pass

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        queues = physical_id.split(' ')
        policies = []
        for queue in queues:
            found = services.call('sqs', 'get_queue_attributes', QueueUrl=queue, AttributeNames=['Policy'])
            policies.append(json.loads(found['Attributes']['Policy']))
        if any(policy != policies[0] for policy in policies):
            raise ValueError(f'The queues of one policy have different ones: {policies}')
        return {'Queues': queues, 'PolicyDocument': policies[0]}
