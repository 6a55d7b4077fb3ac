import type { JobList, JobView, Problem, PromptAccepted } from './views';

const jobId = '9r0awy9pdw6sypccrk38q9a2ej';
const links = {
  self: `http://127.0.0.1:4580/jobs/${jobId}`,
  events: `http://127.0.0.1:4580/jobs/${jobId}/events`,
  results: `http://127.0.0.1:4580/jobs/${jobId}/results/{name}`,
};
const prompt = 'Average feature1 by interactiontype';
const ended = { acceptedAt: '2026-11-22T16:02:02.952Z', endedAt: '2026-11-22T16:02:11.160Z' };

/** Examples of the OpenAPI document, by schema. */
export const examples = {
  PromptRequest: { prompt, timeoutSeconds: 300 },
  RerunRequest: { program: "from interpreter import answer\n\nanswer('Hello.')\n", timeoutSeconds: 60 },
  PromptAccepted: { jobId, status: 'received', links } satisfies PromptAccepted,
  JobList: { jobs: [{ jobId, status: 'succeeded', prompt, ...ended, links }] } satisfies JobList,
  JobView: {
    jobId,
    status: 'succeeded',
    prompt,
    size: 'small',
    ...ended,
    deadlineAt: '2026-11-22T16:32:02.952Z',
    answer: 'The average feature1 is **0.406** for add-to-cart.',
    values: { average_feature1_add_to_cart: 0.405732 },
    assumptions: [],
    warnings: [],
    queries: [],
    artifacts: [],
    attempts: [{ attempt: 1, modelId: 'offline-analyst', result: 'succeeded' }],
    timings: {
      total: 8.2,
      steps: { dispatch: 0.5, tables: 0, model: 7.2, run: 0.5 },
      overlapped: {},
    },
    sandbox: ['uid', 'seccomp'],
    actions: ['erase', 'share', 'feedback', 'follow-up', 'export'],
    links,
  } satisfies JobView,
  Problem: {
    type: 'urn:code-interpreter:problem:not-found',
    title: 'Not found',
    status: 404,
    detail: `There is no job ${jobId} that you may read.`,
  } satisfies Problem,
};
