const WORKGROUP = 'NewWarehouse ? <Warehouse.Outputs.WorkgroupArn> : <WarehouseWorkgroup>';
const SECRET = 'NewWarehouse ? <Warehouse.Outputs.SecretArn> : <WarehouseSecretArn>';
const IMAGE = 'NewDelivery ? <Delivery.Outputs.RepositoryArn> : arn:aws:ecr:<Region>:<Account>:repository/<Name>';
const ECS = 'arn:aws:ecs:us-east-1:111122223333';
const BEDROCK = 'arn:aws:bedrock:us-east-1';
/** For actions that take no resource: their conditions have checks of their own. */
const NONE = ['*'];

const below = (...paths: string[]) => paths.map((path) => `<Bucket.Arn>/${path}`);

/**
 * What an action of a role is given on: `<Role> <action>` → all its resources, as `resolved` gives them. The first
 * pattern that fits counts; `$1` is what its group found. The right to use keys is told by the checks of encryption.
 */
export const scopes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^ExecutorExecutionRole logs:/, ['<ExecutorLogGroup.Arn>']],
  [/^BuildRole logs:/, ['<BuildLogGroup.Arn>']],
  [/ logs:/, ['<FunctionLogGroup.Arn>']],

  [/^(\w+)Role sqs:SendMessage$/, ['<$1DeadLetters.Arn>']],
  [/^(\w+)Role sqs:/, ['<$1Queue.Arn>']],

  [/ dynamodb:ListStreams$/, NONE],
  [/^DispatchObligationsRole dynamodb:/, ['<JobTable.StreamArn>']],
  [/^ReadJobsRole dynamodb:Query$/, ['<JobTable.Arn>', '<JobTable.Arn>/index/byOwner']],
  [/^SweepJobsRole dynamodb:Query$/, ['<JobTable.Arn>/index/byDue']],
  [/ dynamodb:/, ['<JobTable.Arn>']],

  [/ events:PutEvents$/, ['<Bus.Arn>']],

  [/^LoadRole s3:ListBucket$/, ['arn:aws:s3:::<BucketName>']],
  [/^LoadRole s3:GetObject$/, ['arn:aws:s3:::<BucketName>/load/*']],
  [/^PipelineRole s3:GetBucketVersioning$/, ['<ArtifactBucket.Arn>']],
  [/^(?:Build|Pipeline)Role s3:/, ['<ArtifactBucket.Arn>/*']],
  [/ s3:ListBucket$/, ['<Bucket.Arn>']],
  [/^SubmitPromptRole s3:/, below('jobs/*/job.json')],
  [/^(?:GenerateCode|ExecutorTask)Role s3:GetObject$/, below('jobs/*', 'config/catalog.yaml')],
  [/^GenerateCodeRole s3:PutObject$/, below('jobs/*/attempts/*/generation.json', 'jobs/*/attempts/*/lease.json')],
  [
    /^ExecutorTaskRole s3:PutObject$/,
    below('jobs/*/attempts/*/report.json', 'jobs/*/attempts/*/stdout-*.txt', 'results/*'),
  ],
  [/^(?:ReadJobsRole s3:GetObject|EraseJobRole s3:DeleteObject)$/, below('jobs/*', 'results/*')],
  [/ s3:GetObject$/, below('jobs/*')],

  [
    / bedrock:InvokeModel$/,
    [
      `${BEDROCK}:111122223333:inference-profile/<ModelId>`,
      `${BEDROCK}::foundation-model/<ModelId>`,
      'arn:aws:bedrock:*::foundation-model/*',
    ],
  ],

  [/ redshift-data:ExecuteStatement$/, [WORKGROUP]],
  [/ redshift-data:/, NONE],
  [/^NotifyWebhookRole secretsmanager:/, ['<WebhookSecret>']],
  [/ secretsmanager:/, [SECRET]],

  [/ ecs:(?:ListTasks|DescribeTaskDefinition)$/, NONE],
  [/ ecs:RunTask$/, [`${ECS}:task-definition/code-interpreter-executor:*`]],
  [/ ecs:RegisterTaskDefinition$/, [`${ECS}:task-definition/<TaskFamily>:*`]],
  [/ ecs:(?:StopTask|DescribeTasks)$/, [`${ECS}:task/<Cluster>/*`]],
  [/^LaunchTaskRole iam:PassRole$/, ['<ExecutorTaskRole.Arn>', '<ExecutorExecutionRole.Arn>']],
  [/^BuildRole iam:PassRole$/, ['<TaskRoleArn>', '<ExecutionRoleArn>']],

  [/ ecr:GetAuthorizationToken$/, NONE],
  [/^ExecutorExecutionRole ecr:/, [IMAGE]],
  [/^BuildRole ecr:/, ['<Repository.Arn>']],
  [/ (?:codeconnections|codestar-connections):/, ['NewConnection ? <Connection> : <ConnectionArn>']],
  [/ codebuild:/, ['<PipelineBuild.Arn>']],
];

/** The resources that an action of a role has to be given on; undefined when the table knows no such right. */
export function scopeOf(role: string, action: string): string[] | undefined {
  for (const [pattern, resources] of scopes) {
    const found = pattern.exec(`${role} ${action}`);
    if (found) return resources.map((resource) => resource.replace('$1', found[1] ?? ''));
  }
  return undefined;
}
