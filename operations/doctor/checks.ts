import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeInterpreterClient, Fetch } from '../../client';
import { outputOf, type Stack, warehouseOf } from '../stack';
import { warehouseSession } from '../warehouse-session';
import { apiCheck } from './api';
import { busCheck } from './bus';
import { type Check, failed, ok } from './check';
import type { Clients, Resource } from './clients';
import { imageCheck } from './image';
import { jobCheck } from './job';
import { modelCheck } from './model';
import type { Question } from './role-policies';
import { rolesCheck } from './roles';
import { simulatedByIam, simulatedHere } from './simulate-policies';
import { refusalsCheck, tablesCheck, tablesOf } from './warehouse';

export interface Examination {
  readonly stack: Stack;
  readonly resources: readonly Resource[];
  readonly clients: Clients;
  readonly api: { readonly url: string; readonly fetch: Fetch; readonly client: CodeInterpreterClient };
  /** Where the whole job's webhook goes. */
  readonly webhookUrl: string;
  readonly local: boolean;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** All steps, in the order in which one builds on the other. */
export function checksOf(examination: Examination): Check[] {
  const { stack, resources, clients, api, webhookUrl, local, pause } = examination;
  const place = warehouseOf(stack);
  const reader = warehouseSession(clients.warehouse, place, { pause, patience: 60_000 });
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const roles = of('AWS::IAM::Role').map(({ logicalId, id }) => ({ logicalId, name: id }));
  const roleArn = (name: string) => `arn:${partitionOf(stack)}:iam::${accountOf(stack)}:role/${name}`;
  return [
    stackCheck(stack),
    apiCheck({ url: api.url, authorization: stack.parameters.Authorization ?? 'IAM', fetch: api.fetch }),
    modelCheck(clients.bedrock, stack.parameters.ModelId ?? ''),
    local ? localExecutorCheck() : imageCheck(clients.ecs, clients.ecr, outputOf(stack, 'TaskFamily')),
    tablesCheck(reader, place.schema),
    refusalsCheck(reader, place.schema, outputOf(stack, 'BucketName')),
    rolesCheck({
      client: clients.iam,
      simulate: (local ? simulatedHere : simulatedByIam)(clients.iam, roleArn),
      roles,
      taskRole: roles.find(({ logicalId }) => logicalId === 'ExecutorTaskRole')?.name ?? '',
      // The local stack's policies are without the conditions on events, which the emulator does not know.
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
      table: async () => (await tablesOf(reader, place.schema))[0],
      webhookUrl,
      pause,
    }),
  ];
}

const busArn = (stack: Stack): string[] => outputOf(stack, 'BusArn').split(':');
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
        failed(`${name} is ${status}.`, `See why: sam list resources --stack-name ${name}; then deploy it again.`),
      ];
    },
  };
}

/** On this machine a task is a process. */
function localExecutorCheck(): Check {
  return {
    title: 'Image',
    advice: '',
    async run() {
      const bundle = join(__dirname, '../../dist/executor/index.js');
      if (existsSync(bundle)) return [ok('A task is a process here; its program is built.')];
      return [failed('The executor is not built.', 'npm run build')];
    },
  };
}

/** What a task's role must not allow, whatever program the task runs. */
function forbiddenToTasks({ BucketName, BusArn = '', TableName, WebhookSecretArn = '' }: Stack['outputs']): Question[] {
  const [, partition, , region, account] = BusArn.split(':');
  const bucket = `arn:${partition}:s3:::${BucketName}`;
  const table = `arn:${partition}:dynamodb:${region}:${account}:table/${TableName}`;
  const event = (detailType: string) => ({ 'events:source': 'code-interpreter', 'events:detail-type': detailType });
  const calls: [action: string, resource: string, context?: Question['context']][] = [
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
