"""Parameters of the stacks."""

from requests_by_property import ACCOUNT

DEFAULTS = {'ImageTag': '0f6c2b7de1a4'}

#: Every part of the templates that a parameter switches on.
ALL_OPTIONS = {
    **DEFAULTS,
    'AlarmTopicArn': f'arn:aws:sns:us-east-1:{ACCOUNT}:alarms',
    'Authorization': 'JWT',
    'EndpointZones': '2',
    'GitHubRepository': 'owner/name',
    'JwtAudience': 'first,second',
    'JwtIssuer': 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
    'KmsKeyArn': f'arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555',
    'LogRetentionDays': '90',
    'MonthlyBudgetUsd': '200',
    'RetentionDays': '7',
    'WebhookAllowedCidrs': '10.0.0.0/8',
}

#: The second stack has subnets in other zones than the default ones, and a user pool.
OTHER_ZONES = {**ALL_OPTIONS, 'Authorization': 'COGNITO', 'AvailabilityZones': 'use1-az2,use1-az5'}

#: The update also opens the API to everyone.
ANONYMOUS = {**ALL_OPTIONS, 'Authorization': 'NONE', 'AllowAnonymous': 'true'}
