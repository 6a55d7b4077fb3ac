"""Lambda and ECS."""

import json
from io import BytesIO
from zipfile import ZipFile

from moto.awslambda.utils import get_backend
from requests_by_property import ACCOUNT, REGION, Services

from .base import Properties, Resource, capitalized


#: File of a source in the template.
INLINE = 'index.py'


class Function(Resource):
    type = 'AWS::Lambda::Function'
    lacks = 'Architectures'
    name_property = 'FunctionName'

    def _settings(self) -> Properties:
        environment = self.properties.get('Environment')
        return {
            **self.without('Code', 'Tags'),
            'FunctionName': self.name,
            **({'Environment': environment} if environment else {}),
        }

    def _code(self) -> Properties:
        """The template has short sources as text; the API takes an archive."""
        code = self.properties['Code']
        if 'ZipFile' not in code:
            return code
        archive = BytesIO()
        with ZipFile(archive, 'w') as opened:
            opened.writestr(INLINE, code['ZipFile'])
        return {'ZipFile': archive.getvalue()}

    def create(self) -> None:
        tags = {tag['Key']: tag['Value'] for tag in self.properties.get('Tags', [])}
        settings = {**self._settings(), 'Code': self._code(), 'Tags': tags}
        self.attributes = {'Arn': self.services.call('lambda', 'create_function', settings)['FunctionArn']}

    def update(self, properties: Properties) -> None:
        self.properties = properties
        settings = {key: value for key, value in self._settings().items() if key != 'Architectures'}
        self.services.call('lambda', 'update_function_configuration', settings)
        architectures = {'Architectures': properties['Architectures']} if 'Architectures' in properties else {}
        code = {**self._code(), **architectures, 'FunctionName': self.name}
        self.services.call('lambda', 'update_function_code', code)

    def delete(self) -> None:
        self.services.call('lambda', 'delete_function', FunctionName=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        response = services.call('lambda', 'get_function', FunctionName=physical_id)
        code = response['Code']
        # get_function returns a presigned URL. The key is in its path.
        bucket, key = code['Location'].partition('?')[0].rpartition('/')[::2]
        location = {'S3Bucket': bucket.rpartition('/')[2].partition('.')[0], 'S3Key': key}
        location['ZipFile'] = inline_source(physical_id)
        tags = [{'Key': key, 'Value': value} for key, value in sorted(response.get('Tags', {}).items())]
        return {**response['Configuration'], 'Code': location, 'Tags': tags}


def inline_source(function: str) -> str | None:
    """The source of a function with one file, from moto itself: its API points to an object that does not exist."""
    code = get_backend(ACCOUNT, REGION).get_function(function).code_bytes
    with ZipFile(BytesIO(code)) as opened:
        return opened.read(INLINE).decode() if opened.namelist() == [INLINE] else None


class Permission(Resource):
    type = 'AWS::Lambda::Permission'
    lacks = 'updates'

    def create(self) -> None:
        self.services.call('lambda', 'add_permission', self.properties, StatementId=self.name)
        self.id = f'{self.properties["FunctionName"]}/{self.name}'

    def delete(self) -> None:
        function, statement = self.id.split('/')
        self.services.call('lambda', 'remove_permission', FunctionName=function, StatementId=statement)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        function, sid = physical_id.split('/')
        policy = json.loads(services.call('lambda', 'get_policy', FunctionName=function)['Policy'])
        statement = next(one for one in policy['Statement'] if one['Sid'] == sid)
        source = statement.get('Condition', {}).get('ArnLike', {}).get('AWS:SourceArn')
        return {
            'FunctionName': statement['Resource'].split(':function:')[-1],
            'Action': statement['Action'],
            'Principal': statement['Principal']['Service'],
            'SourceArn': source,
        }


class EventInvokeConfig(Resource):
    type = 'AWS::Lambda::EventInvokeConfig'

    def create(self) -> None:
        self.services.call('lambda', 'put_function_event_invoke_config', self.properties)
        self.id = f'{self.properties["FunctionName"]}/{self.properties["Qualifier"]}'

    def delete(self) -> None:
        self.services.call(
            'lambda', 'delete_function_event_invoke_config', FunctionName=self.properties['FunctionName']
        )

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        name, qualifier = physical_id.split('/')
        found = services.call('lambda', 'get_function_event_invoke_config', FunctionName=name, Qualifier=qualifier)
        function = found['FunctionArn'].split(':')
        return {**found, 'FunctionName': function[6], 'Qualifier': function[7] if len(function) > 7 else qualifier}


class EventSourceMapping(Resource):
    type = 'AWS::Lambda::EventSourceMapping'
    lacks = 'ScalingConfig'

    def create(self) -> None:
        self.id = self.services.call('lambda', 'create_event_source_mapping', self.properties)['UUID']

    def delete(self) -> None:
        self.services.call('lambda', 'delete_event_source_mapping', UUID=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        found = services.call('lambda', 'get_event_source_mapping', UUID=physical_id)
        return {**found, 'FunctionName': found['FunctionArn'].split(':function:')[-1]}


class Cluster(Resource):
    type = 'AWS::ECS::Cluster'
    lacks = 'ClusterSettings'
    name_property = 'ClusterName'

    def create(self) -> None:
        settings = {'Settings': self.properties.get('ClusterSettings', [])}
        response = self.services.call(
            'ecs', 'create_cluster', {**self.without('ClusterSettings'), **settings, 'ClusterName': self.name}
        )
        self.attributes = {'Arn': response['cluster']['clusterArn']}

    def delete(self) -> None:
        self.services.call('ecs', 'delete_cluster', cluster=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        include = ['CONFIGURATIONS', 'SETTINGS', 'TAGS']
        [found] = services.call('ecs', 'describe_clusters', clusters=[physical_id], include=include)['clusters']
        return {**capitalized(found), 'ClusterSettings': capitalized(found.get('settings'))}


class TaskDefinition(Resource):
    type = 'AWS::ECS::TaskDefinition'
    lacks = 'RuntimePlatform'

    def create(self) -> None:
        response = self.services.call('ecs', 'register_task_definition', self.properties)
        self.id = response['taskDefinition']['taskDefinitionArn']

    def update(self, properties: Properties) -> None:
        former, self.properties = self.id, properties
        self.create()
        self.services.call('ecs', 'deregister_task_definition', taskDefinition=former)

    def delete(self) -> None:
        self.services.call('ecs', 'deregister_task_definition', taskDefinition=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        response = services.call('ecs', 'describe_task_definition', taskDefinition=physical_id, include=['TAGS'])
        found = capitalized(response['taskDefinition'])
        # Keys of log options are names, not members.
        for container, original in zip(
            found['ContainerDefinitions'], response['taskDefinition']['containerDefinitions'], strict=True
        ):
            if 'logConfiguration' in original:
                container['LogConfiguration']['Options'] = original['logConfiguration']['options']
        return {**found, 'Tags': capitalized(response.get('tags', []))}
