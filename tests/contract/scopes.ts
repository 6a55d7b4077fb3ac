const WORKGROUP = 'NewWarehouse ? <Warehouse.Outputs.WorkgroupArn> : <WarehouseWorkgroup>';
const SECRET = 'NewWarehouse ? <Warehouse.Outputs.SecretArn> : <WarehouseSecretArn>';
const IMAGE = 'NewDelivery ? <Delivery.Outputs.RepositoryArn> : arn:aws:ecr:<Region>:<Account>:repository/<Name>';
const ECS = 'arn:aws:ecs:us-east-1:111122223333';
const BEDROCK = 'arn:aws:bedrock:us-east-1';
/** For actions without resource-level permissions. Other checks cover their conditions. */
const NONE = ['*'];

const below = (...paths: string[]) => paths.map((path) => `<Bucket.Arn>/${path}`);

/**
 * The resources of each permission: `<Role> <action>` → all resources, in the form of `resolved`. The first matching
 * pattern counts; `$1` is its group. The checks of encryption cover kms actions.
 */
export const scopes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^ExecutorExecutionRole logs:/, ['<ExecutorLogGroup.Arn>']],
  [/^BuildRole logs:/, ['<BuildLogGroup.Arn>']],
  [/^FlowLogRole logs:DescribeLogGroups$/, ['arn:aws:logs:us-east-1:111122223333:log-group:*']],
  [/^FlowLogRole logs:/, ['<FlowLogGroup.Arn>']],
  [/ logs:/, ['<FunctionLogGroup.Arn>']],

  [/ ec2:Describe/, NONE],
  [/ ec2:Revoke/, ['arn:aws:ec2:us-east-1:111122223333:security-group/<Vpc.DefaultSecurityGroup>']],

  [/^(\w+)Role sqs:SendMessage$/, ['<$1DeadLetters.Arn>']],
  [/^GenerateCodeRole sqs:/, ['<GenerateCodeQueue.Arn>', '<GenerateRepairQueue.Arn>']],
  [/^(\w+)Role sqs:/, ['<$1Queue.Arn>']],

  [/ dynamodb:ListStreams$/, NONE],
  [/ dynamodb:UpdateItem$/, ['<JobTable.Arn>']],
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
  [/^SubmitPromptRole s3:PutObject$/, below('jobs/*/job.json', 'jobs/*/program.py')],
  [
    /^SubmitPromptRole s3:GetObject$/,
    below('jobs/*/attempts/*/generation.json', 'jobs/*/attempts/*/report.json', 'jobs/*/job.json', 'jobs/*/program.py'),
  ],
  [/^LaunchTaskRole s3:PutObject$/, below('jobs/*/launches/*.json', 'activity/last-launch.json', 'standby/*')],
  [/^KeepStandbyRole s3:GetObject$/, below('activity/last-launch.json', 'standby/*')],
  [/^(?:LaunchTask|StopTask)Role s3:GetObject$/, below('jobs/*', 'standby/*')],
  [/^RecordTaskStateRole s3:GetObject$/, below('standby/*')],
  [/^KeepStandbyRole s3:PutObject$/, below('standby/*')],
  [
    /^DescribeTablesRole s3:GetObject$/,
    below(
      'config/catalog.yaml',
      'config/catalog.yml',
      'config/describing.json',
      'config/loaded.json',
      'config/tables.json',
    ),
  ],
  [
    /^ListTablesRole s3:GetObject$/,
    below('config/catalog.yaml', 'config/catalog.yml', 'config/describing.json', 'config/tables.json'),
  ],
  [/^DescribeTablesRole s3:PutObject$/, below('config/describing.json', 'config/tables.json')],
  [
    /^GenerateCodeRole s3:GetObject$/,
    below(
      'jobs/*',
      'config/catalog.yaml',
      'config/catalog.yml',
      'config/describing.json',
      'config/examples/*',
      'config/tables.json',
    ),
  ],
  [
    /^GenerateCodeRole s3:PutObject$/,
    below('jobs/*/attempts/*/generation.json', 'jobs/*/attempts/*/lease.json', 'config/tables-request.json'),
  ],
  [
    /^ExecutorTaskRole s3:GetObject$/,
    below('jobs/*', 'results/*', 'config/catalog.yaml', 'config/catalog.yml', 'config/tables.json', 'standby/*'),
  ],
  [
    /^ExecutorTaskRole s3:PutObject$/,
    below(
      'jobs/*/attempts/*/report.json',
      'jobs/*/attempts/*/stdout-*.txt',
      'jobs/*/output/*.txt',
      'results/*',
      'standby/*',
    ),
  ],
  [/^ReadJobsRole s3:GetObject$/, below('jobs/*', 'results/*')],
  [/^EraseJobRole s3:DeleteObject$/, below('jobs/*', 'results/*', 'config/examples/*')],
  [/^GiveFeedbackRole s3:(?:Delete|Put)Object$/, below('config/examples/*')],
  [
    /^GiveFeedbackRole s3:GetObject$/,
    below('jobs/*', 'config/catalog.yaml', 'config/catalog.yml', 'config/tables.json'),
  ],
  [/ s3:GetObject$/, below('jobs/*')],

  [
    / bedrock:InvokeModelWithResponseStream$/,
    [
      `ModelIsArn ? <ModelId> : ${BEDROCK}:111122223333:inference-profile/<ModelId>`,
      `${BEDROCK}::foundation-model/<ModelId>`,
      'arn:aws:bedrock:*::foundation-model/*',
    ],
  ],

  [/ redshift-serverless:/, NONE],
  [/ redshift-data:ExecuteStatement$/, [WORKGROUP]],
  [/ redshift-data:/, NONE],
  [/^NotifyWebhookRole secretsmanager:/, ['<WebhookSecret>']],
  [/ secretsmanager:/, [SECRET]],

  [/ ecs:ListTasks$/, NONE],
  [/ ecs:RunTask$/, [`${ECS}:task-definition/code-interpreter-executor:*`]],
  [/ ecs:(?:StopTask|DescribeTasks|TagResource)$/, [`${ECS}:task/<Cluster>/*`]],
  [/^(?:LaunchTask|KeepStandby)Role iam:PassRole$/, ['<ExecutorTaskRole.Arn>', '<ExecutorExecutionRole.Arn>']],

  [/ ecr:GetAuthorizationToken$/, NONE],
  [/^ExecutorExecutionRole ecr:/, [IMAGE]],
  [/^BuildRole ecr:/, ['<Repository.Arn>']],
  [/ (?:codeconnections|codestar-connections):/, ['NewConnection ? <Connection> : <ConnectionArn>']],
  [/ codebuild:/, ['<PipelineBuild.Arn>']],
];

/** The expected resources of a permission; undefined when the table does not have it. */
export function scopeOf(role: string, action: string): string[] | undefined {
  for (const [pattern, resources] of scopes) {
    const match = pattern.exec(`${role} ${action}`);
    if (match) return resources.map((resource) => resource.replace('$1', match[1] ?? ''));
  }
  return undefined;
}
