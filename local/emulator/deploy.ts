import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { AdminClients } from './clients';
import { translate } from './template';
import { applyWorkarounds } from './workarounds';

export const STACK_NAME = 'code-interpreter';
const PACKAGES = 'code-interpreter-packages';

export interface Deployment {
  readonly outputs: Readonly<Record<string, string>>;
  /** Logical id → physical id. */
  readonly resources: Readonly<Record<string, string>>;
  /** Logical id of each function → folder of its code below dist/. */
  readonly functions: Readonly<Record<string, string>>;
}

export interface DeployOptions {
  readonly templateFile: string;
  /** Parameters that the template does not have are left out. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where the own endpoints answer; each function's address is below it. */
  readonly endpointsUrl: string;
  /** Where packages may be written. */
  readonly folder: string;
}

async function upload({ s3 }: AdminClients, folder: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: PACKAGES }));
  await Promise.all(
    readdirSync(folder).map((name) =>
      s3.send(new PutObjectCommand({ Bucket: PACKAGES, Key: name, Body: readFileSync(join(folder, name)) })),
    ),
  );
}

async function failureOf({ cloudFormation }: AdminClients): Promise<string> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: STACK_NAME }));
  return StackEvents.filter((event) => event.ResourceStatus?.endsWith('FAILED'))
    .map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`)
    .join('\n');
}

async function becomeComplete(clients: AdminClients): Promise<Record<string, string>> {
  for (;;) {
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
    const stack = Stacks?.[0];
    if (stack?.StackStatus === 'CREATE_COMPLETE') {
      return Object.fromEntries((stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]));
    }
    if (stack?.StackStatus !== 'CREATE_IN_PROGRESS') {
      throw new Error(`The stack could not be created (${stack?.StackStatus}).\n${await failureOf(clients)}`);
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Deploys the template as SAM would: package, upload, create the stack; resolves when it is complete. */
export async function deploy(clients: AdminClients, options: DeployOptions): Promise<Deployment> {
  const folder = join(options.folder, 'packages');
  mkdirSync(folder);
  const translation = await translate(options.templateFile, folder, PACKAGES);
  applyWorkarounds(translation, options.endpointsUrl);
  // Above the size that CreateStack takes in its request, as it is for SAM.
  const templates = Object.entries({ ...translation.nested, 'stack.json': translation.template });
  for (const [key, template] of templates) writeFileSync(join(folder, key), JSON.stringify(template));
  await upload(clients, folder);
  const known = Object.entries(options.parameters).filter(([name]) => name in (translation.template.Parameters ?? {}));
  await clients.cloudFormation.send(
    new CreateStackCommand({
      StackName: STACK_NAME,
      TemplateURL: `https://s3.amazonaws.com/${PACKAGES}/stack.json`,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: known.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    }),
  );
  const outputs = await becomeComplete(clients);
  const { StackResources = [] } = await clients.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: STACK_NAME }),
  );
  const resources = StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [
    LogicalResourceId,
    PhysicalResourceId ?? '',
  ]);
  return { outputs, resources: Object.fromEntries(resources), functions: translation.functions };
}
