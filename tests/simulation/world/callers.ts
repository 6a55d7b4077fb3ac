import { BlockList } from 'node:net';
import { cancelJob } from '../../../functions/cancel-job/handler';
import { eraseJob } from '../../../functions/erase-job/handler';
import { giveFeedback } from '../../../functions/give-feedback/handler';
import type { Allowance } from '../../../functions/shared/domain/allowance';
import type { HttpRequest } from '../../../functions/shared/http/request';
import { beginJob } from '../../../functions/submit-prompt/handler';
import { jobIdOf } from '../../../functions/submit-prompt/job-id';
import type { History } from './history';
import type { PortsOf } from './ports';
import { Process, type SimulationContext } from './process';
import type { Curation, JobPlan } from './scenario';
import { SCHEMA } from './tables';

interface Parts {
  readonly allowance: Allowance;
  readonly context: SimulationContext;
  readonly portsOf: PortsOf;
  readonly history: History;
  readonly jobs: readonly JobPlan[];
}

/** Of a key that belongs to another request, of a follow-up whose conversation was erased, or of a job without a program. */
const REFUSAL =
  /under a new key|does not exist or is not yours|was erased or has expired|without a program|no longer exists/;

/** Of a job that is gone, or has no answer. */
const REFUSED_CURATION = /does not exist or is not yours|is being erased|has not succeeded/;

/** Seconds. The timeout of the functions behind the API. */
const TIMEOUT = 20;

const emptyRequest: HttpRequest = {
  route: '',
  params: {},
  query: {},
  headers: {},
  body: Buffer.alloc(0),
  owner: 'anonymous',
  isCurator: false,
  requestId: 'request',
  linkBase: 'https://api.example.com',
};

const promptOf = (number: number): string => `Question ${number}?`;

const keyOf = (number: number): string => `key-${number}`;

/** The number of the request that a job came from. */
export const requestNumber = (jobs: readonly JobPlan[], jobId: string): number =>
  [...jobs.keys()].findIndex((number) => jobIdOf(emptyRequest.owner, keyOf(number)) === jobId);

