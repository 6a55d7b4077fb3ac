import { type Access, type Context, userIdOf } from '../access/access';
import type { Caller } from '../wire/caller';
import type { JsonService } from '../wire/json-protocol';
import { ServiceError } from '../wire/service-error';
import { type ExecuteStatement, executeInput, statementInput } from './requests';
import { resultPage } from './result-pages';
import type { Statement, Statements } from './statements';

export interface RedshiftDataOptions {
  readonly access: Access;
  readonly statements: Statements;
  /** ARN of the only workgroup; its last part is the workgroup's name. */
  readonly workgroupArn: string;
}

const seconds = (date: Date): number => date.getTime() / 1000;

/** The members that several responses share. */
function describe({ id, request, createdAt, status, result }: Statement): Record<string, unknown> {
  const { Database, SecretArn, WorkgroupName } = request;
  return {
    Id: id,
    CreatedAt: seconds(createdAt),
    Database,
    SecretArn,
    WorkgroupName,
    Status: status,
    HasResultSet: result !== undefined,
  };
}

/** The Amazon Redshift Data API over the local warehouse: AWS JSON 1.1 of API version 2019-12-20. */
export function redshiftDataService({ access, statements, workgroupArn }: RedshiftDataOptions): JsonService {
  const workgroup = workgroupArn.split('/').at(-1);

  async function allowExecute(caller: Caller, { WorkgroupName = '', SecretArn }: ExecuteStatement): Promise<void> {
    if (WorkgroupName !== workgroup && WorkgroupName !== workgroupArn) {
      throw new ServiceError('ValidationException', "Redshift endpoint doesn't exist in this region.");
    }
    await access.check(caller, 'redshift-data:ExecuteStatement', workgroupArn);
    // The Data API logs in to the database with the caller's rights.
    if (SecretArn) await access.check(caller, 'secretsmanager:GetSecretValue', SecretArn);
    else await access.check(caller, 'redshift-serverless:GetCredentials', workgroupArn);
  }

  async function loadOwned(caller: Caller, operation: string, id: string): Promise<Statement> {
    const statement = statements.get(id);
    const context: Context = statement ? { 'redshift-data:statement-owner-iam-userid': statement.owner } : {};
    // An unknown statement has no owner for the condition, so there is nothing to check.
    if (statement) await access.check(caller, `redshift-data:${operation}`, '*', context);
    if (!statement) throw new ServiceError('ResourceNotFoundException', 'Query does not exist.');
    return statement;
  }

  async function result(caller: Caller, input: unknown, format: 'CSV' | 'JSON') {
    const { Id, NextToken, WaitTimeSeconds } = statementInput(input);
    // GetStatementResultV2 is authorized by the same action.
    const statement = await loadOwned(caller, 'GetStatementResult', Id);
    if (statement.format !== format) {
      const other = statement.format === 'CSV' ? 'GetStatementResultV2' : 'GetStatementResult';
      throw new ServiceError('ValidationException', `The result is in ${statement.format} format: call ${other}.`);
    }
    await statements.wait(statement, WaitTimeSeconds);
    return resultPage(statement, statements.fileOf(statement), NextToken);
  }

  return {
    target: 'RedshiftData',
    operations: {
      async ExecuteStatement(input, caller) {
        const request = executeInput(input);
        await allowExecute(caller, request);
        const statement = statements.submit(userIdOf(caller), request);
        await statements.wait(statement, request.WaitTimeSeconds);
        return describe(statement);
      },

      async DescribeStatement(input, caller) {
        const { Id, WaitTimeSeconds } = statementInput(input);
        const statement = await loadOwned(caller, 'DescribeStatement', Id);
        await statements.wait(statement, WaitTimeSeconds);
        return {
          ...describe(statement),
          UpdatedAt: seconds(statement.updatedAt),
          Duration: statement.nanoseconds,
          Error: statement.error,
          QueryString: statement.request.Sql,
          QueryParameters: statement.request.Parameters,
          ResultFormat: statement.format,
          ResultRows: statement.result?.rows ?? -1,
          ResultSize: statement.result?.size ?? -1,
          RedshiftPid: 0,
          RedshiftQueryId: -1,
        };
      },

      async CancelStatement(input, caller) {
        const statement = await loadOwned(caller, 'CancelStatement', statementInput(input).Id);
        if (statements.cancel(statement)) return { Status: true };
        const message = `Could not cancel a query that is already in ${statement.status} state with ID: ${statement.id}.`;
        throw new ServiceError('ValidationException', message);
      },

      GetStatementResult: (input, caller) => result(caller, input, 'JSON'),
      GetStatementResultV2: (input, caller) => result(caller, input, 'CSV'),
    },
  };
}
