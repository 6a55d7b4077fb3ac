import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { now } from '../../lib/clock';
import { jsonLog } from '../../lib/log';
import { s3EarlierResults } from './aws/earlier-results';
import { eventBridgeBus } from './aws/event-bus';
import { s3JobFiles } from './aws/job-files';
import { s3OutputStore } from './aws/output-store';
import { s3StandbyClaim } from './aws/standby-claim';
import { readTaskArn } from './aws/task-metadata';
import { redshiftWarehouse } from './aws/warehouse';
import { readWithheldTables } from './aws/withheld-tables';
import { type Config, readConfig } from './config';
import { systemClock as clock } from './loop/clock';
import { type LoopPorts, serveJob, type Task } from './loop/serve-job';
import type { Log, Sandbox } from './ports';
import { createSandbox } from './sandbox';
import { withHealthFile } from './standby/health-file';
import { standBy } from './standby/stand-by';
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

/** Fields of every log line, set when the job is known. */
const logFields: { jobId?: string; launch?: number } = {};

async function main(): Promise<number> {
  const config = readConfig();
  Object.assign(logFields, config.job);
  const log = jsonLog(print, now, logFields);
  const s3 = new S3Client({ ...retries, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sandbox = withHealthFile(createSandbox(config.sandbox), config.sandbox.workDir);
  const taskArn = () => readTaskArn(config.metadataUri);
  let task: Task | undefined;
  if (config.job) {
    // A job does not need the ARN, which only says which task is ready.
    task = { ...config.job, taskArn: await taskArn().catch(() => undefined) };
  } else {
    const claim = s3StandbyClaim(s3, config.bucketName, await taskArn(), clock);
    task = await standBy({ claim, sandbox, clock, log }, config.standby, stop.signal);
  }
  if (!task) return 0;
  Object.assign(logFields, { jobId: task.jobId, launch: task.launch });
  return serveJob(portsOf(config, s3, sandbox, task, log), task, stop.signal);
}

function portsOf(config: Config, s3: S3Client, sandbox: Sandbox, { jobId, launch }: Task, log: Log): LoopPorts {
  const { bucketName, busName, pollMilliseconds, liveOutput, warehouse } = config;
  const redshift = redshiftWarehouse(new RedshiftDataClient(retries), { ...warehouse, jobId, launch }, clock);
  return {
    files: s3JobFiles(s3, bucketName, jobId, clock),
    eventBus: eventBridgeBus(new EventBridgeClient(retries), busName, clock),
    ...(liveOutput && { output: s3OutputStore(s3, bucketName, jobId) }),
    earlier: s3EarlierResults(s3, bucketName),
    sandbox,
    openQueries: (limits) =>
      openQueries(withoutWithheldTables(redshift, readWithheldTables(s3, bucketName)), limits, clock),
    clock,
    pollMilliseconds,
    log,
  };
}

function die(error: unknown): never {
  jsonLog(print, now, logFields).error('Task failed.', { error });
  process.exit(1);
}

// Otherwise Node would end the task without its job in the log.
process.on('unhandledRejection', die);
process.on('uncaughtException', die);

main().then((code) => process.exit(code), die);
