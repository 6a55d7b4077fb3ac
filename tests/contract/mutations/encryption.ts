import { add, allow, drop, inStatement, type Mutations, put } from './edit';

const key = { Ref: 'KmsKeyArn' };
const atRest = 'everything at rest is encrypted, with KmsKeyArn if set';
const use = 'roles may use the key through the services that need it, and have no KMS permissions without a key';

/** Mutations of encryption and of permissions on the key. */
export const ofEncryption: Mutations = {
  'objects are encrypted with another key': [drop('Bucket.Properties.BucketEncryption'), atRest],
  'a queue is not encrypted when no key is given': [
    put('StopTaskQueue.Properties.SqsManagedSseEnabled', false),
    atRest,
  ],
  'a dead-letter queue has another key': [drop('StopTaskDeadLetters.Properties.KmsMasterKeyId'), atRest],
  'the table has another key': [put('JobTable.Properties.SSESpecification', { SSEEnabled: true }), atRest],
  'a log group has another key': [drop('FunctionLogGroup.Properties.KmsKeyId'), atRest],
  'a log group needs a key that is not given': [put('FunctionLogGroup.Properties.KmsKeyId', key), atRest],
  'the bus has another key': [drop('Bus.Properties.KmsKeyIdentifier'), atRest],
  'the disks of tasks have another key': [drop('Cluster.Properties.Configuration'), atRest],
  'images have another key': [
    put('Repository.Properties.EncryptionConfiguration', { EncryptionType: 'AES256' }, 'delivery'),
    atRest,
  ],
  'the warehouse has another key': [drop('Namespace.Properties.KmsKeyId', 'warehouse'), atRest],
  'a secret has another key': [drop('ReaderSecret.Properties.KmsKeyId', 'warehouse'), atRest],
  'a log group of builds has another key': [drop('BuildLogGroup.Properties.KmsKeyId', 'delivery'), atRest],
  'the warehouse stack does not get the key': [
    drop('Warehouse.Properties.Parameters.KmsKeyArn'),
    'stacks that store data or logs get the key',
  ],
  'a role cannot read with the key': [drop('KeyReaders.Properties.Roles.11'), use],
  'a role cannot write with the key': [drop('KeyWriters.Properties.Roles.0'), use],
  'a role that writes nothing may write with the key': [
    add('KeyWriters.Properties.Roles', { Ref: 'ReadJobsRole' }),
    use,
  ],
  'messages cannot be decrypted': [
    drop('KeyReaders.Properties.PolicyDocument.Statement.0.Condition.StringEquals.kms:ViaService.3'),
    use,
  ],
  'roles may use a key although none is set': [drop('KeyReaders.Condition'), use],
  'the warehouse cannot read what it loads': [
    inStatement(
      'LoadRole',
      's3:GetObject',
      (statement) => {
        statement.Action = ['s3:GetObject', 's3:PutObject'];
      },
      'warehouse',
    ),
    use,
  ],
  'the key can be used directly, not only through a service': [
    drop('KeyReaders.Properties.PolicyDocument.Statement.0.Condition'),
    'KMS permissions are for this key only, through a service that encrypts with it',
  ],
  'a role may use every key': [
    allow('ReadJobsRole', 'kms:Decrypt', '*'),
    'KMS permissions are for this key only, through a service that encrypts with it',
  ],
};
