import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { green, red } from '../client/cli/terminal';
import { CatalogError } from '../events/documents/catalog';
import { pause } from '../lib/clock';
import { localClients } from './doctor/clients';
import { checkExamples } from './examples/check';
import { readStoredExamples } from './examples/stored';
import { OperatorError, outputOf, readResources, readStack, warehouseOf } from './stack';
import { StatementFailed, warehouseSession } from './warehouse-session';

const usage = `Usage: npm run examples -- [options]

Checks whether the SQL of each example still runs: those of catalog.yaml, and those of verified jobs. The warehouse plans
each statement as the read-only user, and runs none. Exits with 1 if one is broken.
Uses the region and credentials of the AWS CLI.

  --stack <name>     stack name (default: code-interpreter)
  --local            check the examples of the system started by npm start
  --aws-port <n>     with --local, the port of its AWS endpoint (default: 4566)
`;

const TIMEOUT_MS = 60_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      stack: { type: 'string', default: 'code-interpreter' },
      local: { type: 'boolean', default: false },
      'aws-port': { type: 'string', default: '4566' },
    },
  });
  if (values.help) return console.log(usage);
  const clients = values.local
    ? await localClients(`http://127.0.0.1:${values['aws-port']}`, (client) => readResources(client, values.stack))
    : {
        cloudFormation: new CloudFormationClient({}),
        s3: new S3Client({ forcePathStyle: true }),
        warehouse: new RedshiftDataClient({}),
      };
  const stack = await readStack(clients.cloudFormation, values.stack);
  const warehouse = warehouseOf(stack);
  const stored = await readStoredExamples(clients.s3, outputOf(stack, 'BucketName'));
  const reader = warehouseSession(clients.warehouse, warehouse, { pause, timeoutMs: TIMEOUT_MS });
  const findings = await checkExamples(reader, warehouse.schema, stored);
  for (const { result, message, advice } of findings) {
    console.log(`${result === 'ok' ? green('✓') : red('✗')} ${message}`);
    if (advice) console.log(`  → ${advice}`);
  }
  const broken = findings.filter(({ result }) => result === 'failed').length;
  console.log(summary(findings.length, broken));
  process.exitCode = broken > 0 ? 1 : 0;
}

function summary(count: number, broken: number): string {
  if (count === 0) return 'There are no examples: neither in catalog.yaml nor of verified jobs.';
  return broken === 0 ? `All examples run: ${count}.` : `${broken} of ${count} examples are broken.`;
}

main().catch((error: Error) => {
  const isForOperator = [OperatorError, StatementFailed, CatalogError].some((type) => error instanceof type);
  const text = error.message.includes('ECONNREFUSED')
    ? 'Can’t reach the local system. Is it running (npm start), and is --aws-port right?'
    : error.message;
  console.error(`✗ ${isForOperator || text !== error.message ? text : error.stack}`);
  process.exitCode = 1;
});
