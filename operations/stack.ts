import {
  type CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';

/** A deployed stack. */
export interface Stack {
  readonly name: string;
  /** Such as CREATE_COMPLETE. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Resource {
  readonly logicalId: string;
  /** The physical id. */
  readonly id: string;
  readonly type: string;
}

/** The workgroup, database and schema with the tables. */
export interface WarehouseTarget {
  readonly workgroup: string;
  readonly database: string;
  readonly schema: string;
  /** Secret of the read-only user. */
  readonly secretArn: string;
  /** Set when the stack created the warehouse. */
  readonly namespace?: string;
}

/** An error that the operator can fix. The message says how. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}

/** Reads a stack. @throws OperatorError when it does not exist */
export async function readStack(client: CloudFormationClient, name: string): Promise<Stack> {
  const response = await client.send(new DescribeStacksCommand({ StackName: name })).catch((error: Error) => {
    if (!/does not exist/.test(error.message)) throw error;
    throw new OperatorError(
      `There is no stack ${name} in this account and region. Deploy it (docs/deploy.md), or choose another with --stack.`,
    );
  });
  const stack = response.Stacks?.[0];
  const pairs = (items: readonly { key?: string; value?: string }[]) =>
    Object.fromEntries(items.map(({ key = '', value = '' }) => [key, value]));
  return {
    name,
    status: stack?.StackStatus ?? '',
    outputs: pairs((stack?.Outputs ?? []).map((one) => ({ key: one.OutputKey, value: one.OutputValue }))),
    parameters: pairs((stack?.Parameters ?? []).map((one) => ({ key: one.ParameterKey, value: one.ParameterValue }))),
  };
}

/** An output of a stack. @throws OperatorError when it has none of this name */
export function outputOf({ name, status, outputs }: Stack, output: string): string {
  const value = outputs[output];
  if (value) return value;
  throw new OperatorError(`The stack ${name} (${status}) has no output ${output}. Deploy this version.`);
}

/** The warehouse of a stack, created by it or passed as parameters. */
export function warehouseOf(stack: Stack): WarehouseTarget {
  const { WarehouseWorkgroup = '', WarehouseDatabase = 'dev', WarehouseSchema = 'public' } = stack.parameters;
  const namespace = stack.outputs.WarehouseNamespaceName;
  return {
    workgroup: WarehouseWorkgroup.split('/').at(-1) || outputOf(stack, 'WarehouseWorkgroupName'),
    database: WarehouseDatabase,
    schema: WarehouseSchema,
    secretArn: outputOf(stack, 'WarehouseSecretArn'),
    ...(namespace && { namespace }),
  };
}

/** All resources of a stack. */
export async function readResources(client: CloudFormationClient, StackName: string): Promise<Resource[]> {
  const resources: Resource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
    for (const { LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '' } of page.StackResourceSummaries ??
      [])
      resources.push({ logicalId: LogicalResourceId, id: PhysicalResourceId, type: ResourceType });
    NextToken = page.NextToken;
  } while (NextToken);
  return resources;
}
