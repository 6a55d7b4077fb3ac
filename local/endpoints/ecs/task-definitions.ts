import { DescribeTaskDefinitionCommand, type ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs';
import { ServiceError } from '../wire/service-error';

/** The parts of a registered task definition that a task needs. */
export interface Definition {
  /** With its revision. */
  readonly arn: string;
  readonly family: string;
  /** CPU units and MiB, as text. */
  readonly cpu: string;
  readonly memory: string;
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly containers: readonly ContainerDefinition[];
}

export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
}

const DEFAULT_STOP_TIMEOUT = 30;

function definitionOf(registered: TaskDefinition): Definition {
  return {
    arn: registered.taskDefinitionArn ?? '',
    family: registered.family ?? '',
    cpu: registered.cpu ?? '256',
    memory: registered.memory ?? '512',
    taskRoleArn: registered.taskRoleArn,
    executionRoleArn: registered.executionRoleArn,
    containers: (registered.containerDefinitions ?? []).map(
      ({ name = '', image = '', environment = [], stopTimeout }) => ({
        name,
        image,
        environment: Object.fromEntries(environment.map((entry) => [entry.name, entry.value ?? ''])),
        stopTimeout: stopTimeout ?? DEFAULT_STOP_TIMEOUT,
      }),
    ),
  };
}

/** Looks up the stack's task definitions in the emulator by family (newest revision), family:revision or ARN. */
export function registeredDefinitions(ecs: ECSClient): (name: string) => Promise<Definition> {
  return async (name) => {
    try {
      const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name }));
      if (taskDefinition) return definitionOf(taskDefinition);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ClientException')) throw error;
    }
    throw new ServiceError('ClientException', 'TaskDefinition not found.');
  };
}
