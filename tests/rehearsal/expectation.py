"""What a template says about each of its resources: its functions evaluated here, independently of moto."""

import re
from dataclasses import dataclass, field
from typing import Any

from emulator import subnets
from requests_by_property import ACCOUNT, REGION, Services, text

ZONES = [f'{REGION}{letter}' for letter in 'abcd']
ABSENT = object()

#: Type and attribute → value, from the physical id.
ATTRIBUTES = {
    'AWS::ApiGatewayV2::Api.ApiEndpoint': 'https://{id}.execute-api.{region}.amazonaws.com',
    'AWS::CodeBuild::Project.Arn': 'arn:aws:codebuild:{region}:{account}:project/{id}',
    'AWS::Cognito::UserPool.ProviderURL': 'https://cognito-idp.{region}.amazonaws.com/{id}',
    'AWS::DynamoDB::Table.Arn': 'arn:aws:dynamodb:{region}:{account}:table/{id}',
    'AWS::EC2::SecurityGroup.GroupId': '{id}',
    'AWS::ECR::Repository.Arn': 'arn:aws:ecr:{region}:{account}:repository/{id}',
    'AWS::ECR::Repository.RepositoryUri': '{account}.dkr.ecr.{region}.amazonaws.com/{id}',
    'AWS::ECS::Cluster.Arn': 'arn:aws:ecs:{region}:{account}:cluster/{id}',
    'AWS::Events::EventBus.Arn': 'arn:aws:events:{region}:{account}:event-bus/{id}',
    'AWS::Events::Rule.Arn': 'arn:aws:events:{region}:{account}:rule/{path}',
    'AWS::IAM::Role.Arn': 'arn:aws:iam::{account}:role/{id}',
    'AWS::Lambda::Function.Arn': 'arn:aws:lambda:{region}:{account}:function:{id}',
    'AWS::Logs::DeliveryDestination.Arn': 'arn:aws:logs:{region}:{account}:delivery-destination:{id}',
    'AWS::Logs::LogGroup.Arn': 'arn:aws:logs:{region}:{account}:log-group:{id}:*',
    'AWS::RedshiftServerless::Workgroup.Workgroup.WorkgroupArn': (
        'arn:aws:redshift-serverless:{region}:{account}:workgroup/{id}'
    ),
    'AWS::S3::Bucket.Arn': 'arn:aws:s3:::{id}',
    'AWS::SQS::Queue.Arn': 'arn:aws:sqs:{region}:{account}:{last}',
    'AWS::SQS::Queue.QueueName': '{last}',
}


