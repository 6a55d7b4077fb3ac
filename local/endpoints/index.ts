import { appendFileSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { pythonOf, root } from '../paths';
import { roleAccess } from './access/access';
import { deployedRoles, functionRole } from './access/deployed-roles';
import { analystBackend } from './bedrock/backends/analyst';
import { bedrockService } from './bedrock/service';
import { WRITTEN_PROGRAMS, writtenPrograms } from './bedrock/written-programs';
import { type EcsService, ecsService } from './ecs/service';
import { stateChanges } from './ecs/state-changes';
import { taskCredentials } from './ecs/task-credentials';
import { registeredDefinitions } from './ecs/task-definitions';
import { ACCOUNT, emulatorClients, REGION } from './emulator-clients';
import { executorTasks, TASK_PRINCIPAL } from './executor-tasks';
import type { DeployedStack, Endpoints, EndpointsOptions } from './options';
import { loadData } from './redshift-data/load';
import { redshiftDataService } from './redshift-data/service';
import { Statements } from './redshift-data/statements';
import { WarehouseProcess } from './redshift-data/warehouse-process';
import { openFrontDoor } from './wire/front-door';
import { jsonListener } from './wire/json-protocol';

export { type ChosenModel, chooseModel } from './bedrock/choose';
export { probeModel } from './bedrock/probe';
export type { DeployedStack, Endpoints, EndpointsOptions } from './options';

async function openWarehouse(
  { inputFolder, folder, database = 'dev', warehouseMemoryMegabytes = 1024 }: EndpointsOptions,
  log: (line: string) => void,
) {
  const python = pythonOf('emulator');
  const settings = { python, memoryMegabytes: warehouseMemoryMegabytes, threads: Math.min(cpus().length, 4) };
  const cacheFolder = join(root, '.local/warehouse');
  const loaded = await loadData({ ...settings, dataFolder: inputFolder, cacheFolder, database });
  const own = join(folder, 'warehouse');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  return { loaded, process: new WarehouseProcess({ ...settings, database: loaded.file, folder: own, log }) };
}

/** Refused and failed calls go to a file: who was denied what, and why. */
function fileLog(): (line: string) => void {
  const file = join(root, '.local/logs/endpoints.log');
  mkdirSync(dirname(file), { recursive: true });
  return (line) => appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
}

/**
 * Starts ECS, the Redshift Data API and Bedrock's Converse on one port of 127.0.0.1. Each call is allowed or denied
 * by the role of the deployed function or task at whose address it comes in; without one it is the machine's owner's.
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
  let roleOf = deployedRoles(clients.iam, roleArnOf, options.rolesKeptSeconds);
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
    mostTasks: options.mostTasks ?? 16,
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
      trustedProgramsUrl: () => (model.wrote ? `${url}${WRITTEN_PROGRAMS}` : ''),
      credentials,
    }),
  });
  ecs = tasks;
  const workgroupArn = options.workgroupArn ?? `arn:aws:redshift-serverless:${REGION}:${ACCOUNT}:workgroup/local`;
  const redshift = redshiftDataService({ access, statements: new Statements(warehouse), workgroupArn });
  const bedrock = bedrockService({ account: ACCOUNT, region: REGION, access, backend: async () => model, log });
  const json = jsonListener([tasks, redshift], log);
  const written = writtenPrograms(model);
  const door = await openFrontDoor(
    options.port ?? 0,
    (request, response) => {
      if (!credentials.answer(request, response) && !written(request, response)) json(request, response);
    },
    bedrock.listener,
  );
  url = door.url;
  return {
    url,
    tables: { tables: loaded.tables, skipped: loaded.skipped },
    modelName: model.name,
    taskLogs,
    configure(deployed) {
      stack = deployed;
      roleOf = deployedRoles(clients.iam, roleArnOf, options.rolesKeptSeconds);
    },
    recorded: bedrock.recorded,
    async stop() {
      await tasks.close();
      await Promise.race([changes.settled(), new Promise((wake) => setTimeout(wake, 3000).unref())]);
      await warehouse.close();
      await door.close();
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
