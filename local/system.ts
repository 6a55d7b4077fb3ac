import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { keys } from '../events/documents/keys';
import { type AdminClients, adminClients } from './emulator/clients';
import { type Deployment, deploy } from './emulator/deploy';
import { openApiDoor } from './emulator/doors';
import { type Emulator, REGION, startEmulator } from './emulator/ministack';
import { type ChosenModel, chooseModel, type DeployedStack, type Endpoints, startEndpoints } from './endpoints';
import { root } from './paths';
import { probePort } from './ports';

export interface SystemOptions {
  /** Ports of 127.0.0.1; any free one when left out. */
  readonly apiPort?: number;
  readonly awsPort?: number;
  /** Tables as CSV and Parquet files, and catalog.yaml. A relative path is below the project's top folder. */
  readonly inputFolder?: string;
  /** Who writes the programs; the offline analyst when left out. */
  readonly model?: ChosenModel;
  /** Run programs also where they cannot be held. */
  readonly unsafeSandbox?: boolean;
  /** Seconds until a changed policy takes effect at the own endpoints. */
  readonly rolesKeptSeconds?: number;
  /** Tasks at once; above it there is no capacity. */
  readonly mostTasks?: number;
}

export interface System {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** For any AWS SDK or the AWS CLI; key and secret `test`. */
  readonly awsUrl: string;
  readonly bus: string;
  readonly table: string;
  readonly bucket: string;
  readonly deployment: Deployment;
  /** The tables that can be asked about, and the files that could not be read. */
  readonly tables: Endpoints['tables'];
  /** Who writes the programs, in words. */
  readonly modelName: string;
  /** Folder with a log file for each task. */
  readonly taskLogs: string;
  /** Secret of the webhooks' signatures, as receivers are given it. */
  webhookSecret(): Promise<string>;
  /** Rejects when a part of the system ends by itself. */
  readonly failed: Promise<never>;
  /** Stops every process of the system; nothing of it is left. */
  stop(): Promise<void>;
}

const ACCOUNT = '000000000000';
const WAREHOUSE = `arn:aws:redshift-serverless:${REGION}:${ACCOUNT}:workgroup/local`;
const IMAGE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/executor:local`;

/** The read-only database user, as who deploys to AWS makes it. */
async function createWarehouseSecret({ secrets }: AdminClients): Promise<string> {
  const SecretString = JSON.stringify({ username: 'code_interpreter', password: 'local' });
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'code-interpreter-warehouse', SecretString }));
  if (!ARN) throw new Error('The secret of the warehouse has no ARN.');
  return ARN;
}

function parameters(secretArn: string, { modelId }: ChosenModel): Record<string, string> {
  return {
    Authorization: 'NONE',
    ...(modelId && { ModelId: modelId }),
    WarehouseWorkgroup: WAREHOUSE,
    WarehouseSecretArn: secretArn,
    VpcId: 'vpc-00000000',
    SubnetIds: 'subnet-00000000',
    ExecutorImage: IMAGE,
    WebhookAllowedCidrs: '127.0.0.0/8',
  };
}

/** What the own endpoints have to know of the stack: whose address is whose role's. */
function stackOf({ functions, resources, outputs }: Deployment): DeployedStack {
  const named = Object.entries(functions).map(([logicalId, functionName]) => [
    functionName,
    resources[logicalId] ?? '',
  ]);
  return { functions: Object.fromEntries(named), taskDefinition: outputs.TaskFamily ?? '' };
}

async function readWebhookSecret({ secrets }: AdminClients, arn: string): Promise<string> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
  return `whsec_${SecretString}`;
}

/** What the tables mean, where whoever deploys puts it; tables can do without. */
async function uploadCatalog({ s3 }: AdminClients, file: string, bucket: string): Promise<void> {
  if (!existsSync(file)) return;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: keys.catalog, Body: readFileSync(file) }));
}

/** Starts the whole system on this machine: emulator, own endpoints, the template's stack, the catalog. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const inputFolder = resolve(root, options.inputFolder ?? 'input');
  if (!existsSync(inputFolder)) throw new Error(`There is no folder ${inputFolder} to read tables from.`);
  const model = options.model ?? chooseModel({});
  const apiPort = options.apiPort ?? (await probePort(0));
  const running: { emulator?: Emulator; endpoints?: Endpoints; door?: Server } = {};
  const stop = async () => {
    running.door?.close();
    running.door?.closeAllConnections();
    await running.endpoints?.stop();
    await running.emulator?.process.stop();
  };
  try {
    running.emulator = await startEmulator(options.awsPort ?? (await probePort(0)));
    const { url, socketPath, folder, process } = running.emulator;
    const { backend } = model;
    running.endpoints = await startEndpoints({
      emulatorUrl: url,
      inputFolder,
      folder,
      workgroupArn: WAREHOUSE,
      model: backend,
      taskEnvironment: { UNSAFE_SANDBOX: options.unsafeSandbox ? '1' : '0' },
      rolesKeptSeconds: options.rolesKeptSeconds,
      mostTasks: options.mostTasks,
    });
    const clients = adminClients(url);
    const secretArn = await createWarehouseSecret(clients);
    const templateFile = join(root, 'template.yaml');
    const endpointsUrl = running.endpoints.url;
    const deployment = await deploy(clients, {
      templateFile,
      parameters: parameters(secretArn, model),
      endpointsUrl,
      folder,
    });
    running.endpoints.configure(stackOf(deployment));
    const { BusName = '', TableName = '', BucketName = '', WebhookSecretArn = '' } = deployment.outputs;
    await uploadCatalog(clients, join(inputFolder, 'catalog.yaml'), BucketName);
    running.door = await openApiDoor(apiPort, socketPath, `/_aws/execute-api/${deployment.resources.Api}`);
    return {
      apiUrl: `http://127.0.0.1:${apiPort}`,
      awsUrl: url,
      bus: BusName,
      table: TableName,
      bucket: BucketName,
      deployment,
      tables: running.endpoints.tables,
      modelName: running.endpoints.modelName,
      taskLogs: running.endpoints.taskLogs,
      webhookSecret: () => readWebhookSecret(clients, WebhookSecretArn),
      failed: process.ended,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
