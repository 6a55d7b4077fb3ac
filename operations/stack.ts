import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** What operators' commands have to know of a deployed stack. */
export interface Stack {
  readonly name: string;
  /** CloudFormation's, such as CREATE_COMPLETE. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Where the tables are. */
export interface WarehousePlace {
  readonly workgroup: string;
  readonly database: string;
  readonly schema: string;
  /** Secret of the read-only user. */
  readonly secretArn: string;
  /** Set when the stack made the warehouse. */
  readonly namespace?: string;
}

/** Something that the person at the terminal can put right; its text says how. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}

/** Reads a stack. Rejects with OperatorError when there is none of the name. */
export async function readStack(client: CloudFormationClient, name: string): Promise<Stack> {
  const answer = await client.send(new DescribeStacksCommand({ StackName: name })).catch((error: Error) => {
    if (!/does not exist/.test(error.message)) throw error;
    throw new OperatorError(
      `There is no stack ${name} in this account and region. Deploy it (docs/deploy.md), or name another one by --stack.`,
    );
  });
  const stack = answer.Stacks?.[0];
  const pairs = (items: readonly { key?: string; value?: string }[]) =>
    Object.fromEntries(items.map(({ key = '', value = '' }) => [key, value]));
  return {
    name,
    status: stack?.StackStatus ?? '',
    outputs: pairs((stack?.Outputs ?? []).map((one) => ({ key: one.OutputKey, value: one.OutputValue }))),
    parameters: pairs((stack?.Parameters ?? []).map((one) => ({ key: one.ParameterKey, value: one.ParameterValue }))),
  };
}

/** An output that every complete stack has. */
export function outputOf({ name, status, outputs }: Stack, output: string): string {
  const value = outputs[output];
  if (value) return value;
  throw new OperatorError(`The stack ${name} (${status}) has no output ${output}. Deploy it with this version.`);
}

/** The warehouse that a stack made or was given. */
export function warehouseOf(stack: Stack): WarehousePlace {
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
