"""Nested stacks."""

import ast

from botocore.exceptions import ClientError
from requests_by_property import Services, text

from .base import Properties, Resource


class NestedStack(Resource):
    """moto has no outputs of nested stacks, and its update deletes and creates them."""

    type = 'AWS::CloudFormation::Stack'
    lacks = 'Outputs'

    def _parameters(self) -> list[dict[str, str]]:
        return [
            {'ParameterKey': name, 'ParameterValue': ','.join(value) if isinstance(value, list) else text(value)}
            for name, value in self.properties.get('Parameters', {}).items()
        ]

    def _call(self, operation: str) -> None:
        self.services.call(
            'cloudformation',
            operation,
            StackName=self.name,
            TemplateURL=self.properties['TemplateURL'],
            Parameters=self._parameters(),
        )
        [stack] = self.services.call('cloudformation', 'describe_stacks', StackName=self.name)['Stacks']
        self.id = stack['StackId']
        self.attributes = {f'Outputs.{one["OutputKey"]}': one['OutputValue'] for one in stack.get('Outputs', [])}

    def create(self) -> None:
        self._call('create_stack')

    def update(self, properties: Properties) -> None:
        self.properties = properties
        try:
            self._call('update_stack')
        except ClientError as error:
            if 'No updates are to be performed' not in str(error):
                raise

    def delete(self) -> None:
        self.services.call('cloudformation', 'delete_stack', StackName=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [stack] = services.call('cloudformation', 'describe_stacks', StackName=physical_id)['Stacks']
        parameters = {one['ParameterKey']: one['ParameterValue'] for one in stack.get('Parameters', [])}
        # moto returns a list as Python writes it.
        lists = {
            name: ','.join(ast.literal_eval(value)) for name, value in parameters.items() if value.startswith("['")
        }
        return {'Parameters': {**parameters, **lists}}
