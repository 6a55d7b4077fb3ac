import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import { s3EarlierResults } from '../../../executor/supervisor/aws/earlier-results';
import { eventBridgeBus } from '../../../executor/supervisor/aws/event-bus';
import { s3JobFiles } from '../../../executor/supervisor/aws/job-files';
import { s3OutputStore } from '../../../executor/supervisor/aws/output-store';
import { s3StandbyClaim } from '../../../executor/supervisor/aws/standby-claim';
import { type LoopPorts, serveJob } from '../../../executor/supervisor/loop/serve-job';
import type { Clock, Sandbox } from '../../../executor/supervisor/ports';
import { standBy } from '../../../executor/supervisor/standby/stand-by';
import type { TaskMain } from './cluster';
import type { Service, SimulationContext } from './process';
import { type ProgramEnding, sandbox } from './sandbox';
import { isStandby, type Task } from './task';

interface Parts {
  readonly context: SimulationContext;
  readonly s3: Service;
  readonly eventBridge: Service;
  readonly standbyMinutes: number;
  /** Called before each program runs. Returns how it ends. */
  readonly onRun: (task: Task, program: string) => ProgramEnding;
  /** Called with each file that the sandbox of a follow-up got. */
  readonly onEarlierFile: (task: Task, path: string) => void;
}

/** A statement that each program reports, for examples of verified answers. */
const STATEMENT = 'select count(*) from users';

const log = { info: () => undefined, error: () => undefined };

const queries = {
  query: async () => ({ ok: false, kind: 'failed', message: 'The simulation has no warehouse.' }) as const,
  runs: () => [{ sql: STATEMENT, result: 'finished' as const, rows: 1, milliseconds: 1 }],
  failure: () => undefined,
  warnings: async () => [],
  close: () => undefined,
};

/** The real executor's loop, after the real wait of a standby for its job, with their real adapters. */
export const executor =
  ({ context, s3, eventBridge, standbyMinutes, onRun, onEarlierFile }: Parts): TaskMain =>
  async (task) => {
    const { process, taskArn } = task;
    const client = process.client<S3Client>(s3);
    const clock: Clock = {
      now: () => new Date(context.time.now()),
      sleep: (milliseconds) => process.sleep(milliseconds / 1000),
    };
    const simulated = sandbox(
      process,
      context,
      (program) => onRun(task, program),
      ({ path }) => onEarlierFile(task, path),
    );
    let started: ReturnType<Sandbox['start']> | undefined;
    const startOnce = async () => {
      const result = await simulated.start();
      task.isHealthy = true;
      return result;
    };
    const warmSandbox: Sandbox = {
      ...simulated,
      start: () => {
        if (started) return started;
        const start = startOnce();
        start.catch(() => undefined);
        started = start;
        return start;
      },
    };
    const stop = task.sigterm.signal;
    const claim = s3StandbyClaim(client, 'bucket', taskArn, clock);
    const times = { idleMinutes: standbyMinutes, pollMilliseconds: 1000 };
    const job = isStandby(task)
      ? await standBy({ claim, sandbox: warmSandbox, clock, log }, times, stop)
      : { jobId: task.jobId, launch: task.launch };
    if (!job) return 0;
    const { jobId, launch } = job;
    const ports: LoopPorts = {
      files: s3JobFiles(client, 'bucket', jobId, clock),
      eventBus: eventBridgeBus(process.client<EventBridgeClient>(eventBridge), 'bus', clock),
      output: s3OutputStore(client, 'bucket', jobId),
      earlier: s3EarlierResults(client, 'bucket'),
      sandbox: warmSandbox,
      openQueries: () => queries,
      clock,
      log,
      pollMilliseconds: 100,
    };
    return serveJob(ports, { jobId, launch, taskArn }, stop);
  };
