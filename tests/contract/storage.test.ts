import { Template, target } from './template';

const template = new Template();
const table = template.get('JobTable', 'AWS::DynamoDB::Table');
const bucket = template.get('Bucket', 'AWS::S3::Bucket');

describe('bucket', () => {
  it('nothing in it can be made public', () => {
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(template.of('AWS::S3::Bucket')).toHaveLength(1);
  });

  it('it is encrypted, and refuses requests without TLS', () => {
    expect(bucket.BucketEncryption).toBeDefined();
    const policies = template
      .of('AWS::S3::BucketPolicy')
      .filter(([, { Properties }]) => target(Properties.Bucket) === 'Bucket');
    const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('what jobs left ends after RetentionDays', () => {
    const { Rules } = bucket.LifecycleConfiguration;
    for (const Prefix of ['jobs/', 'results/']) {
      expect(Rules).toContainEqual(expect.objectContaining({ Prefix, ExpirationInDays: { Ref: 'RetentionDays' } }));
    }
  });

  it('it tells EventBridge of its objects', () => {
    const EventBridgeConfiguration = { EventBridgeEnabled: true };
    expect(bucket.NotificationConfiguration).toEqual({ EventBridgeConfiguration });
  });
});

describe('job table', () => {
  it('can be restored to any moment, and forgets expired items', () => {
    expect(table.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  it('streams both images of a change', () => {
    expect(table.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });
});

describe('webhook secret', () => {
  it('is 44 letters and digits: the base64 text of a Standard Webhooks secret', () => {
    const { PasswordLength, ExcludeCharacters } = template.get(
      'WebhookSecret',
      'AWS::SecretsManager::Secret',
    ).GenerateSecretString;
    expect(PasswordLength).toBe(44);
    const punctuation = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    const left = punctuation.filter((character) => !ExcludeCharacters.includes(character));
    expect(left.join('')).toMatch(/^[0-9A-Za-z]{62}$/);
  });
});
