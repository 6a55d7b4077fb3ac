import * as z from 'zod/mini';

const nameValue = z.object({ name: z.string(), value: z.string() });

/**
 * The fields of an ECS "Task State Change" event that functions read. Every enumeration is open: AWS adds values.
 * Source: Amazon ECS developer guide, "Amazon ECS task state change events".
 */
export const EcsTask = z.looseObject({
  taskArn: z.string(),
  clusterArn: z.string(),
  /** Counts the changes of a task; higher is later, equal is a duplicate. */
  version: z.int(),
  lastStatus: z.string(),
  desiredStatus: z.optional(z.string()),
  /** With its revision. */
  taskDefinitionArn: z.optional(z.string()),
  /** In responses of DescribeTasks, not in events. */
  healthStatus: z.optional(z.string()),
  startedBy: z.optional(z.string()),
  createdAt: z.optional(z.string()),
  pullStartedAt: z.optional(z.string()),
  pullStoppedAt: z.optional(z.string()),
  startedAt: z.optional(z.string()),
  stoppedAt: z.optional(z.string()),
  updatedAt: z.optional(z.string()),
  stopCode: z.optional(z.string()),
  stoppedReason: z.optional(z.string()),
  /** May be empty if the task failed to start. */
  containers: z.optional(
    z.array(
      z.looseObject({
        name: z.string(),
        exitCode: z.optional(z.nullable(z.int())),
        reason: z.optional(z.string()),
      }),
    ),
  ),
  overrides: z.optional(
    z.looseObject({
      containerOverrides: z.optional(
        z.array(z.looseObject({ name: z.optional(z.string()), environment: z.optional(z.array(nameValue)) })),
      ),
    }),
  ),
});
export type EcsTask = z.infer<typeof EcsTask>;

export const EcsTaskStateChange = {
  source: 'aws.ecs',
  detailType: 'ECS Task State Change',
  schema: z.looseObject({ time: z.string(), detail: EcsTask }),
};
