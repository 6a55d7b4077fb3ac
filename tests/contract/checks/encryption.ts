import { actionsIn, type Statement, statementsOf } from '../policy';
import { resolved, type Template } from '../template';
import type { Checks, System } from './check';
import { isOfSecretKey } from './secret-key';

const KEY = { Ref: 'KmsKeyArn' };

const templatesOf = ({ app, network, warehouse, delivery }: System) =>
  Object.entries({ app, network, warehouse, delivery });

/** The required properties of every resource of a type, with and without KmsKeyArn. */
type Expected = (keyed: boolean) => object;

const byKey =
  (name: string, others: object = {}): Expected =>
  (keyed) =>
    keyed ? { [name]: KEY } : { [name]: undefined, ...others };

const bucket: Expected = (keyed) => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      keyed
        ? { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }
        : { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ],
  },
});

const expected = {
  'AWS::CodeBuild::Project': byKey('EncryptionKey'),
  'AWS::DynamoDB::Table': (keyed) => ({
    SSESpecification: keyed ? { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY } : { SSEEnabled: true },
  }),
  'AWS::ECR::Repository': (keyed) => ({
    EncryptionConfiguration: keyed ? { EncryptionType: 'KMS', KmsKey: KEY } : { EncryptionType: 'AES256' },
  }),
  'AWS::ECS::Cluster': (keyed) => ({
    Configuration: keyed ? { ManagedStorageConfiguration: { FargateEphemeralStorageKmsKeyId: KEY } } : undefined,
  }),
  'AWS::Events::EventBus': byKey('KmsKeyIdentifier'),
  'AWS::Logs::LogGroup': byKey('KmsKeyId'),
  'AWS::RedshiftServerless::Namespace': (keyed) => ({
    KmsKeyId: keyed ? KEY : undefined,
    AdminPasswordSecretKmsKeyId: keyed ? KEY : undefined,
  }),
  'AWS::S3::Bucket': bucket,
  // Undefined means the SQS managed key.
  'AWS::SQS::Queue': byKey('KmsMasterKeyId', { SqsManagedSseEnabled: undefined }),
  'AWS::SecretsManager::Secret': byKey('KmsKeyId'),
} satisfies Readonly<Record<string, Expected>>;

/** Services through which an action reads encrypted data. */
const readsThrough: Readonly<Record<string, RegExp>> = {
  dynamodb: /^dynamodb:(?!ListStreams)/,
  s3: /^s3:(GetObject|PutObject)/,
  secretsmanager: /^secretsmanager:GetSecretValue$/,
  sqs: /^sqs:(ReceiveMessage|SendMessage)$/,
};
const writesThrough: Readonly<Record<string, RegExp>> = { s3: /^s3:PutObject$/, sqs: /^sqs:SendMessage$/ };

const servicesOf = (statement: Statement): string[] =>
  [resolved(statement.Condition?.StringEquals?.['kms:ViaService'])]
    .flat()
    .map((service) => String(service).split('.')[0] ?? '');

/** The services through which statements allow a kms action. */
const may = (statements: readonly Statement[], action: string): Set<string> =>
  new Set(statements.filter((statement) => actionsIn(statement).includes(action)).flatMap(servicesOf));

const needed = (actions: readonly string[], through: Readonly<Record<string, RegExp>>): string[] =>
  Object.keys(through).filter((service) => actions.some((action) => through[service]?.test(action)));

/** The statements of a role without those for WarehouseSecretKeyArn, which secret-key.ts checks. */
const withoutSecretKey = (template: Template, role: string): Statement[] =>
  statementsOf(template, role).filter((statement) => !isOfSecretKey(statement));

/** Roles that need the key. ECR and CloudWatch Logs decrypt for the execution role themselves. */
const rolesOf = (template: Template): string[] =>
  template
    .of('AWS::IAM::Role')
    .map(([id]) => id)
    .filter((id) => id !== 'ExecutorExecutionRole');

export const encryption: Checks = {
  'everything at rest is encrypted, with KmsKeyArn if set': (system) => {
    for (const [name, template] of templatesOf(system)) {
      for (const [type, make] of Object.entries(expected)) {
        for (const [id, { Properties }] of template.of(type as keyof typeof expected)) {
          const required = make(system.keyed);
          const actual = Object.fromEntries(
            Object.keys(required).map((property) => [property, (Properties as Record<string, unknown>)[property]]),
          );
          expect([name, id, actual]).toEqual([name, id, required]);
        }
      }
    }
  },

  'stacks that store data or logs get the key': ({ app, keyed }) => {
    for (const [id, { Properties }] of app.of('AWS::CloudFormation::Stack')) {
      // Alarms are no data, and users of Cognito have a key of AWS.
      if (id !== 'Observability' && id !== 'SignIn') expect([id, Properties.Parameters.KmsKeyArn]).toEqual([id, KEY]);
    }
    expect(keyed).toEqual(expect.any(Boolean));
  },

  'roles may use the key through the services that need it, and have no KMS permissions without a key': (system) => {
    for (const [, template] of templatesOf(system)) {
      for (const role of rolesOf(template)) {
        const statements = withoutSecretKey(template, role);
        const actions = statements.flatMap(actionsIn);
        if (!system.keyed) {
          expect([role, actions.filter((action) => action.startsWith('kms:'))]).toEqual([role, []]);
          continue;
        }
        expect([role, [...may(statements, 'kms:Decrypt')]]).toEqual([
          role,
          expect.arrayContaining(needed(actions, readsThrough)),
        ]);
        expect([role, [...may(statements, 'kms:GenerateDataKey')]]).toEqual([
          role,
          expect.arrayContaining(needed(actions, writesThrough)),
        ]);
        if (needed(actions, writesThrough).length === 0) expect(actions).not.toContain('kms:GenerateDataKey');
      }
    }
  },

  'KMS permissions are for this key only, through a service that encrypts with it': (system) => {
    for (const [, template] of templatesOf(system)) {
      for (const statement of rolesOf(template).flatMap((role) => withoutSecretKey(template, role))) {
        if (!actionsIn(statement).some((action) => action.startsWith('kms:'))) continue;
        expect(statement.Resource).toEqual(KEY);
        expect(servicesOf(statement).length).toBeGreaterThan(0);
        expect(Object.keys(readsThrough)).toEqual(expect.arrayContaining(servicesOf(statement)));
      }
    }
  },
};
