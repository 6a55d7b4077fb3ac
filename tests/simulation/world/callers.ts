import { BlockList } from 'node:net';
import { cancelJob } from '../../../functions/cancel-job/handler';
import { eraseJob } from '../../../functions/erase-job/handler';
import type { HttpRequest } from '../../../functions/shared/http/request';
import { submitPrompt } from '../../../functions/submit-prompt/handler';
import type { History } from './history';
import type { PortsOf } from './ports';
import { Process, type Surroundings } from './process';
import type { JobPlan } from './scenario';

interface Parts {
  readonly around: Surroundings;
  readonly portsOf: PortsOf;
  readonly history: History;
}

/** Seconds, of the functions behind the API. */
const TIMEOUT = 20;

const emptyRequest: HttpRequest = {
  route: '',
  params: {},
  query: {},
  headers: {},
  body: Buffer.alloc(0),
  owner: 'anonymous',
  requestId: 'request',
  linkBase: 'https://api.example.com',
};

const promptOf = (number: number): string => `Question ${number}?`;

/** The request that a stored prompt came with. */
export const requestNumber = (prompt: string): number => Number(/^Question (\d+)/.exec(prompt)?.[1]);

function request({ webhook }: JobPlan, number: number): HttpRequest {
  const body = {
    prompt: promptOf(number),
    timeoutSeconds: 60,
    maxAttempts: 3,
    ...(webhook && { webhookUrl: `https://example.com/${number}` }),
  };
  return {
    ...emptyRequest,
    // Without a key the job's id would be another one in every run of a seed.
    headers: { 'idempotency-key': `key-${number}` },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** People who ask, who change their minds, and who want nothing to be left. */
export function callers({ around, portsOf, history }: Parts) {
  const { time, chance, trace } = around;
  const webhooks = { allowed: new BlockList(), resolve: async () => ['93.184.216.34'] };

  /** Jobs whose erasure is asked for. */
  const erasing = new Set<string>();
  /** How many are sending a request. */
  const posting = new Map<JobPlan, number>();

  /** Sends a request until it is answered, or once. */
  async function post(plan: JobPlan, number: number): Promise<void> {
    posting.set(plan, (posting.get(plan) ?? 0) + 1);
    await submit(plan, number);
    posting.set(plan, (posting.get(plan) ?? 0) - 1);
  }

  async function submit(plan: JobPlan, number: number): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = new Process(`submit-prompt (${number}, #${attempt})`, around, { timeout: TIMEOUT });
      const handle = submitPrompt({ ...portsOf(process), webhooks });
      const result = await process.run(() => handle(request(plan, number)));
      if ('ended' in result) {
        const { jobId } = result.ended.body as { jobId: string };
        history.accepted.push({ jobId, request: number });
        trace(`job ${jobId} is accepted`);
        return;
      }
      if (plan.once || ('error' in result && /under a new key/.test(String(result.error)))) return;
      await time.sleep(chance.between(1, 10));
    }
  }

  async function cancel(jobId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = new Process(`cancel-job (#${attempt})`, around, { timeout: TIMEOUT });
      const result = await process.run(() => cancelJob(portsOf(process))({ ...emptyRequest, params: { jobId } }));
      if ('ended' in result) {
        history.cancelled.add(jobId);
        return trace(`job ${jobId} is cancelled`);
      }
      if ('error' in result && /already/.test(String(result.error))) return;
      if (history.erased.has(jobId)) return;
      await time.sleep(1);
    }
  }

  /** Asks for the erasure until it is done; whoever still sends the request would make the job anew. */
  async function erase(jobId: string, plan: JobPlan): Promise<void> {
    erasing.add(jobId);
    await untilErased(jobId, plan);
    erasing.delete(jobId);
  }

  async function untilErased(jobId: string, plan: JobPlan): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await time.sleep(chance.between(2, 20));
      if (posting.get(plan)) continue;
      const process = new Process(`erase-job (#${attempt})`, around, { timeout: TIMEOUT });
      const result = await process.run(() => eraseJob(portsOf(process))({ ...emptyRequest, params: { jobId } }));
      // Its answer was lost, or it never was a job: the request got no further than its document.
      const isGone = 'error' in result && /does not exist or is not yours/.test(String(result.error));
      if (!isGone && !('ended' in result)) continue;
      if (isGone && !history.ends.has(jobId)) return;
      history.erased.set(jobId, around.seconds());
      return trace(`job ${jobId} is erased`);
    }
  }

  return {
    erasing,
    begin(plan: JobPlan, number: number): void {
      time.after(plan.postAfter, () => post(plan, number));
      if (plan.twice && !plan.once) time.after(plan.postAfter + chance.between(0, 1), () => post(plan, number));
    },
    /** A job is there: whoever asked for it may think better of it. */
    stored(jobId: string, plan: JobPlan): void {
      if (plan.cancelAfter !== undefined) time.after(plan.cancelAfter, () => cancel(jobId));
      if (plan.eraseAfter !== undefined) time.after(plan.eraseAfter, () => erase(jobId, plan));
    },
    launched(jobId: string, plan: JobPlan): void {
      if (plan.cancelAfterLaunch !== undefined) time.after(plan.cancelAfterLaunch, () => cancel(jobId));
    },
  };
}
