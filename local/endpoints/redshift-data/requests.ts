import * as z from 'zod/mini';
import { parseInput } from '../wire/input';
import { ServiceError } from '../wire/service-error';

const INVALID = 'ValidationException';
const WaitTimeSeconds = z.optional(z.int().check(z.gte(0), z.lte(30)));
const text = (maxLength: number) => z.string().check(z.minLength(1), z.maxLength(maxLength));

const execute = z.looseObject({
  Sql: text(100_000),
  WorkgroupName: z.optional(z.string()),
  ClusterIdentifier: z.optional(z.string()),
  Database: z.optional(z.string()),
  SecretArn: z.optional(z.string()),
  StatementName: z.optional(z.string().check(z.maxLength(2048))),
  ClientToken: z.optional(text(64)),
  ResultFormat: z.optional(z.enum(['JSON', 'CSV'])),
  Parameters: z.optional(
    z.array(z.object({ name: z.string().check(z.regex(/^[0-9a-zA-Z_]+$/)), value: text(65_535) })),
  ),
  WaitTimeSeconds,
});
export type ExecuteStatement = z.infer<typeof execute>;

const statement = z.looseObject({ Id: z.string(), NextToken: z.optional(z.string()), WaitTimeSeconds });
export type StatementRequestInput = z.infer<typeof statement>;

export function executeInput(input: unknown): ExecuteStatement {
  const request = parseInput(execute, input, INVALID);
  if (!request.WorkgroupName && !request.ClusterIdentifier) {
    throw new ServiceError(INVALID, 'Either ClusterIdentifier or WorkgroupName must be given.');
  }
  if (!request.Database) throw new ServiceError(INVALID, 'Database must be given.');
  return request;
}

export const statementInput = (input: unknown): StatementRequestInput => parseInput(statement, input, INVALID);
