import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CatalogError, readCatalog } from '../events/documents/catalog';
import { pause } from '../lib/clock';
import { readCatalogFile } from '../local/setup/catalog-file';
import { pythonOf } from '../local/setup/paths';
import { catalogProblems } from './catalog-names';
import { adminSecret, ensureReaderLogin, parseCopyRole, s3Uploads, uploadConfiguration } from './load/aws';
import { load } from './load/load';
import { readTables } from './load/tables';
import { OperatorError, outputOf, readStack, warehouseOf } from './stack';
import { StatementFailed, warehouseSession } from './warehouse-session';

const usage = `Usage: npm run load-data -- [options]

Loads a folder of tables into the warehouse of a deployed stack, creates the read-only database user for programs, and
uploads catalog.yaml, which describes the tables. Uses the region and credentials of the AWS CLI.

  --data <folder>       folder with files of tables and catalog.yaml (default: input)
  --stack <name>        stack name (default: code-interpreter)
  --replace             replace existing tables
  --tables-only         load tables only; do not touch users or privileges of PUBLIC

For a warehouse that the stack did not create:
  --revoke-public       create the user and revoke privileges of PUBLIC as in operations/load/read-only-user.sql
  --admin-secret <arn>  secret with the login of a superuser
  --copy-role <arn>     role for COPY to read the bucket (default: the default role of the namespace)
`;

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
  const copyRole = parseCopyRole(values['copy-role']);
  const folder = resolve(values.data);
  if (!existsSync(folder)) throw new OperatorError(`The folder ${folder} does not exist.`);

  const catalog = readCatalogFile(folder);

  const stack = await readStack(new CloudFormationClient({}), values.stack);
  const target = warehouseOf(stack);
  const bucket = outputOf(stack, 'BucketName');
  const createUser = !values['tables-only'];
  if (!target.namespace && createUser && !values['revoke-public']) {
    throw new OperatorError(
      'The stack did not create this warehouse. The read-only user is safe only when PUBLIC has no privileges there, ' +
        'and revoking them affects other users. Read operations/load/read-only-user.sql, then pass --revoke-public, ' +
        'or load tables only with --tables-only.',
    );
  }
  console.log(`${values.stack}: workgroup ${target.workgroup}, database ${target.database}, schema ${target.schema}`);

  const s3 = new S3Client({ forcePathStyle: true });
  const scratch = mkdtempSync(join(tmpdir(), 'load-data-'));
  try {
    const { tables, skipped, ignored } = await readTables(pythonOf('emulator'), folder, scratch);
    const [secretArn, reader] = await Promise.all([
      adminSecret(new RedshiftServerlessClient({}), target, values['admin-secret']),
      ensureReaderLogin(new SecretsManagerClient({}), target.secretArn),
    ]);
    const warehouse = warehouseSession(new RedshiftDataClient({}), { ...target, secretArn }, { pause });
    const failures = await load(
      { warehouse, ...s3Uploads(s3, bucket), log: (line) => console.log(line) },
      { ...target, tables, reader, createUser, replace: values.replace, ...(copyRole && { copyRole }) },
    );
    const notLoaded = [...skipped.map(({ file, reason }) => ({ table: file, reason })), ...failures];
    for (const { file, reason } of ignored) console.log(`Not read: ${file} (${reason})`);
    for (const { table, reason } of notLoaded) console.error(`✗ ${table}: ${reason}`);
    if (notLoaded.length > 0) process.exitCode = 1;
    if (createUser)
      console.log(`The user ${reader.username} can query these tables and those loaded before, and nothing else.`);
    await uploadConfiguration(s3, bucket, catalog);
    if (catalog !== undefined) {
      console.log('Uploaded catalog.yaml.');
      const problems = await catalogProblems(warehouse, target.schema, readCatalog(catalog));
      for (const problem of problems) console.error(`! ${problem}`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(
    `✗ ${[OperatorError, StatementFailed, CatalogError].some((type) => error instanceof type) ? error.message : error.stack}`,
  );
  process.exitCode = 1;
});
