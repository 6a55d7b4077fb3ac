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
import type { LocalUrls } from './workarounds/local-endpoints';

export const STACK_NAME = 'code-interpreter';
const PACKAGE_BUCKET = 'code-interpreter-packages';

export interface Deployment {
  readonly outputs: Readonly<Record<string, string>>;
  /** Logical id → physical id. */
  readonly resources: Readonly<Record<string, string>>;
  /** Logical id of each function → folder of its code below dist/. */
  readonly functions: Readonly<Record<string, string>>;
}

export interface DeployOptions extends LocalUrls {
  readonly templateFile: string;
  /** Parameters that the template does not have are ignored. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Folder for the packages. */
  readonly folder: string;
}

async function upload({ s3 }: AdminClients, folder: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: PACKAGE_BUCKET }));
  await Promise.all(
    readdirSync(folder).map((name) =>
      s3.send(new PutObjectCommand({ Bucket: PACKAGE_BUCKET, Key: name, Body: readFileSync(join(folder, name)) })),
    ),
  );
}

async function failureReasons({ cloudFormation }: AdminClients): Promise<string> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: STACK_NAME }));
  return StackEvents.filter((event) => event.ResourceStatus?.endsWith('FAILED'))
    .map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`)
    .join('\n');
}

async function waitForStack(clients: AdminClients): Promise<Record<string, string>> {
  for (;;) {
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
    const stack = Stacks?.[0];
    if (stack?.StackStatus === 'CREATE_COMPLETE') {
      return Object.fromEntries((stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]));
    }
    if (stack?.StackStatus !== 'CREATE_IN_PROGRESS') {
      throw new Error(`The stack could not be created (${stack?.StackStatus}).\n${await failureReasons(clients)}`);
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Deploys the template as SAM would: packages, uploads and creates the stack. Resolves when the stack is complete. */
export async function deploy(clients: AdminClients, options: DeployOptions): Promise<Deployment> {
  const folder = join(options.folder, 'packages');
  mkdirSync(folder);
  const translation = await translate(options.templateFile, folder, PACKAGE_BUCKET);
  applyWorkarounds(translation, options);
  // Uploaded because the template is larger than CreateStack accepts in its request body.
  const templates = Object.entries({ ...translation.nested, 'stack.json': translation.template });
  for (const [key, template] of templates) writeFileSync(join(folder, key), JSON.stringify(template));
  await upload(clients, folder);
  const parameters = Object.entries(options.parameters).filter(
    ([name]) => name in (translation.template.Parameters ?? {}),
  );
  await clients.cloudFormation.send(
    new CreateStackCommand({
      StackName: STACK_NAME,
      TemplateURL: `https://s3.amazonaws.com/${PACKAGE_BUCKET}/stack.json`,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: parameters.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    }),
  );
  const outputs = await waitForStack(clients);
  const { StackResources = [] } = await clients.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: STACK_NAME }),
  );
  const resources = StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [
    LogicalResourceId,
    PhysicalResourceId ?? '',
  ]);
  return { outputs, resources: Object.fromEntries(resources), functions: translation.functions };
}
