"""Parameters of the stacks."""

from requests_by_property import ACCOUNT


DEFAULTS: dict[str, str] = {}

#: Every part of the templates that a parameter switches on.
ALL_OPTIONS = {
    'AlarmTopicArn': f'arn:aws:sns:us-east-1:{ACCOUNT}:alarms',
    'Authorization': 'JWT',
    'GitHubRepository': 'owner/name',
    'JwtAudience': 'first,second',
    'JwtIssuer': 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
    'KmsKeyArn': f'arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555',
    'LogRetentionDays': '90',
    'MonthlyBudgetUsd': '200',
    'RetentionDays': '7',
    'WebhookAllowedCidrs': '10.0.0.0/8',
}
