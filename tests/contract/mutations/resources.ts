import { drop, type Mutations, put } from './edit';

/** Mutations of what holds data, and of the nested stacks. */
export const ofResources: Mutations = {
  'a bucket may be made public': [
    put('Bucket.Properties.PublicAccessBlockConfiguration.BlockPublicPolicy', false),
    'nothing in a bucket can be made public',
  ],
  'the sources of builds may be made public': [
    drop('ArtifactBucket.Properties.PublicAccessBlockConfiguration', 'delivery'),
    'nothing in a bucket can be made public',
  ],
  'a bucket answers without TLS': [drop('BucketPolicy'), 'buckets refuse requests without TLS'],
  'a bucket refuses objects without TLS, and the listing not': [
    drop('BucketPolicy.Properties.PolicyDocument.Statement.0.Resource.0'),
    'buckets refuse requests without TLS',
  ],
  'results are kept for ever': [
    drop('Bucket.Properties.LifecycleConfiguration.Rules.1'),
    'what jobs left ends after RetentionDays',
  ],
  'the end of results is switched off': [
    put('Bucket.Properties.LifecycleConfiguration.Rules.1.Status', 'Disabled'),
    'what jobs left ends after RetentionDays',
  ],
  'files for the warehouse are kept': [
    drop('Bucket.Properties.LifecycleConfiguration.Rules.2'),
    'what is loaded into the warehouse, and what an upload left, is gone the next day',
  ],
  'uploads that broke off are kept': [
    drop('ArtifactBucket.Properties.LifecycleConfiguration.Rules.0.AbortIncompleteMultipartUpload', 'delivery'),
    'what is loaded into the warehouse, and what an upload left, is gone the next day',
  ],
  'S3 tells nobody of its objects': [
    drop('Bucket.Properties.NotificationConfiguration'),
    'the bucket tells EventBridge of its objects',
  ],
  'the table cannot be restored': [
    put('JobTable.Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', false),
    'the table can be restored to any moment',
  ],
  'items never expire': [
    put('JobTable.Properties.TimeToLiveSpecification.Enabled', false),
    'the table forgets expired items',
  ],
  'the stream has no image of before': [
    put('JobTable.Properties.StreamSpecification.StreamViewType', 'NEW_IMAGE'),
    'the table streams both images of a change',
  ],
  'the table goes with the stack': [
    put('JobTable.DeletionPolicy', 'Delete'),
    'what holds the data of jobs outlives the stack',
  ],
  'the webhook secret has punctuation': [
    drop('WebhookSecret.Properties.GenerateSecretString.ExcludeCharacters'),
    'the webhook secret is 44 letters and digits: the base64 text of a Standard Webhooks secret',
  ],

  'a network is made beside the one that is given': [
    drop('Network.Condition'),
    'each stack is made only when nothing is given in its place',
  ],
  'a stack does not get a parameter that it needs': [
    drop('Network.Properties.Parameters.TaskRoleArn'),
    'each stack gets parameters that it has, and all that it needs',
  ],
  'a stack gets a parameter that it does not have': [
    put('Warehouse.Properties.Parameters.Port', '5439'),
    'each stack gets parameters that it has, and all that it needs',
  ],
  'an output is read that no stack has': [
    put('LaunchTaskFunction.Properties.Environment.Variables.SUBNET_IDS', {
      'Fn::GetAtt': ['Network', 'Outputs.Subnets'],
    }),
    'the application reads outputs that the stacks have',
  ],
  'the warehouse speaks without TLS': [
    put('Workgroup.Properties.ConfigParameters.0.ParameterValue', 'false', 'warehouse'),
    'the warehouse speaks TLS only, and stops statements that take too long',
  ],
  'statements run for ever': [
    drop('Workgroup.Properties.ConfigParameters.1', 'warehouse'),
    'the warehouse speaks TLS only, and stops statements that take too long',
  ],
  'the warehouse is public': [
    put('Workgroup.Properties.PubliclyAccessible', true, 'warehouse'),
    'nothing can connect to the warehouse',
  ],
};
