import { type CodeInterpreterClient, type JobView, ProblemError } from '../../client';
import { type Check, type Finding, failed, ok } from './check';

export interface JobCheckOptions {
  readonly client: CodeInterpreterClient;
  /** A table for the question; undefined when there is none. */
  readonly table: () => Promise<string | undefined>;
  /** Any response from this URL shows that webhooks reach the internet. */
  readonly webhookUrl: string;
  readonly pause: (milliseconds: number) => Promise<void>;
}

const WEBHOOK_TIMEOUT_MS = 60_000;
/** Erasing is refused until the job's task has stopped. */
const ERASE_RETRY_MS = 5_000;
const MAX_ERASE_CALLS = 48;

/** Whether a job works end to end: answer, artifacts, webhook, erasure. */
export function jobCheck({ client, table, webhookUrl, pause }: JobCheckOptions): Check {
  return {
    title: 'A complete job',
    advice: 'Fix the steps above first; then see the logs of the functions: docs/operations.md.',
    async run() {
      const name = await table();
      if (!name) return [failed('There is no table to ask about.', 'Run npm run load-data.')];
      const start = Date.now();
      const { jobId } = await client.submit({ prompt: `How many rows does the table ${name} have?`, webhookUrl });
      const job = await client.wait(jobId);
      const seconds = ((Date.now() - start) / 1000).toFixed(1);
      return [
        outcomeFinding(job, seconds),
        await artifactFinding(client, job),
        await webhookFinding(client, job, pause),
        await erasureFinding(client, job, pause),
      ];
    },
  };
}

function outcomeFinding({ jobId, status, answer = '', failure }: JobView, seconds: string): Finding {
  if (status === 'succeeded') return ok(`Job ${jobId} succeeded in ${seconds} s: ${answer.split('\n')[0]}`);
  return failed(
    `Job ${jobId} is ${status}: ${failure?.kind}: ${failure?.message}`,
    `${failure?.hint ?? ''} See its timeline: GET /jobs/${jobId}/events.`.trim(),
  );
}

async function artifactFinding(client: CodeInterpreterClient, { jobId, artifacts }: JobView): Promise<Finding> {
  if (!artifacts.some(({ name }) => name === 'answer.md'))
    return failed('The job has no answer.md.', 'See its failure above.');
  const response = await client.download(jobId, 'answer.md');
  return response.ok
    ? ok('Its artifacts can be downloaded.')
    : failed(`Downloading answer.md fails with status ${response.status}.`, 'Does a bucket policy deny it?');
}

/** Any HTTP status of the receiver is fine: the delivery reached it. */
async function webhookFinding(
  client: CodeInterpreterClient,
  { jobId }: JobView,
  pause: JobCheckOptions['pause'],
): Promise<Finding> {
  for (const deadline = Date.now() + WEBHOOK_TIMEOUT_MS; Date.now() < deadline; await pause(500)) {
    const [first] = (await client.get(jobId)).webhook?.deliveries ?? [];
    if (!first) continue;
    if (first.status !== undefined) return ok(`Its webhook reached a receiver (status ${first.status}).`);
    return failed(
      `Its webhook reached no receiver: ${first.error}`,
      'notify-webhook needs internet access: is the function in a VPC without it?',
    );
  }
  return failed('Its webhook was not sent.', 'See the log: sam logs --stack-name STACK --name NotifyWebhookFunction.');
}

async function erasureFinding(
  client: CodeInterpreterClient,
  { jobId }: JobView,
  pause: JobCheckOptions['pause'],
): Promise<Finding> {
  for (let calls = 1; ; calls += 1) {
    try {
      await client.erase(jobId);
      return ok('It has been erased with all its data.');
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 409)) throw error;
      if (calls === MAX_ERASE_CALLS) {
        return failed(
          `It cannot be erased: ${error.message}`,
          'Has its task stopped in ECS? See the log: sam logs --stack-name STACK --name RecordTaskStateFunction.',
        );
      }
      await pause(ERASE_RETRY_MS);
    }
  }
}
