import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { now } from '../../lib/clock';
import { jsonLog } from '../../lib/log';
import { eventBridgeBus } from './aws/event-bus';
import { s3JobFiles } from './aws/job-files';
import { redshiftWarehouse } from './aws/warehouse';
import { readWithheldTables } from './aws/withheld-tables';
import { readConfig } from './config';
import { systemClock as clock } from './loop/clock';
import { type LoopPorts, serveJob } from './loop/serve-job';
import { createSandbox } from './sandbox';
import { openQueries } from './warehouse/query-service';
import { withoutWithheldTables } from './warehouse/withheld-tables';

/** Shorter than the stopTimeout of the ECS container, after which it gets SIGKILL. */
const STOP_TIMEOUT_MS = 25_000;

const retries = { maxAttempts: 5 };
const print = (line: string) => process.stdout.write(line);

const stop = new AbortController();
process.on('SIGTERM', () => {
  stop.abort();
  setTimeout(() => process.exit(143), STOP_TIMEOUT_MS).unref();
});

/** Fields of every log line, set when the configuration is read. */
const logFields: { jobId?: string; launch?: number } = {};

async function main(): Promise<number> {
  const { jobId, launch, bucketName, busName, warehouse, sandbox } = readConfig();
  Object.assign(logFields, { jobId, launch });
  const s3 = new S3Client({ ...retries, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const redshift = redshiftWarehouse(new RedshiftDataClient(retries), { ...warehouse, jobId, launch }, clock);
  const ports: LoopPorts = {
    files: s3JobFiles(s3, bucketName, jobId, clock),
    eventBus: eventBridgeBus(new EventBridgeClient(retries), busName, clock),
    sandbox: createSandbox(sandbox),
    openQueries: (limits) =>
      openQueries(withoutWithheldTables(redshift, readWithheldTables(s3, bucketName)), limits, clock),
    clock,
    log: jsonLog(print, now, logFields),
  };
  return serveJob(ports, { jobId, launch }, stop.signal);
}

function die(error: unknown): never {
  jsonLog(print, now, logFields).error('Task failed.', { error });
  process.exit(1);
}

// Otherwise Node would end the task without its job in the log.
process.on('unhandledRejection', die);
process.on('uncaughtException', die);

main().then((code) => process.exit(code), die);
