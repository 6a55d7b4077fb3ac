import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import { eventBridgeAnnouncer } from '../../../executor/supervisor/aws/announcer';
import { s3JobFiles } from '../../../executor/supervisor/aws/job-files';
import { type LoopPorts, serveJob } from '../../../executor/supervisor/loop/serve-job';
import type { Clock } from '../../../executor/supervisor/ports';
import type { TaskProgram } from './cluster';
import type { Service, Surroundings } from './process';
import { type Ending, sandbox } from './sandbox';
import type { Task } from './task';

interface Parts {
  readonly around: Surroundings;
  readonly s3: Service;
  readonly eventBridge: Service;
  /** RecordedFact of each program that begins to run; says how it ends. */
  readonly onRun: (task: Task, program: string) => Ending;
}

const log = { info: () => undefined, error: () => undefined };

const queries = {
  query: async () => ({ ok: false, kind: 'failed', message: 'There is no warehouse here.' }) as const,
  runs: () => [],
  failure: () => undefined,
  warnings: async () => [],
  close: () => undefined,
};

/** The real executor's loop, with its real adapters, as a task's program. */
export const executor =
  ({ around, s3, eventBridge, onRun }: Parts): TaskProgram =>
  (task) => {
    const { process, jobId, launch } = task;
    const clock: Clock = {
      now: () => new Date(around.time.now()),
      sleep: (milliseconds) => process.sleep(milliseconds / 1000),
    };
    const ports: LoopPorts = {
      files: s3JobFiles(process.client<S3Client>(s3), 'bucket', jobId, clock),
      announcer: eventBridgeAnnouncer(process.client<EventBridgeClient>(eventBridge), 'bus', clock),
      sandbox: sandbox(process, around, (program) => onRun(task, program)),
      openQueries: () => queries,
      clock,
      log,
    };
    return serveJob(ports, { jobId, launch }, task.sigterm.signal);
  };
