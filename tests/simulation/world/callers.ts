import { BlockList } from 'node:net';
import { cancelJob } from '../../../functions/cancel-job/handler';
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

/** People who ask, and who change their minds. */
export function callers({ around, portsOf, history }: Parts) {
  const { time, chance, trace } = around;
  const webhooks = { allowed: new BlockList(), resolve: async () => ['93.184.216.34'] };

  /** Sends a request until it is answered, or once. */
  async function post(plan: JobPlan, number: number): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = new Process(`submit-prompt (${number}, #${attempt})`, around, { timeout: TIMEOUT });
      const submit = submitPrompt({ ...portsOf(process), webhooks });
      const result = await process.run(() => submit(request(plan, number)));
      if ('ended' in result) {
        const { jobId } = result.ended.body as { jobId: string };
        history.accepted.push({ jobId, request: number });
        trace(`job ${jobId} is accepted`);
        return;
      }
      if (plan.once) return;
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
      await time.sleep(1);
    }
  }

  return {
    begin(plan: JobPlan, number: number): void {
      time.after(plan.postAfter, () => void post(plan, number));
      if (plan.twice && !plan.once) time.after(plan.postAfter + chance.between(0, 1), () => void post(plan, number));
    },
    /** A job is there: whoever asked for it may think better of it. */
    stored(jobId: string, plan: JobPlan): void {
      if (plan.cancelAfter !== undefined) time.after(plan.cancelAfter, () => void cancel(jobId));
    },
    launched(jobId: string, plan: JobPlan): void {
      if (plan.cancelAfterLaunch !== undefined) time.after(plan.cancelAfterLaunch, () => void cancel(jobId));
    },
  };
}
