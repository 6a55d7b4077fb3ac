import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { CodeInterpreterClient, Fetch } from '../../client';
import { EFFORTS, THINKING } from '../../functions/shared/model/options';
import type { Pause } from '../../lib/clock';
import { outputOf, type Resource, type Stack, warehouseOf } from '../stack';
import { warehouseSession } from '../warehouse-session';
import { newNetworkCheck, serviceLinkedRolesCheck, subnetsCheck } from './account';
import { apiCheck } from './api';
import { busCheck } from './bus';
import { catalogCheck } from './catalog';
import { type Check, failed, ok } from './check';
import type { Clients } from './clients';
import { imageCheck } from './image';
import { jobCheck } from './job';
import { type ModelIds, modelCheck } from './model';
import { ownerCheck } from './owner';
import { quotasCheck } from './quotas';
import type { PermissionQuery } from './role-policies';
import { rolesCheck } from './roles';
import { simulateInIam, simulateLocally } from './simulate-policies';
import { stackPolicyCheck } from './stack-policy';
import { grantsCheck, tablesCheck, tablesOf } from './warehouse';

export interface DoctorOptions {
  readonly stack: Stack;
  readonly resources: readonly Resource[];
  readonly clients: Clients;
  readonly api: { readonly url: string; readonly fetch: Fetch; readonly client: CodeInterpreterClient };
  /** Webhook URL of the job that is run. */
  readonly webhookUrl: string;
  readonly local: boolean;
  readonly pause: Pause;
}

/** All checks; later ones depend on earlier ones. */
export function checksOf(options: DoctorOptions): Check[] {
  const { stack, resources, clients, api, webhookUrl, local, pause } = options;
  const modelId = stack.parameters.ModelId ?? '';
  const warehouse = warehouseOf(stack);
  const reader = warehouseSession(clients.warehouse, warehouse, { pause, timeoutMs: 60_000 });
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const roles = of('AWS::IAM::Role').map(({ logicalId, id }) => ({ logicalId, name: id }));
  const roleArn = (name: string) => `arn:${partitionOf(stack)}:iam::${accountOf(stack)}:role/${name}`;
  return [
    stackCheck(stack),
    apiCheck({ url: api.url, authorization: stack.parameters.Authorization ?? 'IAM', fetch: api.fetch }),
    // Quotas are those of the model behind an application inference profile.
    ...(local
      ? []
      : accountChecks(clients, {
          modelId: modelSettingsOf(stack).foundationModelId || modelId,
          builds: 'BuildProject' in stack.outputs,
        })),
    ...(local
      ? []
      : [
          ownerCheck({
            sts: clients.sts,
            authorization: stack.parameters.Authorization ?? 'IAM',
            iamOwner: stack.parameters.IamOwner ?? 'role',
          }),
          stackPolicyCheck({
            cloudFormation: clients.cloudFormation,
            stack: stack.name,
            nested: of('AWS::CloudFormation::Stack').map(({ id }) => id),
          }),
          subnetsCheck({ name: regionOf(stack), ec2: clients.ec2 }, () => subnetsOf(clients, resources)),
        ]),
    modelCheck(clients.bedrock, { modelId, ...modelSettingsOf(stack) }, pause),
    local
      ? localExecutorCheck()
      : imageCheck({
          ecs: clients.ecs,
          ecr: clients.ecr,
          taskFamily: outputOf(stack, 'TaskFamily'),
          functionsCommit: () => commitOf(api),
        }),
    tablesCheck(reader, warehouse.schema),
    grantsCheck(reader, warehouse.schema, outputOf(stack, 'BucketName')),
    catalogCheck(clients.s3, outputOf(stack, 'BucketName'), reader, warehouse.schema),
    rolesCheck({
      client: clients.iam,
      simulate: (local ? simulateLocally : simulateInIam)(clients.iam, roleArn),
      roles,
      taskRole: roles.find(({ logicalId }) => logicalId === 'ExecutorTaskRole')?.name ?? '',
      // The emulator does not support conditions on events, so the local stack's policies have none.
      forbidden: forbiddenToTasks(stack.outputs).filter(({ context }) => !local || Object.keys(context).length === 0),
    }),
    busCheck({
      events: clients.events,
      queues: clients.queues,
      bus: outputOf(stack, 'BusName'),
      rules: of('AWS::Events::Rule'),
      deadLetters: of('AWS::SQS::Queue')
        .filter(({ logicalId }) => logicalId.endsWith('DeadLetters'))
        .map(({ logicalId, id }) => ({ logicalId, url: id })),
    }),
    jobCheck({
      client: api.client,
      table: async () => (await tablesOf(reader, warehouse.schema))[0],
      webhookUrl,
      pause,
    }),
  ];
}

