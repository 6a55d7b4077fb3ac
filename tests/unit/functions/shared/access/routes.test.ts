import { type JobAction, keys } from '../../../../../events';
import { type Operation, operations, routeKeyOf, routeOf } from '../../../../../events/http/routes';
import { cancelJob } from '../../../../../functions/cancel-job/handler';
import { eraseJob } from '../../../../../functions/erase-job/handler';
import { giveFeedback } from '../../../../../functions/give-feedback/handler';
import { readJobs } from '../../../../../functions/read-jobs/handler';
import { shareJob } from '../../../../../functions/share-job/handler';
import { actionsOf, mayRead } from '../../../../../functions/shared/access/actions';
import type { Fact } from '../../../../../functions/shared/domain/facts';
import type { HttpHandler } from '../../../../../functions/shared/http/function';
import { ProblemError } from '../../../../../functions/shared/http/problem';
import { networks } from '../../../../../functions/shared/webhook-address/networks';
import { beginJob } from '../../../../../functions/submit-prompt/handler';
import { feedbackSetting, SHARED, SUCCEEDED } from '../../give-feedback/setting';
import { program, sleepingClock } from '../../read-jobs/setting';
import { allowance, at, finished, generated, JOB_ID, launched, promptReceived } from '../domain/facts';
import { httpRequest } from '../http/requests';

type World = Awaited<ReturnType<typeof feedbackSetting>>;

const SETTINGS = { editedPrograms: false };

/** A request of an operation, and what it does with the job. */
interface Attempt {
  readonly action: JobAction | 'read';
  readonly handler: (world: World) => HttpHandler;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly name?: string;
}

const reader = (world: World) => readJobs({ ...world, clock: sleepingClock(), waitSeconds: 0, actions: SETTINGS });
const reads: Attempt = { action: 'read', handler: reader };
const submit = (world: World) =>
  beginJob({
    ...world,
    webhooks: { allowed: networks(''), resolve: async () => [] },
    allowance,
    apiUrl: 'https://api.example',
    pageUrl: '',
    questionInEvents: true,
    ...SETTINGS,
  });
const feedback = ({ ports }: World) => giveFeedback(ports);

/** Every operation on a job. Those without one are about no job of the caller's choice. */
const attempts: Readonly<Record<Operation, readonly Attempt[]>> = {
  submitPrompt: [{ action: 'follow-up', handler: submit, body: { prompt: 'and by month?', followUpOf: JOB_ID } }],
  listJobs: [],
  getJob: [reads],
  listJobEvents: [reads],
  getOutput: [reads],
  getArtifact: [{ ...reads, name: 'manifest.json' }],
  exportJob: [{ action: 'export', handler: reader, query: { as: 'notebook' } }],
  cancelJob: [{ action: 'cancel', handler: cancelJob }],
  rerunJob: [
    { action: 'rerun', handler: submit },
    { action: 'edit', handler: submit, body: { program: 'print(1)' } },
  ],
  eraseJob: [{ action: 'erase', handler: eraseJob }],
  putFeedback: [
    { action: 'feedback', handler: feedback, body: { rating: 'up' } },
    { action: 'verify', handler: feedback, body: { verified: true } },
    { action: 'verify', handler: feedback, body: { verified: false } },
  ],
  putSharing: [{ action: 'share', handler: shareJob, body: { shared: true } }],
  listTables: [],
  getOpenApi: [],
  getPage: [],
  getPageAsset: [],
  getPageConfig: [],
};

const failure = { kind: 'program_error', message: 'KeyError' } as const;
const running = [promptReceived, generated(), launched()];
const states: Readonly<Record<string, readonly Fact[]>> = {
  running,
  'running and shared': [...running, SHARED],
  'cancelled before its program': [promptReceived, { type: 'CancelRequested', at: at(2) }],
  failed: [...running, finished(1, { result: 'failed', failure })],
  succeeded: SUCCEEDED,
  shared: [...SUCCEEDED, SHARED],
  'no longer shared': [...SUCCEEDED, SHARED, { type: 'SharingChanged', at: at(51), shared: false }],
  'shared and being verified': [...SUCCEEDED, SHARED, { type: 'VerificationStarted', at: at(55), verified: true }],
  'shared and being erased': [...SUCCEEDED, SHARED, { type: 'ErasureStarted', at: at(55) }],
};

const callers = {
  owner: {},
  'owner and curator': { isCurator: true },
  curator: { owner: 'another', isCurator: true },
  'another caller': { owner: 'another' },
};

const cases = operations.flatMap((operation) =>
  attempts[operation].flatMap((attempt) =>
    Object.keys(states).flatMap((state) =>
      Object.keys(callers).map((caller) => [operation, attempt.action, state, caller, attempt] as const),
    ),
  ),
);

/** The status of the response, and whether the documented responses of the route have it. */
async function statusOf(response: ReturnType<HttpHandler>): Promise<number> {
  try {
    return (await response).status;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.status;
    throw error;
  }
}

describe('the actions of a job are what its routes accept', () => {
  it.each(cases)('%s, %s, a job that is %s, by %s', async (operation, action, state, caller, attempt) => {
    const world = await feedbackSetting({ facts: states[state] ?? [] });
    world.objects.objects.set(...program(1, 'answer()'));
    const manifest = { version: 1, jobId: JOB_ID, attempt: 1, launch: 1, createdAt: at(40), artifacts: [] };
    world.objects.objects.set(`${keys.results(JOB_ID, 1)}manifest.json`, JSON.stringify(manifest));
    const { body, query = {}, name = '', handler } = attempt;
    const request = httpRequest({
      route: routeKeyOf(operation),
      params: { jobId: JOB_ID, name },
      body,
      query,
      ...callers[caller as keyof typeof callers],
    });
    const job = await world.job();
    const isAllowed =
      action === 'read' ? mayRead(job, request) : actionsOf(job, request, world.now(), SETTINGS).includes(action);
    const status = await statusOf(handler(world)(request));
    expect(Object.keys(routeOf(operation).responses)).toContain(String(status));
    // Only a job that has ended has results, and a repeated cancellation is none.
    const hasNothing = operation === 'getArtifact' && (!job.outcome || !('resultsPrefix' in job.outcome.body));
    const isRepeated = action === 'cancel' && state.startsWith('cancelled') && request.owner === 'anonymous';
    expect(status < 400).toBe((isAllowed && !hasNothing) || isRepeated);
    if (!mayRead(job, request)) expect(status).toBe(404);
  });

  it('name every operation with a job in its path', () => {
    const ofJobs = operations.filter((operation) => routeOf(operation).path.includes('{jobId}'));
    expect(ofJobs.filter((operation) => attempts[operation].length === 0)).toEqual([]);
  });
});
