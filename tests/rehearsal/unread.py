"""Properties that cannot be read back, with the reason. The rehearsal fails for one that moto returns."""

UNREAD: dict[tuple[str, str], str] = {
    ('AWS::Budgets::Budget', 'NotificationsWithSubscribers.Subscribers'): 'moto does not list subscribers',
    ('AWS::CloudFormation::Stack', 'TemplateURL'): 'CloudFormation does not return it; the resources show the template',
    ('AWS::CodeBuild::Project', 'EncryptionKey'): 'moto returns the default',
    ('AWS::Cognito::UserPoolDomain', 'ManagedLoginVersion'): 'moto does not return it',
    ('AWS::ECR::Repository', 'EmptyOnDelete'): 'a setting of CloudFormation, not of ECR',
    ('AWS::Events::EventBus', 'LogConfig'): 'moto does not keep it',
    ('AWS::Lambda::Function', 'Code.S3Bucket'): 'moto returns a bucket of its own, as AWS does',
    ('AWS::Lambda::Function', 'LoggingConfig'): 'moto does not keep it',
    ('AWS::S3::Bucket', 'NotificationConfiguration.EventBridgeConfiguration'): 'moto does not return it',
    ('AWS::SecretsManager::Secret', 'GenerateSecretString.ExcludeCharacters'): 'the generated value does not show it',
    ('AWS::SecretsManager::Secret', 'GenerateSecretString.ExcludePunctuation'): 'the generated value does not show it',
    (
        'AWS::SecretsManager::Secret',
        'GenerateSecretString.RequireEachIncludedType',
    ): 'the generated value does not show it',
}