/** The settings with which generate-code calls the model. */
function modelSettingsOf({ parameters }: Stack) {
  return {
    foundationModelId: parameters.FoundationModelId ?? '',
    thinking: THINKING.find((name) => name === parameters.Thinking),
    effort: EFFORTS.find((name) => name === parameters.Effort),
  };
}

/** Checks of an account and region, before a deployment. */
export const checksBefore = (clients: Clients, region: string, model: ModelIds, pause: Pause): Check[] => [
  ...accountChecks(clients, { modelId: model.foundationModelId || model.modelId, builds: true }),
  newNetworkCheck({ name: region, ec2: clients.ec2 }),
  modelCheck(clients.bedrock, model, pause),
];

/** Checks of the account, the same before and after a deployment. */
const accountChecks = (
  { quotas, lambda, iam }: Clients,
  { modelId, builds }: { readonly modelId: string; readonly builds: boolean },
): Check[] => [quotasCheck({ quotas, lambda, modelId, builds }), serviceLinkedRolesCheck(iam)];

/** The subnets that launch-task hands to RunTask. */
async function subnetsOf({ lambda }: Clients, resources: readonly Resource[]): Promise<string[]> {
  const FunctionName = resources.find(({ logicalId }) => logicalId === 'LaunchTaskFunction')?.id;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return (Environment?.Variables?.SUBNET_IDS ?? '').split(',');
}

/** The commit of the functions, from a response of the API. */
const commitOf = async ({ url, fetch: send }: DoctorOptions['api']): Promise<string | undefined> =>
  (await send(`${url}/jobs?limit=1`)).headers.get('x-code-interpreter-commit') ?? undefined;

const busArn = (stack: Stack): string[] => outputOf(stack, 'BusArn').split(':');
const regionOf = (stack: Stack): string => busArn(stack)[3] ?? '';
const partitionOf = (stack: Stack): string => busArn(stack)[1] ?? 'aws';
const accountOf = (stack: Stack): string => busArn(stack)[4] ?? '';

function stackCheck({ name, status, outputs }: Stack): Check {
  return {
    title: 'Stack',
    advice: '',
    async run() {
      const complete = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status);
      if (complete) return [ok(`${name} is ${status}; table ${outputs.TableName}, bucket ${outputs.BucketName}.`)];
      return [
        failed(
          `${name} is ${status}.`,
          `See the reason with sam list resources --stack-name ${name}, then deploy it again.`,
        ),
      ];
    },
  };
}

/** Locally a task is a process, so there is no image. */
function localExecutorCheck(): Check {
  return {
    title: 'Image',
    advice: '',
    async run() {
      const bundle = join(__dirname, '../../dist/executor/index.js');
      if (existsSync(bundle)) return [ok('Tasks run as local processes; the executor is built.')];
      return [failed('The executor is not built.', 'Run npm run build.')];
    },
  };
}

/** Calls that the task role must deny. */
function forbiddenToTasks({
  BucketName,
  BusArn = '',
  TableName,
  WebhookSecretArn = '',
}: Stack['outputs']): PermissionQuery[] {
  const [, partition, , region, account] = BusArn.split(':');
  const bucket = `arn:${partition}:s3:::${BucketName}`;
  const table = `arn:${partition}:dynamodb:${region}:${account}:table/${TableName}`;
  const event = (detailType: string) => ({ 'events:source': 'code-interpreter', 'events:detail-type': detailType });
  const calls: [action: string, resource: string, context?: PermissionQuery['context']][] = [
    ['s3:PutObject', `${bucket}/jobs/1/job.json`],
    ['s3:PutObject', `${bucket}/jobs/1/attempts/1/generation.json`],
    ['s3:PutObject', `${bucket}/config/catalog.yaml`],
    ['s3:DeleteObject', `${bucket}/results/1/1/answer.md`],
    ['dynamodb:GetItem', table],
    ['dynamodb:PutItem', table],
    ['events:PutEvents', BusArn, event('JobSucceeded')],
    ['events:PutEvents', BusArn, event('LaunchRequested')],
    ['secretsmanager:GetSecretValue', WebhookSecretArn],
    ['ecs:RunTask', `arn:${partition}:ecs:${region}:${account}:task-definition/any:1`],
    ['iam:PassRole', `arn:${partition}:iam::${account}:role/any`],
    ['sts:AssumeRole', `arn:${partition}:iam::${account}:role/any`],
  ];
  return calls.map(([action, resource, context = {}]) => ({ action, resource, context }));
}
