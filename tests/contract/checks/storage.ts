import type { PropertiesOf } from '../resources';
import { type Template, target } from '../template';
import type { Checks } from './check';

/** All buckets of some templates. */
const bucketsOf = (templates: Readonly<Record<string, Template>>) =>
  Object.entries(templates).flatMap(([name, template]) =>
    template.of('AWS::S3::Bucket').map(([id, { Properties }]) => ({ name: `${name} ${id}`, id, template, Properties })),
  );

const bucketOf = (app: Template): PropertiesOf['AWS::S3::Bucket'] => app.get('Bucket', 'AWS::S3::Bucket');
const tableOf = (app: Template) => app.get('JobTable', 'AWS::DynamoDB::Table');

export const storage: Checks = {
  'buckets block public access': ({ app, delivery }) => {
    for (const { name, Properties } of bucketsOf({ app, delivery })) {
      expect([name, Properties.PublicAccessBlockConfiguration]).toEqual([
        name,
        { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      ]);
    }
  },

  'buckets refuse requests without TLS': ({ app, delivery }) => {
    for (const { id, template } of bucketsOf({ app, delivery })) {
      const policies = template
        .of('AWS::S3::BucketPolicy')
        .filter(([, { Properties }]) => target(Properties.Bucket) === id);
      const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
      expect(statements).toContainEqual({
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [{ 'Fn::GetAtt': [id, 'Arn'] }, { 'Fn::Sub': `\${${id}.Arn}/*` }],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
  },

  'objects of jobs expire after RetentionDays': ({ app }) => {
    const { Rules } = bucketOf(app).LifecycleConfiguration;
    for (const Prefix of ['jobs/', 'results/']) {
      expect(Rules).toContainEqual(
        expect.objectContaining({ Prefix, Status: 'Enabled', ExpirationInDays: { Ref: 'RetentionDays' } }),
      );
    }
  },

  'files for COPY and incomplete uploads expire after a day': ({ app, delivery }) => {
    expect(bucketOf(app).LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({ Prefix: 'load/', Status: 'Enabled', ExpirationInDays: 1 }),
    );
    for (const { name, Properties } of bucketsOf({ app, delivery })) {
      const { Rules } = Properties.LifecycleConfiguration;
      const ofAll = Rules.filter((rule) => !('Prefix' in rule) && 'AbortIncompleteMultipartUpload' in rule);
      expect([name, ofAll]).toEqual([name, [expect.objectContaining({ Status: 'Enabled' })]]);
    }
  },

  'only the page reads artifacts from other origins': ({ app }) => {
    const { CorsRules } = bucketOf(app).CorsConfiguration;
    const ofPageUrl = (part: number) => ({ 'Fn::Select': [part, { 'Fn::Split': ['/', { Ref: 'PageUrl' }] }] });
    const origin = {
      'Fn::If': [
        'HasPageUrl',
        { 'Fn::Join': ['//', [ofPageUrl(0), ofPageUrl(2)]] },
        { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
      ],
    };
    expect(CorsRules).toEqual([{ AllowedMethods: ['GET'], MaxAge: 3600, AllowedOrigins: [origin] }]);
  },

  'the bucket sends its events to EventBridge': ({ app }) => {
    const EventBridgeConfiguration = { EventBridgeEnabled: true };
    expect(bucketOf(app).NotificationConfiguration).toEqual({ EventBridgeConfiguration });
  },

  'the table has point-in-time recovery': ({ app }) => {
    expect(tableOf(app).PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  },

  'the table deletes expired items': ({ app }) => {
    expect(tableOf(app).TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  },

  'the table streams old and new images': ({ app }) => {
    expect(tableOf(app).StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  },

  'resources with data of jobs are retained when the stack is deleted, and deleted when its creation fails': ({
    app,
    delivery,
  }) => {
    const retained = [
      ...app.of('AWS::S3::Bucket'),
      ...app.of('AWS::DynamoDB::Table'),
      ...delivery.of('AWS::S3::Bucket'),
    ];
    for (const [id, { DeletionPolicy }] of retained) expect([id, DeletionPolicy]).toEqual([id, 'RetainExceptOnCreate']);
  },

  'the webhook secret has 44 letters and digits, the base64 text of a Standard Webhooks secret': ({ app }) => {
    const { PasswordLength, ExcludeCharacters = '' } = app.get(
      'WebhookSecret',
      'AWS::SecretsManager::Secret',
    ).GenerateSecretString;
    expect(PasswordLength).toBe(44);
    const punctuation = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    const remaining = punctuation.filter((character) => !ExcludeCharacters.includes(character));
    expect(remaining.join('')).toMatch(/^[0-9A-Za-z]{62}$/);
  },
};
