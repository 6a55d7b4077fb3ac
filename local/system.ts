import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { type AdminClients, adminClients } from './emulator/clients';
import { type Deployment, deploy } from './emulator/deploy';
import { describeLoadedTables, type TableProblems } from './emulator/described-tables';
import { WAIT_SECONDS } from './emulator/held-waits';
import { JobChanges, tableVersions } from './emulator/job-changes';
import { type Emulator, REGION, startEmulator } from './emulator/ministack';
import { openApiProxy } from './emulator/proxies';
import { type ChosenModel, chooseModel, type DeployedStack, type Endpoints, startEndpoints } from './endpoints';
import { readCatalogFile } from './setup/catalog-file';
import { root } from './setup/paths';
import { probePort } from './setup/ports.mjs';

export interface SystemOptions {
  /** Ports of 127.0.0.1; the default is any free port. */
  readonly apiPort?: number;
  readonly awsPort?: number;
  /** Folder with files of tables and catalog.yaml, relative to the project's top folder. */
  readonly inputFolder?: string;
  /** The model that writes the programs; the default is the offline analyst. */
  readonly model?: ChosenModel;
  /** Run programs even if this machine cannot confine them. */
  readonly unsafeSandbox?: boolean;
  /** Seconds for which the local endpoints cache the policies of a role. */
  readonly roleCacheSeconds?: number;
  /** Limit of concurrent tasks; above it RunTask reports a lack of capacity. */
  readonly maxTasks?: number;
  /** How long the start of a task takes, as on Fargate. */
  readonly taskStartSeconds?: number;
  /** Tasks that are kept on standby; the default is none. */
  readonly standbyTasks?: number;
  /** Minutes without a job after which no standby is kept; the default is 0, for ever. */
  readonly standbyMinutes?: number;
  /** Callers sign in at this issuer; the default is an API that is open to every program of this machine. */
  readonly signIn?: SignIn;
}

export interface SignIn {
  readonly issuer: string;
  readonly audience: string;
  /** The page's client at the issuer. */
  readonly clientId: string;
}

export interface System {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Endpoint for AWS SDKs and the AWS CLI; access key and secret are `test`. */
  readonly awsUrl: string;
  readonly bus: string;
  readonly table: string;
  readonly bucket: string;
  readonly deployment: Deployment;
  /** The loaded tables and the skipped files. */
  readonly tables: Endpoints['tables'];
  /** Names of the catalog that the warehouse does not have, and tables that could not be described. */
  readonly tableProblems: TableProblems;
  /** Display name of the model, such as "the offline analyst". */
  readonly modelName: string;
  /** Folder with a log file for each task. */
  readonly taskLogs: string;
  /** Signing secret of the webhooks, as receivers get it. */
  webhookSecret(): Promise<string>;
  /** Rejects when the emulator exits unexpectedly. */
  readonly failed: Promise<never>;
  /** Stops all processes of the system. */
  stop(): Promise<void>;
}

