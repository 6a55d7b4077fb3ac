import { appendFileSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { pythonOf, root } from '../setup/paths';
import { roleAccess } from './access/access';
import { deployedRoles, functionRole } from './access/deployed-roles';
import { analystBackend } from './bedrock/backends/analyst';
import { bedrockService } from './bedrock/service';
import { TRUSTED_PROGRAMS_PATH, trustedProgramsEndpoint } from './bedrock/trusted-programs';
import { type EcsService, ecsService } from './ecs/service';
import { stateChanges } from './ecs/state-changes';
import { taskCredentials } from './ecs/task-credentials';
import { registeredDefinitions } from './ecs/task-definitions';
import { taskMetadata } from './ecs/task-metadata';
import { ACCOUNT, emulatorClients, REGION } from './emulator-clients';
import { executorTasks, TASK_PRINCIPAL } from './executor-tasks';
import type { DeployedStack, Endpoints, EndpointsOptions } from './options';
import { loadData, requireTables } from './redshift-data/load';
import { redshiftDataService } from './redshift-data/service';
import { Statements } from './redshift-data/statements';
import { WarehouseProcess } from './redshift-data/warehouse-process';
import { jsonListener } from './wire/json-protocol';
import { openProtocolMux } from './wire/protocol-mux';

export { byHandBackend } from './bedrock/backends/by-hand';
export { delayedBackend } from './bedrock/backends/delayed';
export { type Replay, type ReplayedCall, recordedBackend, recordingBackend } from './bedrock/backends/recorded';
export { type ChosenModel, chooseModel } from './bedrock/choose-model';
export { probeModel } from './bedrock/probe-model';
export { recordingStore } from './bedrock/recordings/store';
export type { DeployedStack, Endpoints, EndpointsOptions } from './options';

async function openWarehouse(
  { inputFolder, folder, database = 'dev', warehouseMemoryMegabytes = 1024 }: EndpointsOptions,
  log: (line: string) => void,
) {
  const python = pythonOf('emulator');
  const settings = { python, memoryMegabytes: warehouseMemoryMegabytes, threads: Math.min(cpus().length, 4) };
  const cacheFolder = join(root, '.local/warehouse');
  const loaded = await loadData({ ...settings, dataFolder: inputFolder, cacheFolder, database });
  requireTables(loaded, inputFolder);
  const workFolder = join(folder, 'warehouse');
  mkdirSync(workFolder, { recursive: true, mode: 0o700 });
  return { loaded, process: new WarehouseProcess({ ...settings, database: loaded.file, folder: workFolder, log }) };
}

/** The log of denied and failed calls. */
function fileLog(): (line: string) => void {
  const file = join(root, '.local/logs/endpoints.log');
  mkdirSync(dirname(file), { recursive: true });
  return (line) => appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
}

/**
 * Starts ECS, the Redshift Data API and Bedrock's Converse on one port of 127.0.0.1. The path of a call names the calling
 * function or task, whose deployed role must allow the call (see wire/caller.ts).
 */
export async function startEndpoints(options: EndpointsOptions): Promise<Endpoints> {
  const { emulatorUrl, model = analystBackend(), log = fileLog() } = options;
  const clients = emulatorClients(emulatorUrl);
  const definition = registeredDefinitions(clients.ecs);
  let url = '';
  let ecs: EcsService | undefined;
  let stack: DeployedStack | undefined;
  const roleArnOf = async (principal: string) => {
    if (principal.startsWith(TASK_PRINCIPAL)) return ecs?.taskRole(principal.slice(TASK_PRINCIPAL.length));
    if (principal === 'executor') return stack && (await definition(stack.taskDefinition)).taskRoleArn;
    const name = stack?.functions[principal];
    return name ? functionRole(clients.lambda, name) : undefined;
  };
  let roleOf = deployedRoles(clients.iam, roleArnOf, options.roleCacheSeconds);
  const access = roleAccess({ account: ACCOUNT, region: REGION, roleOf: (principal) => roleOf(principal) });

  const { loaded, process: warehouse } = await openWarehouse(options, log);
  const credentials = taskCredentials(clients.sts);
  const changes = stateChanges({ events: clients.events, queues: clients.queues, log });
  const taskLogs = join(root, '.local/logs/tasks');
  const tasks = ecsService({
    account: ACCOUNT,
    region: REGION,
    access,
    definition,
    maxTasks: options.maxTasks ?? 16,
    startSeconds: options.taskStartSeconds,
    log,
    changed(task) {
      changes.publish(task);
      if (task.lastStatus === 'STOPPED') credentials.forget(task.taskArn.split('/').at(-1) ?? '');
    },
    prepare: executorTasks({
      emulatorUrl,
      url: () => url,
      logs: taskLogs,
      command: options.taskCommand,
      environment: options.taskEnvironment,
      trustedProgramsUrl: () => (model.isTrusted ? `${url}${TRUSTED_PROGRAMS_PATH}` : ''),
      credentials,
    }),
  });
  ecs = tasks;
  const workgroupArn = options.workgroupArn ?? `arn:aws:redshift-serverless:${REGION}:${ACCOUNT}:workgroup/local`;
  const redshift = redshiftDataService({ access, statements: new Statements(warehouse), workgroupArn });
  const bedrock = bedrockService({ account: ACCOUNT, region: REGION, access, backend: async () => model, log });
  const metadata = taskMetadata(() => ecs);
  const json = jsonListener([tasks, redshift], log);
  const trustedPrograms = trustedProgramsEndpoint(model);
  const mux = await openProtocolMux(
    options.port ?? 0,
    (request, response) => {
      const isHandled = [credentials.handle, metadata, trustedPrograms].some((handle) => handle(request, response));
      if (!isHandled) json(request, response);
    },
    bedrock.listener,
  );
  url = mux.url;
  return {
    url,
    tables: { tables: loaded.tables, skipped: loaded.skipped, ignored: loaded.ignored },
    modelName: model.name,
    taskLogs,
    configure(deployed) {
      stack = deployed;
      roleOf = deployedRoles(clients.iam, roleArnOf, options.roleCacheSeconds);
    },
    recorded: bedrock.recorded,
    async stop() {
      await tasks.close();
      await Promise.race([changes.settled(), new Promise((wake) => setTimeout(wake, 3000).unref())]);
      await warehouse.close();
      await mux.close();
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
