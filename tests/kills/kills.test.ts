import { readFileSync } from 'node:fs';
import { CodeInterpreterClient, type JobView } from '../../client';
import { pause } from '../../functions/shared/clock';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';
import { receiveWebhooks, type WebhookReceiver } from '../../local/webhook-receiver';
import { eventually, withSystem } from '../system/running-system';

const running = withSystem();

/** Milliseconds after the prompt at which a process is killed: from the POST to the report. */
const PLACES = [0, 150, 400, 900, 1500, 2200, 3000, 4000, 5500, 7000];
/** Two sweeps for what was lost, three tasks, and a machine that does other things too. */
const ENDS_WITHIN = 540_000;

/** Processes that this test has started, directly or not, and that run a program of this name. */
function processes(program: string): number[] {
  return descendantsOf(process.pid).filter((pid) => {
    try {
      const [name = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return /node$/.test(name) && script.includes(program);
    } catch {
      return false; // it has ended
    }
  });
}

/** Kills one of them, as the kernel does: nothing is tidied up. */
function killOne(program: string): boolean {
  const [pid] = processes(program).sort(() => Math.random() - 0.5);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

describe('a job whose processes are killed', () => {
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = await receiveWebhooks();
  });
  afterAll(() => receiver?.close());

  const victims: [string, string][] = [
    ['its executor', 'dist/executor/index.js'],
    ['the worker of its POST', 'SubmitPromptFunction'],
    ['the writer of its program', 'GenerateCodeFunction'],
    ['the launcher of its task', 'LaunchTaskFunction'],
    ['the recorder of its progress', 'RecordProgressFunction'],
    ['the publisher of its decisions', 'PublishDecisionsFunction'],
  ];

  it.each(victims)(
    'ends right, and tells so once: %s, at ten places',
    async (_, victim) => {
      const ended = await Promise.all(PLACES.map((after, number) => askAndKill(victim, after, number)));
      for (const job of ended) {
        expect([job.jobId, job.status, job.failure]).toEqual([job.jobId, 'succeeded', undefined]);
        expect(job.values.users).toBe(1000);
      }
      const webhooks = await eventually(async () => {
        const ids = ended.map(({ jobId }) => receiver.received.filter(({ body }) => body.includes(jobId)));
        return ids.every((found) => found.length > 0) ? ids : undefined;
      }, 180_000);
      for (const found of webhooks) expect(new Set(found.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    },
    ENDS_WITHIN + 200_000,
  );

  async function askAndKill(victim: string, after: number, number: number): Promise<JobView> {
    // Not all at once: each is to meet the victim at another place of its own.
    await pause(number * 700);
    const client = new CodeInterpreterClient({ baseUrl: running().system.apiUrl });
    const idempotencyKey = `${victim}-${number}`;
    setTimeout(() => killOne(victim), after);
    const request = { prompt: 'How many users are there?', webhookUrl: receiver.url };
    const { jobId } = await eventually(() => client.submit(request, { idempotencyKey }).catch(() => undefined), 60_000);
    return eventually(async () => {
      const job = await client.get(jobId).catch(() => undefined);
      return job && ['succeeded', 'failed', 'cancelled'].includes(job.status) ? job : undefined;
    }, ENDS_WITHIN);
  }
});
