import type { PromptAccepted } from '../../../../events';
import { ProblemError } from '../../../../functions/shared/http/problem';
import { jobStore } from '../../../../functions/shared/job-store/job-store';
import { networks } from '../../../../functions/shared/webhook-address/networks';
import { beginJob } from '../../../../functions/submit-prompt/handler';
import { fakeEventBus } from '../../../fakes/event-bus';
import { memoryJobTable } from '../../../fakes/job-table';
import { fakeObjectStore } from '../../../fakes/object-store';
import { at } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

/** POST /prompt over everything in memory. */
export function setting({
  allowed = '',
  hosts = {} as Record<string, string[]>,
  allowance = { openJobs: 100, dailyUsd: 100 },
  pageUrl = '',
  questionInEvents = true,
  editedPrograms = true,
} = {}) {
  const table = memoryJobTable();
  const jobs = jobStore(table, async () => undefined);
  const objects = fakeObjectStore();
  const bus = fakeEventBus();
  const time = { seconds: 0 };
  const resolve = async (host: string) => {
    const addresses = hosts[host];
    if (!addresses) throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    return addresses;
  };
  const webhooks = { allowed: networks(allowed), resolve };
  const outcome = { apiUrl: 'https://api.example', pageUrl, questionInEvents };
  const ports = { objects, jobs, bus, webhooks, allowance, editedPrograms, ...outcome, now: () => at(time.seconds) };
  const begin = beginJob(ports);
  return {
    ports,
    table,
    jobs,
    objects,
    bus,
    time,
    async post(body: unknown, headers: Record<string, string> = {}, owner = 'anonymous') {
      const response = await begin(httpRequest({ route: 'POST /prompt', body, headers, owner }));
      return { ...response, body: response.body as PromptAccepted };
    },
    async rerun(jobId: string, body?: unknown, headers: Record<string, string> = {}, owner = 'anonymous') {
      const response = await begin(httpRequest({ ...RERUN, params: { jobId }, body, headers, owner }));
      return { ...response, body: response.body as PromptAccepted };
    },
    /** Why a rerun is refused. */
    rerunRefusal(jobId: string, body?: unknown, headers: Record<string, string> = {}, owner = 'anonymous') {
      return problemOf(begin(httpRequest({ ...RERUN, params: { jobId }, body, headers, owner })));
    },
    refusal: (body: unknown, headers: Record<string, string> = {}) =>
      problemOf(begin(httpRequest({ route: 'POST /prompt', body, headers }))),
  };
}

const RERUN = { route: 'POST /jobs/{jobId}/rerun' };

async function problemOf(response: Promise<unknown>) {
  const error: unknown = await response.catch((thrown: unknown) => thrown);
  if (error instanceof ProblemError) return error.problem;
  throw new Error('It was not refused.', { cause: error });
}
