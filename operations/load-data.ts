import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { pythonOf } from '../local/paths';
import { adminSecret, copyRole, readerLogin, uploadCatalog, uploads } from './load/aws';
import { load } from './load/load';
import { readTables } from './load/tables';
import { OperatorError, outputOf, readStack, warehouseOf } from './stack';
import { StatementFailed, warehouseSession } from './warehouse-session';

const usage = `Usage: npm run load-data -- [options]

Loads a folder of tables into the warehouse of a deployed stack, makes the read-only user that programs query as,
and uploads catalog.yaml, which says what the tables mean. Region and credentials are the AWS CLI's.

  --data <folder>       CSV and Parquet files, and catalog.yaml (the default: input)
  --stack <name>        the stack (the default: code-interpreter)
  --replace             replaces tables that are there
  --tables-only         leaves users and the rights of PUBLIC as they are
  --revoke-public       in a warehouse of your own, makes the user and takes from PUBLIC what operations/load/read-only-user.sql says
  --admin-secret <arn>  in a warehouse of your own, the secret with the login of a superuser
  --copy-role <arn>     in a warehouse of your own, the role that COPY reads the bucket with (the default: default,
                        the role that the warehouse has for it)
`;

const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      data: { type: 'string', default: 'input' },
      stack: { type: 'string', default: 'code-interpreter' },
      replace: { type: 'boolean', default: false },
      'tables-only': { type: 'boolean', default: false },
      'revoke-public': { type: 'boolean', default: false },
      'admin-secret': { type: 'string' },
      'copy-role': { type: 'string', default: 'default' },
    },
  });
  if (values.help) return console.log(usage);
  const role = copyRole(values['copy-role']);
  const folder = resolve(values.data);
  if (!existsSync(folder)) throw new OperatorError(`There is no folder ${folder}.`);

  const stack = await readStack(new CloudFormationClient({}), values.stack);
  const place = warehouseOf(stack);
  const bucket = outputOf(stack, 'BucketName');
  const makesUser = !values['tables-only'];
  if (!place.namespace && makesUser && !values['revoke-public']) {
    throw new OperatorError(
      'The stack uses a warehouse of yours, and the user needs that PUBLIC has no rights there. ' +
        'Read operations/load/read-only-user.sql, then say --revoke-public, or --tables-only.',
    );
  }
  console.log(`${values.stack}: workgroup ${place.workgroup}, database ${place.database}, schema ${place.schema}`);

  const s3 = new S3Client({ forcePathStyle: true });
  const scratch = mkdtempSync(join(tmpdir(), 'load-data-'));
  try {
    const { tables, skipped } = await readTables(pythonOf('emulator'), folder, scratch);
    const [secretArn, reader] = await Promise.all([
      adminSecret(new RedshiftServerlessClient({}), place, values['admin-secret']),
      readerLogin(new SecretsManagerClient({}), place.secretArn),
    ]);
    const warehouse = warehouseSession(new RedshiftDataClient({}), { ...place, secretArn }, { pause });
    const failures = await load(
      { warehouse, ...uploads(s3, bucket), say: (line) => console.log(line) },
      { ...place, tables, reader, makesUser, replaces: values.replace, ...(role && { copyRole: role }) },
    );
    const notLoaded = [...skipped.map(({ file, reason }) => ({ table: file, reason })), ...failures];
    for (const { table, reason } of notLoaded) console.error(`✗ ${table}: ${reason}`);
    if (notLoaded.length > 0) process.exitCode = 1;
    if (makesUser)
      console.log(
        `The user ${reader.username} may select from them and from what was loaded before, and nothing else.`,
      );
    if (await uploadCatalog(s3, bucket, join(folder, 'catalog.yaml'))) console.log('catalog.yaml is uploaded.');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(
    `✗ ${error instanceof OperatorError || error instanceof StatementFailed ? error.message : error.stack}`,
  );
  process.exitCode = 1;
});
