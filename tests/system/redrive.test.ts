import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { JobView } from '../../client';
import { hasValidSignature, receiveWebhooks } from '../../local/commands/shared/webhook-receiver';
import { root } from '../../local/setup/paths';
import { eventually, JOB_TIMEOUT, withSystem } from './running-system';

jest.setTimeout(JOB_TIMEOUT);

const running = withSystem();
const SAMPLE_JOB = '01jdab3x9y7q2k4m6n8p0r1s2t';

/** Runs the command as npm does, without blocking the system in this process. */
function redrive(...options: string[]): Promise<{ code: number; output: string }> {
  const port = new URL(running().system.awsUrl).port;
  const command = ['--import', 'tsx', 'operations/redrive.ts', '--local', '--aws-port', port, ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

/** A sample event with another job id. */
const sample = (name: string, jobId: string): string =>
  readFileSync(join(root, 'events/samples', `${name}.json`), 'utf8').replaceAll(SAMPLE_JOB, jobId);

/** Dead letters of functions, about a job that has ended since. */
const deadLetters: Record<string, string> = {
  GenerateCode: 'bus/GenerationRequested',
  LaunchTask: 'bus/LaunchRequested',
  StopTask: 'bus/StopRequested',
  NotifyWebhook: 'bus/WebhookRequested',
  RecordProgress: 'bus/GenerationFailed',
  RecordTaskState: 'aws/ecs-task-03-running',
  RecordArtifact: 'aws/s3-object-created-put',
};

describe('npm run redrive', () => {
  let client: SQSClient;
  let job: JobView;
  const url = (name: string) => running().system.deployment.resources[name] ?? '';

  async function messages(name: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url(name), AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.reduce((sum, attribute) => sum + Number(Attributes[attribute]), 0);
  }

  beforeAll(async () => {
    const { system, ask } = running();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new SQSClient({ endpoint: system.awsUrl, region: 'us-east-1', credentials });
    job = await ask('How many users are there?');
    for (const [title, name] of Object.entries(deadLetters)) {
      const MessageBody = sample(name, job.jobId);
      await client.send(new SendMessageCommand({ QueueUrl: url(`${title}DeadLetters`), MessageBody }));
    }
    const MessageBody = '{"requestContext":{"condition":"RetryAttemptsExhausted"}}';
    await client.send(new SendMessageCommand({ QueueUrl: url('DispatchObligationsDeadLetters'), MessageBody }));
  }, JOB_TIMEOUT);

  it('reports its actions with --dry-run and moves nothing', async () => {
    const { code, output } = await redrive('--dry-run');
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^launch-task +1 message, would be moved to LaunchTaskQueue$/m),
    ]);
    expect(output).toContain('Dry run: no messages moved.');
    expect(await messages('LaunchTaskDeadLetters')).toBe(1);
  });

  it('rejects an unknown function', async () => {
    const { code, output } = await redrive('--function', 'launch-rocket');
    expect([code, output]).toEqual([1, expect.stringContaining('No function launch-rocket')]);
  });

  it('moves the messages of the given functions', async () => {
    const { code, output } = await redrive('--function', 'launch-task');
    expect([code, output]).toEqual([0, 'launch-task  1 message moved to LaunchTaskQueue\n\n1 message moved.\n']);
    expect(await messages('StopTaskDeadLetters')).toBe(1);
  });

  it('moves all messages, without effect on a job that has ended', async () => {
    const { code, output } = await redrive();
    expect([code, output]).toEqual([0, expect.stringContaining('6 messages moved.')]);
    expect(output).toMatch(/dispatch-obligations {2}1 message of the table stream; .* Delete them with --drop-records/);
    for (const title of Object.keys(deadLetters)) {
      await eventually(async () => ((await messages(`${title}Queue`)) === 0 ? true : undefined));
      expect([title, await messages(`${title}DeadLetters`)]).toEqual([title, 0]);
    }
    const { jobId, status, answer, values, attempts, endedAt } = await running().client.get(job.jobId);
    expect({ jobId, status, answer, values, attempts, endedAt }).toEqual({
      jobId: job.jobId,
      status: 'succeeded',
      answer: job.answer,
      values: job.values,
      attempts: job.attempts,
      endedAt: job.endedAt,
    });
    const launches = (await running().client.events(job.jobId)).filter(({ type }) => type === 'TaskLaunched');
    expect(launches).toHaveLength(1);
  });

  it('sends the webhook of a job again, under the same id', async () => {
    const { client, system } = running();
    const receiver = await receiveWebhooks();
    try {
      const { jobId } = await client.submit({ prompt: 'How many users are there?', webhookUrl: receiver.url });
      await client.wait(jobId);
      const first = await receiver.wait(jobId, 30_000);
      const { code, output } = await redrive('--webhook', jobId);
      expect([code, output]).toEqual([0, expect.stringContaining('delivery 2')]);
      const [, second] = await eventually(async () => (receiver.received.length > 1 ? receiver.received : undefined));
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(second?.body).toBe(first?.body);
      const secret = await system.webhookSecret();
      expect(second && hasValidSignature(secret, second)).toBe(true);
      const { data } = JSON.parse(second?.body ?? '{}') as { data: { question: string; link: string } };
      expect(data).toMatchObject({ question: 'How many users are there?', link: `${system.apiUrl}/#${jobId}` });
    } finally {
      receiver.close();
    }
  });

  it('says why there is no webhook to send', async () => {
    const { code, output } = await redrive('--webhook', job.jobId);
    expect([code, output]).toEqual([1, expect.stringContaining('has no webhookUrl')]);
  });

  it('removes records of the stream with --drop-records', async () => {
    const { code, output } = await redrive('--drop-records');
    expect([code, output]).toEqual([0, expect.stringMatching(/dispatch-obligations {2}1 message .* Deleted/)]);
    expect(await messages('DispatchObligationsDeadLetters')).toBe(0);
  });
});
