import { type CodeInterpreterClient, type JobView, ProblemError } from '../../client';
import { type Check, type Finding, failed, ok } from './check';

export interface JobPlace {
  readonly client: CodeInterpreterClient;
  /** A table that can be asked about; undefined when there is none. */
  readonly table: () => Promise<string | undefined>;
  /** Where the job's webhook goes. Any answer shows that webhooks get out. */
  readonly webhookUrl: string;
  readonly pause: (milliseconds: number) => Promise<void>;
}

const WEBHOOK_PATIENCE = 60_000;
/** Milliseconds between two tries to erase the job, and how many there are: its task has to have ended first. */
const ERASE_AGAIN_AFTER = 5_000;
const ERASE_TRIES = 48;

/** A whole job: from POST to the answer, its files and its webhook. */
export function jobCheck({ client, table, webhookUrl, pause }: JobPlace): Check {
  return {
    title: 'A whole job',
    advice: 'Look at the steps above first; then at the logs of the functions: docs/operations.md.',
    async run() {
      const name = await table();
      if (!name) return [failed('There is no table to ask about.', 'Run npm run load-data.')];
      const began = Date.now();
      const { jobId } = await client.submit({ prompt: `How many rows does the table ${name} have?`, webhookUrl });
      const job = await client.wait(jobId);
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      return [
        outcome(job, seconds),
        await artifact(client, job),
        await webhook(client, job, pause),
        await erasure(client, job, pause),
      ];
    },
  };
}

function outcome({ jobId, status, answer = '', failure }: JobView, seconds: string): Finding {
  if (status === 'succeeded') return ok(`Job ${jobId} is answered after ${seconds} s: ${answer.split('\n')[0]}`);
  return failed(
    `Job ${jobId} ended as ${status}: ${failure?.kind}: ${failure?.message}`,
    `${failure?.hint ?? ''} GET /jobs/${jobId}/events tells how far it came.`.trim(),
  );
}

async function artifact(client: CodeInterpreterClient, { jobId, artifacts }: JobView): Promise<Finding> {
  if (!artifacts.some(({ name }) => name === 'answer.md')) return failed('It left no answer.md.', 'See its failure.');
  const answer = await client.download(jobId, 'answer.md');
  return answer.ok
    ? ok('Its files can be downloaded.')
    : failed(`answer.md cannot be downloaded: status ${answer.status}.`, 'Does a policy of the bucket forbid it?');
}

/** The receiver's word does not matter here: that it had one does. */
async function webhook(client: CodeInterpreterClient, { jobId }: JobView, pause: JobPlace['pause']): Promise<Finding> {
  for (const until = Date.now() + WEBHOOK_PATIENCE; Date.now() < until; await pause(500)) {
    const [first] = (await client.get(jobId)).webhook?.deliveries ?? [];
    if (!first) continue;
    if (first.status !== undefined) return ok(`Its webhook got out (answered with status ${first.status}).`);
    return failed(
      `Its webhook did not get out: ${first.error}`,
      'notify-webhook needs a way to the internet: is the function in a VPC without one?',
    );
  }
  return failed(
    'Nobody tried to send its webhook.',
    'Look at the log: sam logs --stack-name STACK --name NotifyWebhookFunction.',
  );
}

async function erasure(client: CodeInterpreterClient, { jobId }: JobView, pause: JobPlace['pause']): Promise<Finding> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.erase(jobId);
      return ok('It is erased, with what it left.');
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 409)) throw error;
      if (tries === ERASE_TRIES) {
        return failed(
          `It cannot be erased: ${error.message}`,
          'Does ECS say that the task has stopped? Look at the log: sam logs --stack-name STACK --name RecordTaskStateFunction.',
        );
      }
      await pause(ERASE_AGAIN_AFTER);
    }
  }
}
