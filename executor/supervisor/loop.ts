import type { ReportDocument } from '../../events';
import { keys } from '../../events';
import { runAttempt } from './attempt';
import type { AttemptPorts, JobContext } from './context';
import type { Announcer } from './ports';
import { finished } from './report';

export interface LoopPorts extends AttemptPorts {
  readonly announcer: Announcer;
}

export interface Task {
  readonly jobId: string;
  /** Which launch of the job this task is, from 1. */
  readonly launch: number;
}

/** The task was asked to stop: nothing is reported any more. */
class Stopped extends Error {
  override name = 'Stopped';
}

/**
 * Serves one job from where its reports end to its final report.
 * @param stop aborted on SIGTERM.
 * @returns the exit code: 0 when the final report is announced, whatever the program did; 143 when stopped.
 * @throws when a port does: then the task dies, and the next one takes up from the reports.
 */
export async function serveJob(ports: LoopPorts, task: Task, stop: AbortSignal): Promise<0 | 143> {
  const position = { attempt: 1 };
  const stopped = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new Stopped());
    if (stop.aborted) interrupt();
    stop.addEventListener('abort', interrupt, { once: true });
  });
  stopped.catch(() => undefined);
  const served = serve(ports, task, stop, position);
  try {
    await Promise.race([served, stopped]);
    return 0;
  } catch (error) {
    if (!(error instanceof Stopped)) {
      ports.log.error('attempt broken off', error, { attempt: position.attempt });
      throw error;
    }
    await keepPrinted(ports, task, position.attempt);
    return 143;
  } finally {
    await ports.sandbox.stop();
  }
}

async function serve(ports: LoopPorts, task: Task, stop: AbortSignal, position: { attempt: number }): Promise<void> {
  const { files, announcer, sandbox, clock } = ports;
  const startedAt = clock.now();
  const earlier = await reportsSoFar(ports);
  const last = earlier.at(-1);
  if (last) await announcer.publish(finished(last));
  if (last?.summary.final) return;

  const ready = sandbox.start();
  ready.catch(() => undefined);
  const job = await files.readJob();
  const context: JobContext = { job, launch: task.launch, startedAt, stop, ready, earlier, generations: [] };
  for (const { attempt } of earlier) {
    const generation = await files.readGeneration(attempt);
    if (generation) context.generations.push(generation);
  }

  for (;;) {
    position.attempt = earlier.length + 1;
    const report = await runAttempt(ports, context, position.attempt);
    stop.throwIfAborted();
    const counted = await files.writeReport(report);
    await announcer.publish(finished(counted));
    ports.log.info('attempt reported', {
      attempt: counted.attempt,
      result: counted.summary.result,
      final: counted.summary.final,
    });
    if (counted.summary.final) return;
    earlier.push(counted);
  }
}

/** Reports of earlier attempts, by this task or by one before it. */
async function reportsSoFar({ files }: LoopPorts): Promise<ReportDocument[]> {
  const reports: ReportDocument[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const report = await files.readReport(attempt);
    if (!report) return reports;
    reports.push(report);
    if (report.summary.final) return reports;
  }
}

/** Kills the program and keeps what it printed, for whoever asks why the job was stopped. */
async function keepPrinted({ files, sandbox, log }: LoopPorts, task: Task, attempt: number): Promise<void> {
  const before = sandbox.printed();
  await sandbox.stop();
  const printed = sandbox.printed() || before;
  if (printed === '') return;
  const key = `${keys.attempts(task.jobId)}${attempt}/stdout-${task.launch}.txt`;
  await files
    .writeText(key, printed, 'text/plain; charset=utf-8')
    .catch((error: unknown) => log.error('printed text not kept', error, { attempt }));
}
