import { join } from 'node:path';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../executor/supervisor/node';
import { pythonOf, root } from '../paths';
import type { TaskCredentials } from './ecs/task-credentials';
import type { ContainerDefinition } from './ecs/task-definitions';
import { logFileOf, newWorkFolder } from './ecs/task-folders';
import type { ProcessOptions } from './ecs/task-process';
import type { TaskState } from './ecs/task-view';
import { REGION } from './emulator-clients';

/** A task's address is the endpoints' with this and its id. */
export const TASK_PRINCIPAL = 'task-';

export interface ExecutorOptions {
  readonly emulatorUrl: string;
  /** Address of the own endpoints. */
  readonly url: () => string;
  readonly logs: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly credentials: TaskCredentials;
  /** Where a task asks which programs it may run with fewer layers than others need; empty for none. */
  readonly trustedProgramsUrl: () => string;
}

/** What every process needs to find its programs. */
const base = () => ({ PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' });

/** Environment of the image and of the machine where the image would say otherwise. */
function localEnvironment({ emulatorUrl }: ExecutorOptions, own: string, workFolder: string): Record<string, string> {
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
    AWS_ENDPOINT_URL_REDSHIFT_DATA: own,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/**
 * What a task definition and the caller of RunTask say. Everybody on this machine can start one; a variable of another
 * name would choose what the process runs and believes: NODE_OPTIONS, LD_PRELOAD, SANDBOX_PYTHON, proxies.
 */
const SAID = /^(?:JOB_ID|LAUNCH|BUCKET_NAME|BUS_NAME|WAREHOUSE_(?:WORKGROUP|DATABASE|SECRET_ARN))$/;

const said = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => SAID.test(name)));

/** Makes of a task what a process is started with: the definition's environment, the overrides, this machine's. */
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
        ...said(container.environment),
        ...said(Object.fromEntries((overrides?.environment ?? []).map(({ name, value }) => [name, value]))),
        ...(taskRoleArn ? options.credentials.environmentOf(id, taskRoleArn, options.url()) : {}),
        ...options.environment,
        // last: the caller of RunTask does not choose whom it trusts
        TRUSTED_PROGRAMS_URL: options.trustedProgramsUrl(),
      },
      workFolder,
      logFile: logFileOf(options.logs, task.taskArn),
      memoryBytes: Number(task.request.overrides?.memory ?? memory) * 1024 * 1024,
    };
  };
}
