import type { SQSEvent } from 'aws-lambda';
import ecsStopped from '../../../../../events/samples/aws/ecs-task-05-stopped-ok.json';
import objectCreated from '../../../../../events/samples/aws/s3-object-created-put.json';
import { logContextOfObject, recordArtifact } from '../../../../../functions/record-artifact/handler';
import { logContextOfTask } from '../../../../../functions/record-task-state/handler';
import { withJobLogging } from '../../../../../functions/shared/job-store/with-job-logging';
import { createLog } from '../../../../../functions/shared/log';
import { appendLogContext, logContext, withLogContext } from '../../../../../functions/shared/log-context';
import { consume } from '../../../../../functions/shared/queue/batch';
import { busEvent, setting } from '../../setting';
import { generated, JOB_ID } from '../domain/facts';

/** The lines that `work` logs. */
async function lines(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const output: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(output.push(String(text))));
  const writeError = jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => Boolean(output.push(String(text))));
  try {
    await work();
  } finally {
    write.mockRestore();
    writeError.mockRestore();
  }
  return output.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
}

const messages = (...bodies: string[]) =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body })) }) as unknown as SQSEvent;

describe('the log context', () => {
  it('is on every line of the work, also after an await', async () => {
    const log = createLog('function');
    const work = withLogContext({ jobId: 'one' }, async () => {
      await Promise.resolve();
      appendLogContext({ attempt: 2 });
      log.info('Here.');
    });
    expect(await lines(() => work)).toMatchObject([{ jobId: 'one', attempt: 2, message: 'Here.', level: 'INFO' }]);
  });

  it('is not shared between concurrent calls', async () => {
    const jobIds = await Promise.all(
      ['one', 'two'].map((jobId) =>
        withLogContext({ jobId }, async () => {
          await new Promise((wake) => setTimeout(wake, 5));
          return logContext().jobId;
        }),
      ),
    );
    expect(jobIds).toEqual(['one', 'two']);
  });

  it('prefers the event’s fields to those of the stored job', async () => {
    const { jobs } = await setting([generated()]);
    await withLogContext({ jobId: JOB_ID, attempt: 2 }, async () => {
      await withJobLogging(jobs).read(JOB_ID);
      expect(logContext()).toMatchObject({ jobId: JOB_ID, attempt: 2 });
    });
  });
});

describe('the log of a queue consumer', () => {
  it('names job and attempt, whether or not the event was handled', async () => {
    const log = createLog('function');
    const body = JSON.stringify(busEvent('ProgramGenerated', { jobId: JOB_ID, attempt: 2 }));
    const fail = async () => {
      throw new Error('Out of order.');
    };
    const handled = await lines(async () => {
      await consume(async () => undefined, log)(messages(body));
      await consume(fail, log)(messages(body));
    });
    expect(handled).toMatchObject([
      { level: 'INFO', jobId: JOB_ID, attempt: 2, event: 'ProgramGenerated' },
      { level: 'ERROR', jobId: JOB_ID, attempt: 2, event: 'ProgramGenerated' },
    ]);
  });

  it('names the job’s attempt if the event has none', async () => {
    const { jobs } = await setting([generated()]);
    const loggingJobs = withJobLogging(jobs);
    const handle = async () => void (await loggingJobs.read(JOB_ID));
    const body = JSON.stringify(busEvent('StopRequested', { jobId: JOB_ID }));
    const [line] = await lines(() => consume(handle, createLog('function'))(messages(body)));
    expect(line).toMatchObject({ jobId: JOB_ID, attempt: 1 });
  });

  it('has an error for a message that is not JSON, which returns to the queue', async () => {
    const log = createLog('function');
    const written = await lines(async () => {
      const response = await consume(async () => undefined, log)(messages('{'));
      expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    });
    expect(written).toMatchObject([{ level: 'ERROR', messageId: 'm-0' }]);
  });

  it('returns a malformed event to the queue', async () => {
    const { jobs } = await setting();
    const body = JSON.stringify(busEvent('Object Created', {}));
    const consumer = consume(recordArtifact({ jobs }), createLog('function'), logContextOfObject);
    await lines(async () => expect((await consumer(messages(body))).batchItemFailures).toHaveLength(1));
  });

  it('names the job of a task’s and an object’s event', () => {
    expect(logContextOfTask(ecsStopped as never)).toMatchObject({ jobId: expect.any(String), launch: 1 });
    expect(logContextOfObject(objectCreated as never)).toMatchObject({ jobId: expect.any(String), launch: 1 });
  });
});
