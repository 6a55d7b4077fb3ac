import * as z from 'zod/mini';
import { parseInput } from '../wire/input';
import { ServiceError } from '../wire/service-error';

const INVALID = 'InvalidParameterException';

/** Limit of the overrides of RunTask, in characters of their JSON. */
const MAX_OVERRIDES = 8192;

const containerOverride = z.looseObject({
  name: z.optional(z.string()),
  environment: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
});

const runTask = z.looseObject({
  cluster: z.optional(z.string()),
  taskDefinition: z.string(),
  count: z.optional(z.int().check(z.gte(1), z.lte(10))),
  launchType: z.optional(z.string()),
  capacityProviderStrategy: z.optional(z.array(z.unknown())),
  clientToken: z.optional(z.string().check(z.regex(/^[!-~]{1,64}$/))),
  startedBy: z.optional(z.string().check(z.regex(/^[A-Za-z0-9\-/_]{1,128}$/))),
  group: z.optional(z.string()),
  networkConfiguration: z.optional(z.looseObject({ awsvpcConfiguration: z.optional(z.unknown()) })),
  tags: z.optional(z.array(z.unknown())),
  propagateTags: z.optional(z.string()),
  overrides: z.optional(
    z.looseObject({
      cpu: z.optional(z.string()),
      memory: z.optional(z.string()),
      containerOverrides: z.optional(z.array(containerOverride)),
    }),
  ),
});
export type RunTask = z.infer<typeof runTask>;

const listTasks = z.looseObject({
  cluster: z.optional(z.string()),
  family: z.optional(z.string()),
  serviceName: z.optional(z.string()),
  startedBy: z.optional(z.string()),
  desiredStatus: z.optional(z.enum(['RUNNING', 'PENDING', 'STOPPED'])),
  maxResults: z.optional(z.int().check(z.gte(1), z.lte(100))),
  nextToken: z.optional(z.string()),
});
export type ListTasks = z.infer<typeof listTasks>;

const describeTasks = z.looseObject({ cluster: z.optional(z.string()), tasks: z.array(z.string()) });
const stopTask = z.looseObject({
  cluster: z.optional(z.string()),
  task: z.string(),
  reason: z.optional(z.string().check(z.maxLength(1024))),
});

/** Validates a RunTask request as ECS does. */
export function runTaskInput(input: unknown): RunTask {
  const request = parseInput(runTask, input, INVALID);
  if (request.overrides && JSON.stringify(request.overrides).length > MAX_OVERRIDES) {
    throw new ServiceError(INVALID, `Container Overrides length must be at most ${MAX_OVERRIDES}`);
  }
  if (request.launchType && request.capacityProviderStrategy) {
    throw new ServiceError(INVALID, 'Specifying both a launch type and capacity provider strategy is not supported.');
  }
  if (!request.networkConfiguration?.awsvpcConfiguration) {
    throw new ServiceError(INVALID, "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  return request;
}

export function listTasksInput(input: unknown): ListTasks {
  const request = parseInput(listTasks, input, INVALID);
  if (request.startedBy && (request.family || request.serviceName)) {
    throw new ServiceError(INVALID, 'startedBy cannot be combined with another filter.');
  }
  return request;
}

export function describeTasksInput(input: unknown): z.infer<typeof describeTasks> {
  const request = parseInput(describeTasks, input, INVALID);
  if (request.tasks.length > 100) throw new ServiceError(INVALID, 'Tasks cannot have more than 100 elements.');
  return request;
}

export const stopTaskInput = (input: unknown): z.infer<typeof stopTask> => parseInput(stopTask, input, INVALID);
