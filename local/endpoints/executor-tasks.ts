import { join } from 'node:path';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../executor/supervisor/node-flags';
import { HEALTH_FILE } from '../../executor/supervisor/standby/health-file';
import { pythonOf, root } from '../setup/paths';
import type { TaskCredentials } from './ecs/task-credentials';
import type { ContainerDefinition } from './ecs/task-definitions';
import { logFileOf, newWorkFolder } from './ecs/task-folders';
import { METADATA_PATH } from './ecs/task-metadata';
import type { ProcessOptions } from './ecs/task-process';
import type { TaskState } from './ecs/task-view';
import { REGION } from './emulator-clients';

/** Prefix of a task's principal; its id follows. See wire/caller.ts. */
export const TASK_PRINCIPAL = 'task-';

export interface ExecutorOptions {
  readonly emulatorUrl: string;
  /** Address of the local endpoints. */
  readonly url: () => string;
  readonly logs: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly credentials: TaskCredentials;
  /** Address where a task checks which programs may run with fewer layers; empty for none. */
  readonly trustedProgramsUrl: () => string;
}

/** Variables of every process. */
const base = () => ({ PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' });

/** The environment of the image, with the paths and addresses of this machine. */
function localEnvironment(
  { emulatorUrl }: ExecutorOptions,
  endpointUrl: string,
  workFolder: string,
): Record<string, string> {
  return {
    ...base(),
    ...NODE_ENVIRONMENT,
    HOME: workFolder,
    TMPDIR: workFolder,
    WORK_DIR: workFolder,
    SANDBOX_PYTHON: pythonOf('executor'),
    SANDBOX_DIR: join(root, 'executor/sandbox'),
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: emulatorUrl,
    AWS_ENDPOINT_URL_REDSHIFT_DATA: endpointUrl,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/**
 * Variables that a task definition and RunTask may set. All local users can call RunTask; with other variables, such as
 * NODE_OPTIONS, LD_PRELOAD, SANDBOX_PYTHON or proxies, they could run their own code in the process.
 */
const ALLOWED =
  /^(?:JOB_ID|LAUNCH|STANDBY(?:_MINUTES)?|(?:PROGRAM|CLAIM)_POLL_MILLISECONDS|LIVE_OUTPUT|BUCKET_NAME|BUS_NAME|WAREHOUSE_(?:WORKGROUP|DATABASE|SECRET_ARN))$/;

const allowed = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => ALLOWED.test(name)));

/** Returns a function that gives the command and the environment of a task's process. */
export function executorTasks(options: ExecutorOptions) {
  return async (task: TaskState, container: ContainerDefinition): Promise<ProcessOptions> => {
    const workFolder = newWorkFolder();
    const id = task.taskArn.split('/').at(-1) ?? '';
    const { taskRoleArn, memory } = task.definition;
    const overrides = task.request.overrides?.containerOverrides?.find(({ name }) => name === container.name);
    return {
      python: pythonOf('emulator'),
      command: options.command ?? [process.execPath, ...NODE_FLAGS, join(root, 'dist/executor/index.js')],
      environment: {
        ...localEnvironment(options, `${options.url()}/${TASK_PRINCIPAL}${id}`, workFolder),
        ECS_CONTAINER_METADATA_URI_V4: `${options.url()}${METADATA_PATH}${id}`,
        ...allowed(container.environment),
        ...allowed(Object.fromEntries((overrides?.environment ?? []).map(({ name, value }) => [name, value]))),
        ...(taskRoleArn ? options.credentials.environmentOf(id, taskRoleArn, options.url()) : {}),
        ...options.environment,
        // Last, so that the caller of RunTask cannot set it.
        TRUSTED_PROGRAMS_URL: options.trustedProgramsUrl(),
      },
      workFolder,
      healthFile: join(workFolder, HEALTH_FILE),
      logFile: logFileOf(options.logs, task.taskArn),
      memoryBytes: Number(task.request.overrides?.memory ?? memory) * 1024 * 1024,
    };
  };
}
