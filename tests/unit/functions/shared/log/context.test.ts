import type { SQSEvent } from 'aws-lambda';
import ecsStopped from '../../../../../events/samples/aws/ecs-task-05-stopped-ok.json';
import objectCreated from '../../../../../events/samples/aws/s3-object-created-put.json';
import { logContextOfObject, recordArtifactCreated } from '../../../../../functions/record-artifact/handler';
import { logContextOfTask } from '../../../../../functions/record-task-state/handler';
import { withJobLogging } from '../../../../../functions/shared/job-store/with-job-logging';
import { createLog } from '../../../../../functions/shared/log';
import { appendLogContext, logContext, withLogContext } from '../../../../../functions/shared/log-context';
import { consume } from '../../../../../functions/shared/queue/batch';
import { busEvent, setting } from '../../setting';
import { generated, JOB_ID } from '../domain/facts';

/** Lines that are written while something is done. */
async function lines(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const written: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(written.push(String(text))));
  const complain = jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => Boolean(written.push(String(text))));
  try {
    await work();
  } finally {
    write.mockRestore();
    complain.mockRestore();
  }
  return written.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
}

const messages = (...bodies: string[]) =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body })) }) as unknown as SQSEvent;

describe('what log lines are about', () => {
  it('is on each line of a piece of work, also after a wait', async () => {
    const log = createLog('function');
    const work = withLogContext({ jobId: 'one' }, async () => {
      await Promise.resolve();
      appendLogContext({ attempt: 2 });
      log.info('Here.');
    });
    expect(await lines(() => work)).toMatchObject([{ jobId: 'one', attempt: 2, message: 'Here.', level: 'INFO' }]);
  });

  it('is not mixed up between pieces that run side by side', async () => {
    const seen = await Promise.all(
      ['one', 'two'].map((jobId) =>
        withLogContext({ jobId }, async () => {
          await new Promise((wake) => setTimeout(wake, 5));
          return logContext().jobId;
        }),
      ),
    );
    expect(seen).toEqual(['one', 'two']);
  });

  it('what an event says of itself counts more than what the job’s record says', async () => {
    const { jobs } = await setting([generated()]);
    await withLogContext({ jobId: JOB_ID, attempt: 2 }, async () => {
      await withJobLogging(jobs).read(JOB_ID);
      expect(logContext()).toMatchObject({ jobId: JOB_ID, attempt: 2 });
    });
  });
});

describe('lines of a queue’s consumer', () => {
  it('name job and attempt, when the event was handled and when it was not', async () => {
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

  it('name the attempt of the job when the event names none', async () => {
    const { jobs } = await setting([generated()]);
    const known = withJobLogging(jobs);
    const handle = async () => void (await known.read(JOB_ID));
    const body = JSON.stringify(busEvent('StopRequested', { jobId: JOB_ID }));
    const [line] = await lines(() => consume(handle, createLog('function'))(messages(body)));
    expect(line).toMatchObject({ jobId: JOB_ID, attempt: 1 });
  });

  it('a message that is not JSON goes back to its queue, with a line', async () => {
    const log = createLog('function');
    const written = await lines(async () => {
      const answer = await consume(async () => undefined, log)(messages('{'));
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    });
    expect(written).toMatchObject([{ level: 'ERROR', messageId: 'm-0' }]);
  });

  it('an event that breaks its contract goes back too', async () => {
    const { jobs } = await setting();
    const body = JSON.stringify(busEvent('Object Created', {}));
    const consumer = consume(recordArtifactCreated({ jobs }), createLog('function'), logContextOfObject);
    await lines(async () => expect((await consumer(messages(body))).batchItemFailures).toHaveLength(1));
  });

  it('events of ECS and S3 are about the job of the task and of the object', () => {
    expect(logContextOfTask(ecsStopped as never)).toMatchObject({ jobId: expect.any(String), launch: 1 });
    expect(logContextOfObject(objectCreated as never)).toMatchObject({ jobId: expect.any(String), launch: 1 });
  });
});
