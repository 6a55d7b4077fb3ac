"""Amazon Cognito."""

from typing import Any

from botocore.exceptions import ClientError
from requests_by_property import Services

from .base import Properties, Resource, Stub

#: Properties of a user pool that other operations than CreateUserPool set, or that have another name there.
OF_OTHER_OPERATIONS = ('UserPoolName', 'EnabledMfas')


class UserPool(Resource):
    type = 'AWS::Cognito::UserPool'
    lacks = 'EnabledMfas'
    name_property = 'UserPoolName'

    def create(self) -> None:
        settings = self.without(*OF_OTHER_OPERATIONS)
        pool = self.services.call('cognito-idp', 'create_user_pool', settings, PoolName=self.name)['UserPool']
        self.id = pool['Id']
        self.attributes = {
            'Arn': pool['Arn'],
            'ProviderURL': f'https://cognito-idp.us-east-1.amazonaws.com/{self.id}',
        }
        self.services.call(
            'cognito-idp',
            'set_user_pool_mfa_config',
            UserPoolId=self.id,
            SoftwareTokenMfaConfiguration={'Enabled': 'SOFTWARE_TOKEN_MFA' in self.properties.get('EnabledMfas', [])},
            MfaConfiguration=self.properties['MfaConfiguration'],
        )

    def delete(self) -> None:
        self.services.call('cognito-idp', 'delete_user_pool', UserPoolId=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        pool = services.call('cognito-idp', 'describe_user_pool', UserPoolId=physical_id)['UserPool']
        mfa = services.call('cognito-idp', 'get_user_pool_mfa_config', UserPoolId=physical_id)
        enabled = mfa.get('SoftwareTokenMfaConfiguration', {}).get('Enabled')
        return {
            **pool,
            'UserPoolName': pool['Name'],
            'MfaConfiguration': mfa['MfaConfiguration'],
            'EnabledMfas': ['SOFTWARE_TOKEN_MFA'] if enabled else [],
        }


class Client(Resource):
    """The id of a client does not name its pool, so a reader looks in all."""

    type = 'AWS::Cognito::UserPoolClient'
    lacks = 'RefreshTokenRotation'

    def create(self) -> None:
        response = self.services.call('cognito-idp', 'create_user_pool_client', self.properties)
        self.id = response['UserPoolClient']['ClientId']

    def delete(self) -> None:
        ids = {'UserPoolId': self.properties['UserPoolId'], 'ClientId': self.id}
        self.services.call('cognito-idp', 'delete_user_pool_client', **ids)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        for pool in services.call('cognito-idp', 'list_user_pools', MaxResults=60)['UserPools']:
            ids: dict[str, Any] = {'UserPoolId': pool['Id'], 'ClientId': physical_id}
            try:
                client = services.call('cognito-idp', 'describe_user_pool_client', **ids)['UserPoolClient']
            except ClientError as error:
                if error.response['Error']['Code'] != 'ResourceNotFoundException':
                    raise
                continue
            return {'GenerateSecret': 'ClientSecret' in client, **client}
        return {}


class Domain(Resource):
    type = 'AWS::Cognito::UserPoolDomain'
    lacks = 'ManagedLoginVersion'
    name_property = 'Domain'

    def create(self) -> None:
        self.services.call('cognito-idp', 'create_user_pool_domain', self.properties)
        self.id = self.properties['Domain']

    def delete(self) -> None:
        ids = {'UserPoolId': self.properties['UserPoolId'], 'Domain': self.id}
        self.services.call('cognito-idp', 'delete_user_pool_domain', **ids)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        return services.call('cognito-idp', 'describe_user_pool_domain', Domain=physical_id)['DomainDescription']


class Style(Stub):
    type = 'AWS::Cognito::ManagedLoginBranding'
    reason = 'moto has no managed login'
    operation = ('cognito-idp', 'create_managed_login_branding')
