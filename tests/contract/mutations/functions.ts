import { functionNames, titleOf } from '../function-sources';
import { add, drop, type Mutations, put } from './edit';

const settings = 'each function gets the settings that it reads, and no others except the common ones';
const container = 'ExecutorTaskDefinition.Properties.ContainerDefinitions.0';

/** Mutations of functions and of the executor's task. */
export const ofFunctions: Mutations = {
  'a function is missing': [drop('NotifyWebhookFunction'), 'each folder of functions/ has a function'],
  'a function runs the bundle of another': [
    put('StopTaskFunction.Properties.Code.S3Key', 'dist/launch-task'),
    'each function runs its own bundle',
  ],
  'a function runs on another architecture': [
    put('StopTaskFunction.Properties.Architectures', ['x86_64']),
    'each function runs its own bundle',
  ],
  'a setting is missing': [drop('LaunchTaskFunction.Properties.Environment.Variables.SUBNET_IDS'), settings],
  'a setting is not read': [
    put('RecordArtifactFunction.Properties.Environment.Variables.QUEUE_URL', { Ref: 'RecordArtifactQueue' }),
    settings,
  ],
  'a common setting is missing': [drop('SweepJobsFunction.Properties.Environment.Variables.CLUSTER_ARN'), settings],
  'no function reads a common setting': [
    (contents) => {
      for (const functionName of functionNames)
        put(`${titleOf(functionName)}Function.Properties.Environment.Variables.OTHER`, '')(contents);
    },
    settings,
  ],
  'a function reserves concurrency': [
    put('ReadJobsFunction.Properties.ReservedConcurrentExecutions', 5),
    'no function reserves concurrency',
  ],
  'a request can wait for longer than its function runs': [
    put('ReadJobsFunction.Properties.Timeout', 25),
    'read-jobs has longer than a request waits, and less than API Gateway does',
  ],
  'two functions share a role': [
    put('StopTaskFunction.Properties.Role', { 'Fn::GetAtt': ['LaunchTaskRole', 'Arn'] }),
    'each function has its own role',
  ],
  'a role has a managed policy': [
    put('StopTaskRole.Properties.ManagedPolicyArns', ['arn:aws:iam::aws:policy/ReadOnlyAccess']),
    'each function has its own role',
  ],
  'a function writes to a log group that Lambda creates': [
    drop('ReadJobsFunction.Properties.LoggingConfig.LogGroup'),
    'each function writes JSON lines to the shared log group',
  ],
  'a function’s platform log lines are plain text': [
    drop('ReadJobsFunction.Properties.LoggingConfig.LogFormat'),
    'each function writes JSON lines to the shared log group',
  ],
  'log lines never expire': [
    drop('ExecutorLogGroup.Properties.RetentionInDays'),
    'every log group has a retention period',
  ],
  'log lines of builds never expire': [
    drop('BuildLogGroup.Properties.RetentionInDays', 'delivery'),
    'every log group has a retention period',
  ],
  'log lines of rejected traffic never expire': [
    drop('FlowLogGroup.Properties.RetentionInDays', 'network'),
    'every log group has a retention period',
  ],
  'the API times out before the function': [
    put('ReadJobsFunction.Properties.Timeout', 30),
    'functions of the API respond before its timeout',
  ],
  'two sweeps overlap': [put('SweepJobsFunction.Properties.Timeout', 90), 'a sweep ends before the next one starts'],
  'describe-tables ends before its statements': [
    put('DescribeTablesFunction.Properties.Timeout', 60),
    'describe-tables has the timeout of lib/time-limits.ts',
  ],
  'a generation takes longer than the executor waits for it': [
    put('GenerateCodeFunction.Properties.Timeout', 900),
    'generate-code and its queues have the timeouts of lib/time-limits.ts',
  ],

  'the executor does not get its bus': [
    put(`${container}.Environment.1.Name`, 'OTHER'),
    'the executor gets exactly the settings that it reads',
  ],
  'the task gets a list of trusted programs': [
    add(`${container}.Environment`, { Name: 'TRUSTED_PROGRAMS_URL', Value: 'http://127.0.0.1:1/list' }),
    'no setting lets programs run with fewer layers',
  ],
  'the task runs programs in an unsafe sandbox': [
    add(`${container}.Environment`, { Name: 'UNSAFE_SANDBOX', Value: '1' }),
    'no setting lets programs run with fewer layers',
  ],
  'the executor’s container has another name': [
    put(`${container}.Name`, 'main'),
    'the executor is the container that RunTask overrides',
  ],
  'the health check looks for another file': [
    put(`${container}.HealthCheck.Command.1`, 'test -f /tmp/healthy'),
    'the executor is healthy once the supervisor has written the health file',
  ],
  'the executor has no health check': [
    drop(`${container}.HealthCheck`),
    'the executor is healthy once the supervisor has written the health file',
  ],
  'the task has a second container': [
    add('ExecutorTaskDefinition.Properties.ContainerDefinitions', { Name: 'sidecar' }),
    'the executor is the container that RunTask overrides',
  ],
  'a program can write anywhere': [
    put(`${container}.ReadonlyRootFilesystem`, false),
    'the executor can write only to its job folder',
  ],
  'the task sets a ulimit that Fargate may not support': [
    add(`${container}.Ulimits`, { Name: 'core', SoftLimit: 0, HardLimit: 0 }),
    'the executor sets only the ulimit that Fargate supports',
  ],
  'the container has one more capability': [
    drop(`${container}.LinuxParameters.Capabilities.Drop.1`),
    'the executor has only the capabilities to change a program’s user and kill it',
  ],
  'the container has no init process': [
    drop(`${container}.LinuxParameters.InitProcessEnabled`),
    'the executor has an init process, and time to upload the output when it is stopped',
  ],
  'the container is killed two seconds after SIGTERM': [
    put(`${container}.StopTimeout`, 2),
    'the executor has an init process, and time to upload the output when it is stopped',
  ],
  'the task runs on another architecture than its image': [
    put('ExecutorTaskDefinition.Properties.RuntimePlatform.CpuArchitecture', 'X86_64'),
    'the executor runs on Fargate, on ARM64, with its own log group',
  ],
  'a port of the task is open': [
    put('ExecutorSecurityGroup.Properties.SecurityGroupIngress', [{ IpProtocol: 'tcp', CidrIp: '0.0.0.0/0' }]),
    'a task accepts no connections',
  ],
  'a task may connect to every port': [
    put('ExecutorSecurityGroup.Properties.SecurityGroupEgress', [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]),
    'a task accepts no connections',
  ],
};
