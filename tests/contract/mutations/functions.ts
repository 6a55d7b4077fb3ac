import { functionNames, titleOf } from '../function-sources';
import { add, drop, type Mutations, put } from './edit';

const settings = 'each function gets the settings that its wiring asks for, and only those of the system beside them';
const container = 'ExecutorTaskDefinition.Properties.ContainerDefinitions.0';

/** Mutations of functions and of the executor's task. */
export const ofFunctions: Mutations = {
  'a function is left out': [drop('NotifyWebhookFunction'), 'there is a function for each function'],
  'a function runs the bundle of another': [
    put('StopTaskFunction.Properties.Code.S3Key', 'dist/launch-task'),
    'each function runs its own bundle',
  ],
  'a function runs on another architecture': [
    put('StopTaskFunction.Properties.Architectures', ['x86_64']),
    'each function runs its own bundle',
  ],
  'a setting is missing': [drop('LaunchTaskFunction.Properties.Environment.Variables.SUBNET_IDS'), settings],
  'a setting is not asked for': [
    put('RecordArtifactFunction.Properties.Environment.Variables.QUEUE_URL', { Ref: 'RecordArtifactQueue' }),
    settings,
  ],
  'a setting of the system is missing': [
    drop('SweepJobsFunction.Properties.Environment.Variables.CLUSTER_ARN'),
    settings,
  ],
  'a setting of the system is one that no function asks for': [
    (contents) => {
      for (const functionName of functionNames)
        put(`${titleOf(functionName)}Function.Properties.Environment.Variables.OTHER`, '')(contents);
    },
    settings,
  ],
  'two functions share a role': [
    put('StopTaskFunction.Properties.Role', { 'Fn::GetAtt': ['LaunchTaskRole', 'Arn'] }),
    'each function has a role of its own',
  ],
  'a role has a managed policy': [
    put('StopTaskRole.Properties.ManagedPolicyArns', ['arn:aws:iam::aws:policy/ReadOnlyAccess']),
    'each function has a role of its own',
  ],
  'a function writes to a log group that Lambda makes': [
    drop('ReadJobsFunction.Properties.LoggingConfig.LogGroup'),
    'each function writes structured lines to the log group of the functions',
  ],
  'a function’s platform lines are plain text': [
    drop('ReadJobsFunction.Properties.LoggingConfig.LogFormat'),
    'each function writes structured lines to the log group of the functions',
  ],
  'log lines are kept for ever': [
    drop('ExecutorLogGroup.Properties.RetentionInDays'),
    'every log group has a retention',
  ],
  'log lines of builds are kept for ever': [
    drop('BuildLogGroup.Properties.RetentionInDays', 'delivery'),
    'every log group has a retention',
  ],
  'the API gives up before the function answers': [
    put('ReadJobsFunction.Properties.Timeout', 30),
    'functions of the API answer before it gives up',
  ],
  'two sweeps overlap': [put('SweepJobsFunction.Properties.Timeout', 90), 'a sweep ends before the next one begins'],
  'a generation takes longer than the executor waits for it': [
    put('GenerateCodeFunction.Properties.Timeout', 900),
    'the executor waits for a repair longer than two sweeps and a generation',
  ],

  'the executor does not know its bus': [
    put(`${container}.Environment.1.Name`, 'OTHER'),
    'the executor gets the settings that it asks for',
  ],
  'the task is given a list of trusted programs': [
    add(`${container}.Environment`, { Name: 'TRUSTED_PROGRAMS_URL', Value: 'http://127.0.0.1:1/list' }),
    'no program runs with fewer layers than it needs',
  ],
  'the task runs programs whatever confines them': [
    add(`${container}.Environment`, { Name: 'UNSAFE_SANDBOX', Value: '1' }),
    'no program runs with fewer layers than it needs',
  ],
  'the executor’s container has another name': [
    put(`${container}.Name`, 'main'),
    'the executor is the container that RunTask overrides',
  ],
  'the task has a second container': [
    add('ExecutorTaskDefinition.Properties.ContainerDefinitions', { Name: 'sidecar' }),
    'the executor is the container that RunTask overrides',
  ],
  'a program can write anywhere': [
    put(`${container}.ReadonlyRootFilesystem`, false),
    'the executor can write to its job folder only',
  ],
  'a limit is asked for that Fargate may not take': [
    add(`${container}.Ulimits`, { Name: 'core', SoftLimit: 0, HardLimit: 0 }),
    'the executor asks of Fargate the one limit that it is known to take',
  ],
  'the container keeps a capability': [
    drop(`${container}.LinuxParameters.Capabilities.Drop.1`),
    'the executor keeps no capability but those that give a program its user and end it',
  ],
  'the container has no init process': [
    drop(`${container}.LinuxParameters.InitProcessEnabled`),
    'the executor has an init process, and time to upload what was printed when it is stopped',
  ],
  'the container is killed two seconds after it was asked to stop': [
    put(`${container}.StopTimeout`, 2),
    'the executor has an init process, and time to upload what was printed when it is stopped',
  ],
  'the task runs on another architecture than its image': [
    put('ExecutorTaskDefinition.Properties.RuntimePlatform.CpuArchitecture', 'X86_64'),
    'the executor runs on Fargate, ARM64, with the log in a group of its own',
  ],
  'a port of the task is open': [
    put('ExecutorSecurityGroup.Properties.SecurityGroupIngress', [{ IpProtocol: 'tcp', CidrIp: '0.0.0.0/0' }]),
    'nothing can connect to a task',
  ],
  'a task may connect to every port': [
    put('ExecutorSecurityGroup.Properties.SecurityGroupEgress', [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]),
    'nothing can connect to a task',
  ],
};