@dataclass
class StackExpectation:
    """A stack of one template. `nested` has the expectations of its nested stacks, by logical id."""

    template: dict[str, Any]
    parameters: dict[str, Any]
    stack_name: str
    stack_id: str
    physical_ids: dict[str, str]
    services: Services
    nested: 'dict[str, StackExpectation]' = field(default_factory=dict)

    def __post_init__(self) -> None:
        declared = self.template.get('Parameters', {})
        values = {name: self.parameters.get(name, one.get('Default')) for name, one in declared.items()}
        for name, one in declared.items():
            is_list = one['Type'] == 'CommaDelimitedList' or one['Type'].startswith('List<')
            if is_list and isinstance(values[name], str):
                values[name] = values[name].split(',')
        self._values = values

    def is_wanted(self, logical_id: str) -> bool:
        condition = self.template['Resources'][logical_id].get('Condition')
        return condition is None or self.condition(condition)

    def wanted(self) -> list[str]:
        return [name for name in self.template['Resources'] if self.is_wanted(name)]

    def properties(self, logical_id: str) -> dict[str, Any]:
        return self.resolve(self.template['Resources'][logical_id].get('Properties', {}))

    def outputs(self) -> dict[str, str]:
        outputs = self.template.get('Outputs', {})
        return {
            name: text(self.resolve(one['Value']))
            for name, one in outputs.items()
            if 'Condition' not in one or self.condition(one['Condition'])
        }

    def refusals(self) -> list[str]:
        """Descriptions of the assertions of `Rules` that the parameters do not meet. moto does not evaluate rules."""
        return [
            assertion['AssertDescription']
            for rule in self.template.get('Rules', {}).values()
            if 'RuleCondition' not in rule or self._holds(rule['RuleCondition'])
            for assertion in rule['Assertions']
            if not self._holds(assertion['Assert'])
        ]

    def condition(self, name: str) -> bool:
        return self._holds(self.template['Conditions'][name])

    def _holds(self, condition: Any) -> bool:
        [(name, argument)] = condition.items()
        if name == 'Condition':
            return self.condition(argument)
        if name == 'Fn::Equals':
            first, second = [self.resolve(one) for one in argument]
            return text(first) == text(second)
        if name == 'Fn::Contains':
            elements, element = [self.resolve(one) for one in argument]
            return element in elements
        if name == 'Fn::Not':
            return not self._holds(argument[0])
        if name in ('Fn::And', 'Fn::Or'):
            held = [self._holds(one) for one in argument]
            return all(held) if name == 'Fn::And' else any(held)
        raise ValueError(f'The condition function {name} is not supported here.')

    def resolve(self, value: Any) -> Any:
        """Values without a key or an element are those of AWS::NoValue."""
        if isinstance(value, list):
            return [one for one in map(self.resolve, value) if one is not ABSENT]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(name, argument)] = value.items()
            if name == 'Ref' or name.startswith('Fn::'):
                return self._function(name, argument)
        resolved = {key: self.resolve(inner) for key, inner in value.items()}
        return {key: inner for key, inner in resolved.items() if inner is not ABSENT}

    def _function(self, name: str, argument: Any) -> Any:
        if name == 'Ref':
            return self._reference(argument)
        if name == 'Fn::GetAtt':
            whole = argument if isinstance(argument, str) else '.'.join(argument)
            return self._attribute(*whole.split('.', 1))
        if name == 'Fn::Sub':
            return self._substituted(argument)
        if name == 'Fn::If':
            condition, then, otherwise = argument
            return self.resolve(then if self.condition(condition) else otherwise)
        if name == 'Fn::GetAZs':
            return ZONES
        resolved = self.resolve(argument)
        if name == 'Fn::Join':
            return resolved[0].join(text(one) for one in resolved[1])
        if name == 'Fn::Split':
            return resolved[1].split(resolved[0])
        if name == 'Fn::Select':
            return resolved[1][int(resolved[0])]
        if name == 'Fn::Cidr':
            return subnets(resolved[0], int(resolved[1]), int(resolved[2]))
        if name == 'Fn::FindInMap':
            return self.template['Mappings'][resolved[0]][resolved[1]][resolved[2]]
        raise ValueError(f'The function {name} is not supported here.')

    def _reference(self, name: str) -> Any:
        pseudo = {
            'AWS::AccountId': ACCOUNT,
            'AWS::NoValue': ABSENT,
            'AWS::Partition': 'aws',
            'AWS::Region': REGION,
            'AWS::StackId': self.stack_id,
            'AWS::StackName': self.stack_name,
            'AWS::URLSuffix': 'amazonaws.com',
        }
        if name in pseudo:
            return pseudo[name]
        if name in self._values:
            return self._values[name]
        return self.physical_ids[name]

    def _attribute(self, logical_id: str, attribute: str) -> str:
        if attribute.startswith('Outputs.'):
            return self.nested[logical_id].outputs()[attribute.removeprefix('Outputs.')]
        key = f'{self.template["Resources"][logical_id]["Type"]}.{attribute}'
        physical_id = self.physical_ids[logical_id]
        if key == 'AWS::DynamoDB::Table.StreamArn':
            return self.services.call('dynamodb', 'describe_table', TableName=physical_id)['Table']['LatestStreamArn']
        if key == 'AWS::EC2::VPC.DefaultSecurityGroup':
            filters = [{'Name': 'vpc-id', 'Values': [physical_id]}, {'Name': 'group-name', 'Values': ['default']}]
            [group] = self.services.call('ec2', 'describe_security_groups', Filters=filters)['SecurityGroups']
            return group['GroupId']
        if key not in ATTRIBUTES:
            raise ValueError(f'The attribute {key} has no value in tests/rehearsal/expectation.py.')
        return ATTRIBUTES[key].format(
            id=physical_id,
            last=physical_id.rpartition('/')[2],
            path=physical_id.replace('|', '/'),
            account=ACCOUNT,
            region=REGION,
        )

    def _substituted(self, argument: Any) -> str:
        template, own = argument if isinstance(argument, list) else (argument, {})

        def value_of(match: 're.Match[str]') -> str:
            name = match[1]
            if name.startswith('!'):
                return '${' + name[1:] + '}'
            if name in own:
                return text(self.resolve(own[name]))
            if '.' in name:
                return text(self._attribute(*name.split('.', 1)))
            return text(self._reference(name))

        return re.sub(r'\$\{([^}]+)\}', value_of, template)
