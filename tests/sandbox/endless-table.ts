// A supervisor whose warehouse has an endless table. Runs the programs of its argument one after another, and prints
// their results and its own peak memory in bytes.
import { GetStatementResultV2Command, type RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { redshiftWarehouse } from '../../executor/supervisor/aws/warehouse';
import { systemClock } from '../../executor/supervisor/loop/clock';
import { queryLimits, runLimits } from '../../executor/supervisor/loop/limits';
import { createSandbox, type SandboxSettings } from '../../executor/supervisor/sandbox';
import { openQueries } from '../../executor/supervisor/warehouse/query-service';

const ROW = `${'漢'.repeat(60)},${'x'.repeat(320)}\n`;
const PAGE = ROW.repeat(2_000);
const ColumnMetadata = [
  { name: 'a', typeName: 'varchar' },
  { name: 'b', typeName: 'varchar' },
];
const endless = {
  send: async (command: unknown) =>
    command instanceof GetStatementResultV2Command
      ? { ColumnMetadata, Records: [{ CSVRecords: `${PAGE.slice(0, -1)}\n` }], NextToken: 'more' }
      : { Id: 'statement', Status: 'FINISHED' },
} as unknown as RedshiftDataClient;

async function main(settings: SandboxSettings, programs: readonly string[]): Promise<void> {
  const target = { workgroup: 'w', database: 'd', secretArn: 's', jobId: 'j', launch: 1 };
  const warehouse = redshiftWarehouse(endless, target, systemClock);
  const sandbox = createSandbox(settings);
  const started = await sandbox.start();
  if (!started.ok) throw new Error(started.reason);
  const limits = runLimits('large', { timeoutSeconds: 60, maxAttempts: 1 }, 3600);
  const results: (string | undefined)[] = [];
  for (const program of programs) {
    const session = openQueries(warehouse, queryLimits('large'), systemClock);
    const { failure, answer } = await sandbox.run(program, limits, session.query);
    results.push(failure?.message ?? answer);
  }
  await sandbox.stop();
  const bytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ bytes, results })}\n`);
}

const [, , settings = '', programs = ''] = process.argv;
main(JSON.parse(settings), JSON.parse(programs)).catch((error) => {
  console.error(error);
  process.exit(1);
});
