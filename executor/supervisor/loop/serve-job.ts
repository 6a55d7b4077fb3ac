import type { ReportDocument } from '../../../events';
import { keys, TaskReady } from '../../../events';
import type { EarlierResults, EventBus, OutputStore } from '../ports';
import { executionFinished } from '../report/report';
import { runAttempt } from './attempt';
import type { AttemptPorts, JobContext } from './context';
import { provideEarlierFiles } from './earlier-files';
import { LiveOutput } from './live-output';

export interface LoopPorts extends AttemptPorts {
  readonly eventBus: EventBus;
  readonly earlier: EarlierResults;
  /** Undefined if the output is not to be stored while programs run. */
  readonly output?: OutputStore;
}

export interface Task {
  readonly jobId: string;
  /** Number of this launch of the job, from 1. */
  readonly launch: number;
  /** Undefined if it is unknown; then the task does not say that it is ready. */
  readonly taskArn?: string;
}

interface TaskWithOutput extends Task {
  readonly liveOutput?: LiveOutput;
}

class TaskStopped extends Error {
  override name = 'TaskStopped';
}

/**
 * Serves one job, from the first attempt without a report to the final report.
 * @param stop aborted on SIGTERM.
 * @returns the exit code: 0 when the final report is published, even if the program failed, or when the first program
 *   could not be written; 143 when stopped.
 * @throws errors of the ports: the task then fails, and the next one resumes from the reports.
 */
export async function serveJob(ports: LoopPorts, task: Task, stop: AbortSignal): Promise<0 | 143> {
  const position = { attempt: 1 };
  const interruption = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new TaskStopped());
    if (stop.aborted) interrupt();
    stop.addEventListener('abort', interrupt, { once: true });
  });
  interruption.catch(() => undefined);
  const { output: store, clock, log } = ports;
  const liveOutput = store && new LiveOutput({ store, clock, log }, task.jobId, task.launch);
  const work = serve(ports, { ...task, liveOutput }, stop, position);
  try {
    await Promise.race([work, interruption]);
    return 0;
  } catch (error) {
    if (!(error instanceof TaskStopped)) {
      ports.log.error('Attempt interrupted. The task fails.', { error, attempt: position.attempt });
      throw error;
    }
    await saveOutput(ports, { ...task, liveOutput }, position.attempt);
    return 143;
  } finally {
    await ports.sandbox.stop();
  }
}

async function serve(
  ports: LoopPorts,
  task: TaskWithOutput,
  stop: AbortSignal,
  position: { attempt: number },
): Promise<void> {
  const { files, eventBus, sandbox, clock } = ports;
  const startedAt = clock.now();
  const [reports] = await Promise.all([readReports(ports), publishReady(ports, task)]);
  const last = reports.at(-1);
  if (last) await eventBus.publish(executionFinished(last));
  if (last?.summary.final) return;

  const sandboxStart = sandbox.start();
  sandboxStart.catch(() => undefined);
  const job = await files.readJob();
  const earlierFiles = sandboxStart.then(({ ok }) => (ok ? provideEarlierFiles(ports, job) : []));
  earlierFiles.catch(() => undefined);
  const { launch, liveOutput } = task;
  const context: JobContext = {
    ...{ job, launch, startedAt, stop, sandboxStart, earlierFiles, reports, generations: [] },
    liveOutput,
  };
  sandboxStart.then(
    () => {
      context.readyAt = clock.now();
    },
    () => undefined,
  );
  for (const { attempt } of reports) {
    const generation = await files.readGeneration(attempt);
    if (generation) context.generations.push(generation);
  }

  for (;;) {
    position.attempt = reports.length + 1;
    const report = await runAttempt(ports, context, position.attempt);
    stop.throwIfAborted();
    if (!report) return;
    const stored = await files.writeReport(report);
    await eventBus.publish(executionFinished(stored));
    ports.log.info('Attempt reported.', {
      attempt: stored.attempt,
      result: stored.summary.result,
      final: stored.summary.final,
    });
    if (stored.summary.final) return;
    reports.push(stored);
  }
}

/** A claimed standby that does not say that it has taken the job is stopped. */
async function publishReady({ eventBus, clock }: LoopPorts, { jobId, launch, taskArn }: Task): Promise<void> {
  if (taskArn === undefined) return;
  await eventBus.publish(TaskReady.create({ jobId, launch, taskArn, occurredAt: clock.now().toISOString() }));
}

/** The reports of the job's attempts so far. */
async function readReports({ files }: LoopPorts): Promise<ReportDocument[]> {
  const reports: ReportDocument[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const report = await files.readReport(attempt);
    if (!report) return reports;
    reports.push(report);
    if (report.summary.final) return reports;
  }
}

/** Kills the program and stores the output that explains how far it got. */
async function saveOutput({ files, sandbox, log }: LoopPorts, task: TaskWithOutput, attempt: number): Promise<void> {
  const before = sandbox.output();
  await sandbox.stop();
  await task.liveOutput?.end();
  const output = sandbox.output() || before;
  if (output === '') return;
  const key = `${keys.attempts(task.jobId)}${attempt}/stdout-${task.launch}.txt`;
  await files
    .writeText(key, output, 'text/plain; charset=utf-8')
    .catch((error: unknown) => log.error('Output not saved.', { error, attempt }));
}