const ACCOUNT = '000000000000';
const WAREHOUSE = `arn:aws:redshift-serverless:${REGION}:${ACCOUNT}:workgroup/local`;
const IMAGE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/executor:local`;

/** Stands in for the read-only database user that the operator creates on AWS. */
async function createWarehouseSecret({ secrets }: AdminClients): Promise<string> {
  const SecretString = JSON.stringify({ username: 'code_interpreter', password: 'local' });
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'code-interpreter-warehouse', SecretString }));
  if (!ARN) throw new Error('The warehouse secret has no ARN.');
  return ARN;
}

function parameters(secretArn: string, { modelId }: ChosenModel, options: SystemOptions): Record<string, string> {
  const { standbyTasks = 0, standbyMinutes = 0, signIn } = options;
  return {
    ...(signIn
      ? { Authorization: 'JWT', JwtIssuer: signIn.issuer, JwtAudience: signIn.audience, PageClientId: signIn.clientId }
      : // Every caller is the one owner, and may verify answers.
        { Authorization: 'NONE', AllowAnonymous: 'true', Curators: 'anonymous' }),
    // All jobs belong to one caller, and nothing costs money.
    MaxJobsPerOwner: '100000',
    MaxDailyUsdPerOwner: '100000',
    ...(modelId && { ModelId: modelId }),
    // Waiting costs nothing here.
    WaitSeconds: String(WAIT_SECONDS),
    StandbyTasks: String(standbyTasks),
    StandbyMinutes: String(standbyMinutes),
    WarehouseWorkgroup: WAREHOUSE,
    WarehouseSecretArn: secretArn,
    VpcId: 'vpc-00000000',
    SubnetIds: 'subnet-00000000',
    ExecutorImage: IMAGE,
    WebhookAllowedCidrs: '127.0.0.0/8',
  };
}

/** The parts of the deployment that the local endpoints need to find the caller's role. */
function stackOf({ functions, resources, outputs }: Deployment): DeployedStack {
  const deployedNames = Object.entries(functions).map(([logicalId, folder]) => [folder, resources[logicalId] ?? '']);
  return { functions: Object.fromEntries(deployedNames), taskDefinition: outputs.TaskFamily ?? '' };
}

async function readWebhookSecret({ secrets }: AdminClients, arn: string): Promise<string> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
  return `whsec_${SecretString}`;
}

/** The clock would do so within a minute. */
async function invokeKeepStandby({ lambda }: AdminClients, { resources }: Deployment): Promise<void> {
  await lambda.send(new InvokeCommand({ FunctionName: resources.KeepStandbyFunction, Payload: '{}' }));
}

/** Starts the whole system on this machine: the emulator, the local endpoints and the stack of template.yaml. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const inputFolder = resolve(root, options.inputFolder ?? 'input');
  if (!existsSync(inputFolder)) throw new Error(`The folder ${inputFolder} does not exist.`);
  const catalog = readCatalogFile(inputFolder);
  const model = options.model ?? chooseModel({});
  const apiPort = options.apiPort ?? (await probePort(0));
  const running: { emulator?: Emulator; endpoints?: Endpoints; apiProxy?: Server } = {};
  const stop = async () => {
    running.apiProxy?.close();
    running.apiProxy?.closeAllConnections();
    await running.endpoints?.stop();
    await running.emulator?.process.stop();
  };
  try {
    running.emulator = await startEmulator(options.awsPort ?? (await probePort(0)), { apiPort });
    const { url, socketPath, folder, process } = running.emulator;
    const { backend } = model;
    running.endpoints = await startEndpoints({
      emulatorUrl: url,
      inputFolder,
      folder,
      workgroupArn: WAREHOUSE,
      model: backend,
      taskEnvironment: {
        UNSAFE_SANDBOX: options.unsafeSandbox ? '1' : '0',
        // The offline analyst takes less than the intervals that AWS has.
        PROGRAM_POLL_MILLISECONDS: '50',
        CLAIM_POLL_MILLISECONDS: '100',
      },
      roleCacheSeconds: options.roleCacheSeconds,
      maxTasks: options.maxTasks,
      taskStartSeconds: options.taskStartSeconds,
    });
    const clients = adminClients(url);
    const secretArn = await createWarehouseSecret(clients);
    const templateFile = join(root, 'template.yaml');
    const endpointsUrl = running.endpoints.url;
    const deployment = await deploy(clients, {
      templateFile,
      parameters: { ...parameters(secretArn, model, options), PageUrl: `http://127.0.0.1:${apiPort}/` },
      emulatorUrl: url,
      endpointsUrl,
      apiUrl: `http://127.0.0.1:${apiPort}`,
      folder,
    });
    running.endpoints.configure(stackOf(deployment));
    const { BusName = '', TableName = '', BucketName = '', WebhookSecretArn = '' } = deployment.outputs;
    if (options.standbyTasks) await invokeKeepStandby(clients, deployment);
    const tableProblems = await describeLoadedTables(clients.s3, BucketName, catalog);
    running.apiProxy = await openApiProxy(
      apiPort,
      socketPath,
      `/_aws/execute-api/${deployment.resources.Api}`,
      new JobChanges(tableVersions(clients.dynamoDB, TableName)),
      { writer: running.endpoints.modelName, tables: running.endpoints.tables.tables },
    );
    return {
      apiUrl: `http://127.0.0.1:${apiPort}`,
      awsUrl: url,
      bus: BusName,
      table: TableName,
      bucket: BucketName,
      deployment,
      tables: running.endpoints.tables,
      tableProblems,
      modelName: running.endpoints.modelName,
      taskLogs: running.endpoints.taskLogs,
      webhookSecret: () => readWebhookSecret(clients, WebhookSecretArn),
      failed: process.failed,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
