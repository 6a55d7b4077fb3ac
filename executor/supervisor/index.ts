import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { eventBridgeAnnouncer } from './aws/announcer';
import { readS3Catalog } from './aws/catalog';
import { s3JobFiles } from './aws/job-files';
import { redshiftWarehouse } from './aws/warehouse';
import { readConfig } from './config';
import { jsonLog } from './log';
import { systemClock as clock } from './loop/clock';
import { type LoopPorts, serveJob } from './loop/serve-job';
import { createSandbox } from './sandbox';
import { openQueries } from './warehouse/query-service';
import { withholding } from './warehouse/withheld-tables';

/** Leaves time for SIGKILL by ECS never to be needed: its stopTimeout is longer. */
const STOP_WITHIN_MILLISECONDS = 25_000;

const retries = { maxAttempts: 5 };
const print = (line: string) => process.stdout.write(line);

const stop = new AbortController();
process.on('SIGTERM', () => {
  stop.abort();
  setTimeout(() => process.exit(143), STOP_WITHIN_MILLISECONDS).unref();
});

/** What the task is about, once it is known. */
const about: { jobId?: string; launch?: number } = {};

async function main(): Promise<number> {
  const { jobId, launch, bucketName, busName, warehouse, sandbox } = readConfig();
  Object.assign(about, { jobId, launch });
  const s3 = new S3Client({ ...retries, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const redshift = redshiftWarehouse(new RedshiftDataClient(retries), { ...warehouse, jobId, launch }, clock);
  const ports: LoopPorts = {
    files: s3JobFiles(s3, bucketName, jobId, clock),
    announcer: eventBridgeAnnouncer(new EventBridgeClient(retries), busName, clock),
    sandbox: createSandbox(sandbox),
    openQueries: (limits) => openQueries(withholding(redshift, readS3Catalog(s3, bucketName)), limits, clock),
    clock,
    log: jsonLog(print, clock.now, about),
  };
  return serveJob(ports, { jobId, launch }, stop.signal);
}

function die(error: unknown): never {
  jsonLog(print, clock.now, about).error('the task dies', error);
  process.exit(1);
}

// A promise that nobody awaits and a callback that throws end the task, too: with its job in the log.
process.on('unhandledRejection', die);
process.on('uncaughtException', die);

main().then((code) => process.exit(code), die);
