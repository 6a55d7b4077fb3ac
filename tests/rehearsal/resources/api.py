"""API Gateway HTTP APIs."""

from botocore.exceptions import ClientError
from requests_by_property import Services

from .base import Properties, Resource


class Api(Resource):
    type = 'AWS::ApiGatewayV2::Api'

    def create(self) -> None:
        response = self.services.call('apigatewayv2', 'create_api', self.properties)
        self.id, self.attributes = response['ApiId'], {'ApiEndpoint': response['ApiEndpoint']}

    def update(self, properties: Properties) -> None:
        self.properties = properties
        self.services.call('apigatewayv2', 'update_api', self.without('ProtocolType'), ApiId=self.id)

    def delete(self) -> None:
        self.services.call('apigatewayv2', 'delete_api', ApiId=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        return services.call('apigatewayv2', 'get_api', ApiId=physical_id)


class PartOfApi(Resource):
    """A resource that belongs to an API. Its physical id alone does not name the API, so a reader looks in all."""

    part = ''

    def create(self) -> None:
        response = self.services.call('apigatewayv2', f'create_{self.part.lower()}', self.properties)
        self.id = response[f'{self.part}Id']

    def update(self, properties: Properties) -> None:
        self.properties = properties
        self.services.call('apigatewayv2', f'update_{self.part.lower()}', properties, **{f'{self.part}Id': self.id})

    def delete(self) -> None:
        ids = {'ApiId': self.properties['ApiId'], f'{self.part}Id': self.id}
        self.services.call('apigatewayv2', f'delete_{self.part.lower()}', **ids)

    @classmethod
    def read(cls, services: Services, physical_id: str) -> Properties:
        for api in services.call('apigatewayv2', 'get_apis')['Items']:
            ids = {'ApiId': api['ApiId'], f'{cls.part}Id': physical_id}
            try:
                return {**services.call('apigatewayv2', f'get_{cls.part.lower()}', **ids), 'ApiId': api['ApiId']}
            except ClientError as error:
                if error.response['Error']['Code'] != 'NotFoundException':
                    raise
        return {}


class Integration(PartOfApi):
    type = 'AWS::ApiGatewayV2::Integration'
    part = 'Integration'


class Route(PartOfApi):
    type = 'AWS::ApiGatewayV2::Route'
    part = 'Route'


class Authorizer(PartOfApi):
    type = 'AWS::ApiGatewayV2::Authorizer'
    part = 'Authorizer'


class Stage(Resource):
    """The id of a stage is not unique in an account, so the API is part of it here."""

    type = 'AWS::ApiGatewayV2::Stage'

    def create(self) -> None:
        self.services.call('apigatewayv2', 'create_stage', self.properties)
        self.id = f'{self.properties["ApiId"]}/{self.properties["StageName"]}'

    def delete(self) -> None:
        api, stage = self.id.split('/')
        self.services.call('apigatewayv2', 'delete_stage', ApiId=api, StageName=stage)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        api, stage = physical_id.split('/')
        return {'ApiId': api, **services.call('apigatewayv2', 'get_stage', ApiId=api, StageName=stage)}
