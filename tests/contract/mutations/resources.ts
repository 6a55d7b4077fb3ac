import { drop, type Mutations, put } from './edit';

/** Mutations of storage and of the nested stacks. */
export const ofResources: Mutations = {
  'a bucket may be made public': [
    put('Bucket.Properties.PublicAccessBlockConfiguration.BlockPublicPolicy', false),
    'buckets block public access',
  ],
  'the sources of builds may be made public': [
    drop('ArtifactBucket.Properties.PublicAccessBlockConfiguration', 'delivery'),
    'buckets block public access',
  ],
  'a bucket accepts requests without TLS': [drop('BucketPolicy'), 'buckets refuse requests without TLS'],
  'a bucket can be listed without TLS': [
    drop('BucketPolicy.Properties.PolicyDocument.Statement.0.Resource.0'),
    'buckets refuse requests without TLS',
  ],
  'any page reads artifacts': [
    put('Bucket.Properties.CorsConfiguration.CorsRules.0.AllowedOrigins', ['*']),
    'only the page reads artifacts from other origins',
  ],
  'results never expire': [
    drop('Bucket.Properties.LifecycleConfiguration.Rules.1'),
    'objects of jobs expire after RetentionDays',
  ],
  'the expiration of results is disabled': [
    put('Bucket.Properties.LifecycleConfiguration.Rules.1.Status', 'Disabled'),
    'objects of jobs expire after RetentionDays',
  ],
  'files for COPY never expire': [
    drop('Bucket.Properties.LifecycleConfiguration.Rules.3'),
    'files for COPY and incomplete uploads expire after a day',
  ],
  'incomplete uploads never expire': [
    drop('ArtifactBucket.Properties.LifecycleConfiguration.Rules.0.AbortIncompleteMultipartUpload', 'delivery'),
    'files for COPY and incomplete uploads expire after a day',
  ],
  'S3 sends no events': [
    drop('Bucket.Properties.NotificationConfiguration'),
    'the bucket sends its events to EventBridge',
  ],
  'the table cannot be restored': [
    put('JobTable.Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', false),
    'the table has point-in-time recovery',
  ],
  'items never expire': [
    put('JobTable.Properties.TimeToLiveSpecification.Enabled', false),
    'the table deletes expired items',
  ],
  'the stream has no old image': [
    put('JobTable.Properties.StreamSpecification.StreamViewType', 'NEW_IMAGE'),
    'the table streams old and new images',
  ],
  'the table is deleted with the stack': [
    put('JobTable.DeletionPolicy', 'Delete'),
    'resources with data of jobs are retained when the stack is deleted, and deleted when its creation fails',
  ],
  'a bucket of a failed creation is retained': [
    put('Bucket.DeletionPolicy', 'Retain'),
    'resources with data of jobs are retained when the stack is deleted, and deleted when its creation fails',
  ],
  'the webhook secret has punctuation': [
    drop('WebhookSecret.Properties.GenerateSecretString.ExcludeCharacters'),
    'the webhook secret has 44 letters and digits, the base64 text of a Standard Webhooks secret',
  ],

  'a network is created although one is given': [
    drop('Network.Condition'),
    'each nested stack is created only if its replacement is not given',
  ],
  'a nested stack lacks a required parameter': [
    drop('Network.Properties.Parameters.TaskRoleArn'),
    'each nested stack gets all required parameters and no unknown ones',
  ],
  'a nested stack gets an unknown parameter': [
    put('Warehouse.Properties.Parameters.Port', '5439'),
    'each nested stack gets all required parameters and no unknown ones',
  ],
  'an output is read that no nested stack has': [
    put('LaunchTaskFunction.Properties.Environment.Variables.SUBNET_IDS', {
      'Fn::GetAtt': ['Network', 'Outputs.Subnets'],
    }),
    'the application reads only existing outputs of nested stacks',
  ],
};
