"""S3, DynamoDB, Secrets Manager."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from requests_by_property import Services, text

from .base import Properties, Resource, without


class Bucket(Resource):
    type = 'AWS::S3::Bucket'
    lacks = 'LifecycleConfiguration'
    name_property = 'BucketName'

    def __init__(self, services: Services, name: str, properties: Properties) -> None:
        super().__init__(services, name.lower(), properties)

    def create(self) -> None:
        self.services.call('s3', 'create_bucket', Bucket=self.name)
        self.attributes = {
            'Arn': f'arn:aws:s3:::{self.name}',
            'DomainName': f'{self.name}.s3.amazonaws.com',
            'RegionalDomainName': f'{self.name}.s3.us-east-1.amazonaws.com',
        }
        self._configure()

    def _configure(self) -> None:
        for name, value in self.without('BucketName').items():
            operation, parameter, convert = SETTINGS[name]
            self.services.call('s3', operation, {parameter: convert(value)}, Bucket=self.name)

    def update(self, properties: Properties) -> None:
        removed = [name for name in self.properties if name not in properties]
        if removed:
            raise ValueError(f'Removing {removed} of a bucket is not supported here.')
        self.properties = properties
        self._configure()

    def delete(self) -> None:
        self.services.call('s3', 'delete_bucket', Bucket=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        bucket: Properties = {'Bucket': physical_id}
        encryption = services.call('s3', 'get_bucket_encryption', **bucket)['ServerSideEncryptionConfiguration']
        notification = services.call('s3', 'get_bucket_notification_configuration', **bucket)
        rules = services.call('s3', 'get_bucket_lifecycle_configuration', **bucket)['Rules']
        enabled = 'EventBridgeConfiguration' in notification
        cors = services.call('s3', 'get_bucket_cors', **bucket)['CORSRules'] if has_cors(services, physical_id) else []
        return {
            'BucketEncryption': {
                'ServerSideEncryptionConfiguration': [rule_of_encryption(rule) for rule in encryption['Rules']]
            },
            'PublicAccessBlockConfiguration': services.call('s3', 'get_public_access_block', **bucket)[
                'PublicAccessBlockConfiguration'
            ],
            'OwnershipControls': services.call('s3', 'get_bucket_ownership_controls', **bucket)['OwnershipControls'],
            'NotificationConfiguration': {'EventBridgeConfiguration': {'EventBridgeEnabled': enabled}},
            'LifecycleConfiguration': {'Rules': [cloudformation_rule(rule) for rule in rules]},
            'CorsConfiguration': {'CorsRules': [{**rule, 'MaxAge': rule.get('MaxAgeSeconds')} for rule in cors]},
            'VersioningConfiguration': services.call('s3', 'get_bucket_versioning', **bucket),
        }


def has_cors(services: Services, name: str) -> bool:
    try:
        services.call('s3', 'get_bucket_cors', Bucket=name)
    except ClientError as error:
        if error.response['Error']['Code'] != 'NoSuchCORSConfiguration':
            raise
        return False
    return True


def rule_of_encryption(rule: Properties) -> Properties:
    return {
        'ServerSideEncryptionByDefault': rule['ApplyServerSideEncryptionByDefault'],
        'BucketKeyEnabled': rule.get('BucketKeyEnabled'),
    }


def api_encryption(value: Properties) -> Properties:
    rules = []
    for rule in value['ServerSideEncryptionConfiguration']:
        rest = without(rule, 'ServerSideEncryptionByDefault')
        rules.append({'ApplyServerSideEncryptionByDefault': rule['ServerSideEncryptionByDefault'], **rest})
    return {'Rules': rules}


def api_lifecycle(value: Properties) -> Properties:
    rules = []
    for rule in value['Rules']:
        rest = without(rule, 'Prefix', 'ExpirationInDays', 'Id')
        expiration = {'Expiration': {'Days': rule['ExpirationInDays']}} if 'ExpirationInDays' in rule else {}
        rules.append({**rest, **expiration, 'ID': rule['Id'], 'Filter': {'Prefix': rule.get('Prefix', '')}})
    return {'Rules': rules}


def cloudformation_rule(rule: Properties) -> Properties:
    prefix = rule.get('Filter', {}).get('Prefix') or rule.get('Prefix')
    return {
        **rule,
        'Id': rule['ID'],
        'Prefix': prefix,
        'ExpirationInDays': rule.get('Expiration', {}).get('Days'),
    }


def api_notification(value: Properties) -> Properties:
    if set(value) != {'EventBridgeConfiguration'}:
        raise ValueError(f'Only EventBridgeConfiguration is supported here, not {sorted(value)}.')
    return {'EventBridgeConfiguration': {}} if value['EventBridgeConfiguration']['EventBridgeEnabled'] else {}


def api_cors(value: Properties) -> Properties:
    return {
        'CORSRules': [{**without(rule, 'MaxAge'), 'MaxAgeSeconds': int(rule['MaxAge'])} for rule in value['CorsRules']]
    }


#: Property → operation, its parameter, conversion.
SETTINGS: 'dict[str, tuple[str, str, Callable[[Any], Properties]]]' = {
    'BucketEncryption': ('put_bucket_encryption', 'ServerSideEncryptionConfiguration', api_encryption),
    'PublicAccessBlockConfiguration': ('put_public_access_block', 'PublicAccessBlockConfiguration', dict),
    'OwnershipControls': ('put_bucket_ownership_controls', 'OwnershipControls', dict),
    'NotificationConfiguration': (
        'put_bucket_notification_configuration',
        'NotificationConfiguration',
        api_notification,
    ),
    'LifecycleConfiguration': ('put_bucket_lifecycle_configuration', 'LifecycleConfiguration', api_lifecycle),
    'CorsConfiguration': ('put_bucket_cors', 'CORSConfiguration', api_cors),
    'VersioningConfiguration': ('put_bucket_versioning', 'VersioningConfiguration', dict),
    'Tags': ('put_bucket_tagging', 'Tagging', lambda tags: {'TagSet': tags}),
}


class BucketPolicy(Resource):
    type = 'AWS::S3::BucketPolicy'

    def create(self) -> None:
        self.id = self.properties['Bucket']
        policy = json.dumps(self.properties['PolicyDocument'])
        self.services.call('s3', 'put_bucket_policy', Bucket=self.id, Policy=policy)

    def update(self, properties: Properties) -> None:
        self.properties = properties
        self.create()

    def delete(self) -> None:
        self.services.call('s3', 'delete_bucket_policy', Bucket=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        policy = services.call('s3', 'get_bucket_policy', Bucket=physical_id)['Policy']
        return {'Bucket': physical_id, 'PolicyDocument': json.loads(policy)}


class Table(Resource):
    type = 'AWS::DynamoDB::Table'
    lacks = 'PointInTimeRecoverySpecification'
    name_property = 'TableName'
    SEPARATE = ('TimeToLiveSpecification', 'PointInTimeRecoverySpecification')

    def create(self) -> None:
        table = {**self.without(*self.SEPARATE), 'TableName': self.name}
        if 'StreamSpecification' in table:
            table['StreamSpecification'] = {'StreamEnabled': True, **table['StreamSpecification']}
        if 'SSESpecification' in table:
            encryption = table['SSESpecification']
            table['SSESpecification'] = {**without(encryption, 'SSEEnabled'), 'Enabled': encryption['SSEEnabled']}
        response = self.services.call('dynamodb', 'create_table', table)['TableDescription']
        self.attributes = {'Arn': response['TableArn'], 'StreamArn': response.get('LatestStreamArn', '')}
        self._configure({})

    def _configure(self, former: Properties) -> None:
        expiry, recovery = self.SEPARATE
        if self.properties.get(expiry) != former.get(expiry):
            self.services.call(
                'dynamodb', 'update_time_to_live', {expiry: self.properties[expiry]}, TableName=self.name
            )
        specification = {recovery: self.properties.get(recovery, {'PointInTimeRecoveryEnabled': False})}
        self.services.call('dynamodb', 'update_continuous_backups', specification, TableName=self.name)

    def update(self, properties: Properties) -> None:
        former, self.properties = self.properties, properties
        indexes = {index['IndexName'] for index in former.get('GlobalSecondaryIndexes', [])}
        added = [index for index in properties.get('GlobalSecondaryIndexes', []) if index['IndexName'] not in indexes]
        for index in added:
            changes = {
                'AttributeDefinitions': properties['AttributeDefinitions'],
                'GlobalSecondaryIndexUpdates': [{'Create': index}],
            }
            self.services.call('dynamodb', 'update_table', changes, TableName=self.name)
        names = ('KeySchema', 'StreamSpecification', 'SSESpecification', 'BillingMode')
        changed = [name for name in names if former.get(name) != properties.get(name)]
        if changed:
            raise ValueError(f'Changing {changed} of a table is not supported here.')
        self._configure(former)

    def delete(self) -> None:
        self.services.call('dynamodb', 'delete_table', TableName=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        table = services.call('dynamodb', 'describe_table', TableName=physical_id)['Table']
        expiry = services.call('dynamodb', 'describe_time_to_live', TableName=physical_id)['TimeToLiveDescription']
        backups = services.call('dynamodb', 'describe_continuous_backups', TableName=physical_id)
        recovery = backups['ContinuousBackupsDescription']['PointInTimeRecoveryDescription'][
            'PointInTimeRecoveryStatus'
        ]
        sse = table.get('SSEDescription', {})
        return {
            **table,
            'BillingMode': table.get('BillingModeSummary', {}).get('BillingMode'),
            'TimeToLiveSpecification': {
                'AttributeName': expiry.get('AttributeName'),
                'Enabled': expiry['TimeToLiveStatus'] == 'ENABLED',
            },
            'PointInTimeRecoverySpecification': {'PointInTimeRecoveryEnabled': recovery == 'ENABLED'},
            'SSESpecification': {
                'SSEEnabled': sse.get('Status') == 'ENABLED',
                'SSEType': sse.get('SSEType'),
                'KMSMasterKeyId': sse.get('KMSMasterKeyArn'),
            },
        }


class Secret(Resource):
    type = 'AWS::SecretsManager::Secret'
    name_property = 'Name'

    def create(self) -> None:
        settings = self.properties['GenerateSecretString']
        # moto's get_random_password fails with characters that mean something in a regular expression.
        password = value = ('a1B' * 100)[: int(settings['PasswordLength'])]
        if 'SecretStringTemplate' in settings:
            value = json.dumps(
                {**json.loads(settings['SecretStringTemplate']), settings['GenerateStringKey']: password}
            )
        secret = {**self.without('GenerateSecretString'), 'Name': self.name, 'SecretString': value}
        self.id = self.services.call('secretsmanager', 'create_secret', secret)['ARN']

    def update(self, properties: Properties) -> None:
        """A changed GenerateSecretString would generate a new value on AWS, too."""
        former, self.properties = self.properties, properties
        if former['GenerateSecretString'] != properties['GenerateSecretString']:
            raise ValueError(f'The update would replace the value of the secret {self.name}.')
        self.services.call(
            'secretsmanager', 'update_secret', self.without('GenerateSecretString', 'Tags'), SecretId=self.id
        )

    def delete(self) -> None:
        self.services.call('secretsmanager', 'delete_secret', SecretId=self.id, ForceDeleteWithoutRecovery=True)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        """The settings of the generator as far as the value shows them."""
        found = services.call('secretsmanager', 'describe_secret', SecretId=physical_id)
        value = services.call('secretsmanager', 'get_secret_value', SecretId=physical_id)['SecretString']
        generator: Properties = {}
        if value.startswith('{'):
            pairs = json.loads(value)
            [key] = [key for key in pairs if key != 'username']
            password = pairs.pop(key)
            generator = {'GenerateStringKey': key, 'SecretStringTemplate': json.dumps(pairs)}
        else:
            password = value
        generator['PasswordLength'] = text(len(password))
        return {**found, 'GenerateSecretString': generator}
