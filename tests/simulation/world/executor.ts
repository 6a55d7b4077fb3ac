import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import { eventBridgeBus } from '../../../executor/supervisor/aws/event-bus';
import { s3JobFiles } from '../../../executor/supervisor/aws/job-files';
import { type LoopPorts, serveJob } from '../../../executor/supervisor/loop/serve-job';
import type { Clock } from '../../../executor/supervisor/ports';
import type { TaskMain } from './cluster';
import type { Service, SimulationContext } from './process';
import { type ProgramEnding, sandbox } from './sandbox';
import type { Task } from './task';

interface Parts {
  readonly context: SimulationContext;
  readonly s3: Service;
  readonly eventBridge: Service;
  /** Called before each program runs. Returns how it ends. */
  readonly onRun: (task: Task, program: string) => ProgramEnding;
}

const log = { info: () => undefined, error: () => undefined };

const queries = {
  query: async () => ({ ok: false, kind: 'failed', message: 'The simulation has no warehouse.' }) as const,
  runs: () => [],
  failure: () => undefined,
  warnings: async () => [],
  close: () => undefined,
};

/** The real executor's loop with its real adapters, as the main function of a task. */
export const executor =
  ({ context, s3, eventBridge, onRun }: Parts): TaskMain =>
  (task) => {
    const { process, jobId, launch } = task;
    const clock: Clock = {
      now: () => new Date(context.time.now()),
      sleep: (milliseconds) => process.sleep(milliseconds / 1000),
    };
    const ports: LoopPorts = {
      files: s3JobFiles(process.client<S3Client>(s3), 'bucket', jobId, clock),
      eventBus: eventBridgeBus(process.client<EventBridgeClient>(eventBridge), 'bus', clock),
      sandbox: sandbox(process, context, (program) => onRun(task, program)),
      openQueries: () => queries,
      clock,
      log,
    };
    return serveJob(ports, { jobId, launch }, task.sigterm.signal);
  };