/** @param before the job that this one follows or runs again */
function request({ webhook, reruns }: JobPlan, number: number, before?: string): HttpRequest {
  // Without a key the job id would be random, and runs of a seed would differ.
  const headers = { 'idempotency-key': keyOf(number) };
  if (reruns) {
    const body = reruns.isEdited ? { program: `# attempt 1, edited by request ${number}\n` } : {};
    return {
      ...emptyRequest,
      route: 'POST /jobs/{jobId}/rerun',
      params: { jobId: before ?? '' },
      headers,
      body: Buffer.from(JSON.stringify({ ...body, timeoutSeconds: 60 })),
    };
  }
  const body = {
    prompt: promptOf(number),
    timeoutSeconds: 60,
    maxAttempts: 3,
    ...(before !== undefined && { followUpOf: before }),
    ...(webhook && { webhookUrl: `https://example.com/${number}` }),
  };
  return {
    ...emptyRequest,
    route: 'POST /prompt',
    headers,
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Clients of the API, which submit prompts and reruns, cancel jobs and erase them. */
export function callers({ context, portsOf, history, allowance, jobs }: Parts) {
  const { time, random, trace } = context;
  const webhooks = { allowed: new BlockList(), resolve: async () => ['93.184.216.34'] };

  const outcome = { apiUrl: 'https://api.example', pageUrl: '', questionInEvents: true };

  /** Jobs whose erasure was requested and has not succeeded yet. */
  const pendingErasures = new Set<string>();
  /** The number of concurrent submissions of each plan. */
  const pendingPosts = new Map<JobPlan, number>();

  /** Submits a prompt or a rerun, with retries unless the plan is `postOnce`. */
  async function post(plan: JobPlan, number: number, before?: string): Promise<void> {
    pendingPosts.set(plan, (pendingPosts.get(plan) ?? 0) + 1);
    await submit(plan, number, before);
    pendingPosts.set(plan, (pendingPosts.get(plan) ?? 0) - 1);
  }

  async function submit(plan: JobPlan, number: number, before?: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = new Process(`submit-prompt (${number}, #${attempt})`, context, { timeout: TIMEOUT });
      const handle = beginJob({ ...portsOf(process), webhooks, allowance, editedPrograms: true, ...outcome });
      const result = await process.run(() => handle(request(plan, number, before)));
      if ('value' in result) {
        const { jobId } = result.value.body as { jobId: string };
        history.acceptances.push({ jobId, request: number });
        trace(`job ${jobId} is accepted`);
        return;
      }
      const isRefused = 'error' in result && REFUSAL.test(String(result.error));
      if (plan.postOnce || isRefused) return;
      await time.sleep(random.between(1, 10));
    }
  }

  async function cancel(jobId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = new Process(`cancel-job (#${attempt})`, context, { timeout: TIMEOUT });
      const result = await process.run(() => cancelJob(portsOf(process))({ ...emptyRequest, params: { jobId } }));
      if ('value' in result) {
        history.cancellations.add(jobId);
        return trace(`job ${jobId} is cancelled`);
      }
      if ('error' in result && /already/.test(String(result.error))) return;
      if (history.erasures.has(jobId)) return;
      await time.sleep(1);
    }
  }

  /** Repeats the erasure until it succeeds. Waits for pending submissions, which would create the job again. */
  async function erase(jobId: string, plan: JobPlan): Promise<void> {
    pendingErasures.add(jobId);
    if (!history.erasureRequests.has(jobId)) history.erasureRequests.set(jobId, context.seconds());
    await untilErased(jobId, plan);
    pendingErasures.delete(jobId);
  }

  async function untilErased(jobId: string, plan: JobPlan): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await time.sleep(random.between(2, 20));
      if (pendingPosts.get(plan)) continue;
      const process = new Process(`erase-job (#${attempt})`, context, { timeout: TIMEOUT });
      const result = await process.run(() => eraseJob(portsOf(process))({ ...emptyRequest, params: { jobId } }));
      // A lost response of an erasure that succeeded, or no job was ever created from job.json.
      const isGone = 'error' in result && /does not exist or is not yours/.test(String(result.error));
      if (!isGone && !('value' in result)) continue;
      if (isGone && !history.ends.has(jobId)) return;
      history.erasures.set(jobId, context.seconds());
      return trace(`job ${jobId} is erased`);
    }
  }

  /** Verifies an answer, or withdraws that; the API may refuse it. */
  async function curate(jobId: string, { verified, requests }: Curation): Promise<void> {
    const body = Buffer.from(JSON.stringify({ verified }));
    for (let attempt = 1; attempt <= requests; attempt += 1) {
      const process = new Process(`give-feedback (#${attempt})`, context, { timeout: TIMEOUT });
      const handle = giveFeedback({ ...portsOf(process), schema: SCHEMA });
      const result = await process.run(() => handle({ ...emptyRequest, isCurator: true, params: { jobId }, body }));
      if ('value' in result) {
        history.curations.push({ jobId, verified });
        return trace(`job ${jobId} is ${verified ? '' : 'no longer '}verified`);
      }
      if ('error' in result && REFUSED_CURATION.test(String(result.error))) return;
      await time.sleep(random.between(0.5, 10));
    }
  }

  return {
    pendingErasures,
    start(plan: JobPlan, number: number): void {
      if (plan.follows ?? plan.reruns) return;
      time.after(plan.postAfter, () => post(plan, number));
      if (plan.postTwice && !plan.postOnce) time.after(plan.postAfter + random.between(0, 1), () => post(plan, number));
    },
    onEnded(jobId: string, plan: JobPlan): void {
      for (const curation of plan.curations ?? []) time.after(curation.after, () => curate(jobId, curation));
      if (plan.eraseAfterEnd !== undefined) time.after(plan.eraseAfterEnd, () => erase(jobId, plan));
      for (const [number, next] of jobs.entries()) {
        const before = next.follows ?? next.reruns;
        if (!before || jobs[before.number] !== plan) continue;
        time.after(before.after, () => post(next, number, jobId));
        if (next.postTwice && !next.postOnce) time.after(before.after, () => post(next, number, jobId));
        if (before.eraseAfter !== undefined) time.after(before.eraseAfter, () => erase(jobId, plan));
      }
    },
    onStored(jobId: string, plan: JobPlan): void {
      if (plan.cancelAfter !== undefined) time.after(plan.cancelAfter, () => cancel(jobId));
      if (plan.eraseAfter !== undefined) time.after(plan.eraseAfter, () => erase(jobId, plan));
    },
    onLaunched(jobId: string, plan: JobPlan): void {
      if (plan.cancelAfterLaunch !== undefined) time.after(plan.cancelAfterLaunch, () => cancel(jobId));
    },
  };
}
