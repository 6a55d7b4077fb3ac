import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { eventBridgeAnnouncer } from './aws/announcer';
import { s3JobFiles } from './aws/job-files';
import { redshiftWarehouse } from './aws/warehouse';
import { systemClock as clock } from './clock';
import { readConfig } from './config';
import { jsonLog } from './log';
import { serveJob } from './loop';
import { openQueries } from './query-service';
import { createSandbox } from './sandbox';

/** Leaves time for SIGKILL by ECS never to be needed: its stopTimeout is longer. */
const STOP_WITHIN_MILLISECONDS = 25_000;

const { jobId, launch, bucketName, busName, warehouse: redshift, sandbox } = readConfig();
const log = jsonLog((line) => process.stdout.write(line), clock.now, { jobId, launch });
const retries = { maxAttempts: 5 };
const s3 = new S3Client({ ...retries, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
const warehouse = redshiftWarehouse(new RedshiftDataClient(retries), { ...redshift, jobId, launch }, clock);

const stop = new AbortController();
process.on('SIGTERM', () => {
  stop.abort();
  setTimeout(() => process.exit(143), STOP_WITHIN_MILLISECONDS).unref();
});

serveJob(
  {
    files: s3JobFiles(s3, bucketName, jobId, clock),
    announcer: eventBridgeAnnouncer(new EventBridgeClient(retries), busName, clock),
    sandbox: createSandbox(sandbox),
    openQueries: (limits) => openQueries(warehouse, limits, clock),
    clock,
    log,
  },
  { jobId, launch },
  stop.signal,
).then(
  (code) => process.exit(code),
  (error: unknown) => {
    log.error('the task dies', error);
    process.exit(1);
  },
);
