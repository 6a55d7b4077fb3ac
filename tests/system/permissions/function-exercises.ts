import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { keys, type LaunchDocument, type StandbyClaim } from '../../../events';
import { type Accepted, type Fact, taskId } from '../../../functions/shared/domain/facts';
import { apply, newJob } from '../../../functions/shared/domain/job';
import { jobItem } from '../../../functions/shared/job-store/items';
import { STANDBY } from '../../../functions/shared/tasks/port';
import { jobIdOf } from '../../../functions/submit-prompt/job-id';
import { storedReport } from '../../unit/functions/setting';
import { accepted, generated, JOB_ID, launched, report, usage } from '../../unit/functions/shared/domain/facts';
import type { Exercise } from './exercise';
import { LOOKS_FIRST } from './looking-backend';
import { type ActionResult, type Stage, sampleOf, secondsAgo } from './stage';

/** A job whose first program failed: report.json exists, but its event was not recorded. */
async function unreported(
  stage: Stage,
  facts: readonly Fact[],
  seconds: number,
  changes: Partial<Accepted> = {},
): Promise<string> {
  const jobId = await stage.newJob(facts, { ...changes, acceptedAt: secondsAgo(seconds) });
  const failure = { kind: 'program_error', message: 'KeyError' } as const;
  const finishedAt = secondsAgo(seconds - 60);
  const [, text] = storedReport(1, { result: 'failed', final: false, failure, finishedAt, startedAt: finishedAt });
  await stage.objects.write(keys.report(jobId, 1), text, 'application/json');
  return jobId;
}

const program = (at: string): Fact => ({
  type: 'ProgramGenerated',
  at,
  attempt: 1,
  modelId: 'offline-analyst',
  usage,
});

/** A size that no standby has. */
const NO_STANDBY = { size: 'medium' } as const;

/** Facts of a job that has ended, has no task, and whose outcome was published. */
const endedJob: readonly Fact[] = [
  { type: 'GenerationFailed', at: secondsAgo(60), attempt: 1, usage, failure: { kind: 'refused', message: 'No.' } },
  { type: 'OutcomePublished', at: secondsAgo(59) },
  { type: 'LaunchAbandoned', at: secondsAgo(58), launch: 1 },
];

/** A job whose program answered after one statement. */
async function answeredJob(stage: Stage): Promise<string> {
  const startedAt = secondsAgo(20);
  const summary = report({ startedAt, finishedAt: startedAt });
  const jobId = await stage.newJob([
    program(secondsAgo(30)),
    { type: 'ExecutionFinished', at: startedAt, attempt: 1, report: summary },
  ]);
  const [, text] = storedReport(1, { startedAt, finishedAt: startedAt });
  const queries = [{ sql: 'select count(*) from users', result: 'finished', rows: 1, milliseconds: 1 }];
  await stage.objects.write(
    keys.report(jobId, 1),
    JSON.stringify({ ...JSON.parse(text), queries }),
    'application/json',
  );
  return jobId;
}

const giveFeedback = (stage: Stage, jobId: string, feedback: object): Promise<ActionResult> =>
  stage.request('PUT', `/jobs/${jobId}/feedback`, { body: JSON.stringify(feedback) });

const cancelled = (seconds: number): Fact => ({ type: 'CancelRequested', at: secondsAgo(seconds) });

/** A job whose first launch has claimed this standby. */
async function claimedBy(stage: Stage, facts: readonly Fact[], taskArn: string): Promise<string> {
  const jobId = await stage.newJob(facts);
  const common = { version: 1, jobId, launch: 1, createdAt: secondsAgo(1) } as const;
  const launch: LaunchDocument = { ...common, standbyArn: taskArn };
  const claim: StandbyClaim = { ...common, taskArn, claim: 'job' };
  await stage.objects.write(keys.launch(jobId, 1), JSON.stringify(launch), 'application/json');
  await stage.objects.write(keys.standbyClaim(taskId(taskArn)), JSON.stringify(claim), 'application/json');
  return jobId;
}

/** The event of ECS about a standby. */
function standbyEvent(taskArn: string): object {
  const event = sampleOf('aws/ecs-task-03-running', JOB_ID) as { readonly detail: object };
  const containerOverrides = [{ name: 'executor', environment: [{ name: 'STANDBY', value: '1' }] }];
  return { ...event, detail: { ...event.detail, taskArn, startedBy: STANDBY, overrides: { containerOverrides } } };
}

function standbyClaimed(taskArn: string): object {
  const event = sampleOf('bus/StandbyClaimed', JOB_ID) as { readonly detail: object };
  return { ...event, detail: { ...event.detail, taskArn } };
}

/** Sends requests until one fails. */
async function allOf(requests: readonly (() => Promise<ActionResult>)[]): Promise<ActionResult> {
  let last: ActionResult = { succeeded: true, output: '' };
  for (const request of requests) {
    last = await request();
    if (!last.succeeded) break;
  }
  return last;
}

/** The event of an object that was created. */
function createdObject(key: string): object {
  const event = sampleOf('aws/s3-object-created-put', '') as { readonly detail: { readonly object: object } };
  return { ...event, detail: { ...event.detail, object: { ...event.detail.object, key } } };
}

const post = (stage: Stage, key: string) =>
  stage.request('POST', '/prompt', {
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ prompt: 'How many users are there?' }),
  });

const EDITED = 'print(1)';

const rerun = (stage: Stage, jobId: string, key: string) =>
  stage.request('POST', `/jobs/${jobId}/rerun`, {
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ program: EDITED }),
  });

/** Actions of the functions that use all rights of their roles. */
export const functionExercises: readonly Exercise[] = [
  {
    role: 'SubmitPromptRole',
    does: 'accepts a prompt, twice under one key',
    rights: [
      's3:PutObject',
      's3:GetObject',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:GetItem',
      'events:PutEvents',
    ],
    run(stage) {
      const key = randomUUID();
      return allOf([() => post(stage, key), () => post(stage, key)]);
    },
  },
  {
    role: 'SubmitPromptRole',
    does: 'accepts a follow-up of an answered job',
    rights: [{ action: 's3:GetObject', on: /report\.json/ }],
    run: (stage, { answered }) =>
      stage.request('POST', '/prompt', { body: JSON.stringify({ prompt: 'and by gender?', followUpOf: answered }) }),
  },
  {
    role: 'SubmitPromptRole',
    does: 'accepts a rerun, twice under one key',
    rights: [
      { action: 's3:PutObject', on: /program\.py/ },
      { action: 's3:GetObject', on: /generation\.json/ },
    ],
    run(stage, { answered }) {
      const key = randomUUID();
      return allOf([() => rerun(stage, answered, key), () => rerun(stage, answered, key)]);
    },
  },
  {
    role: 'SubmitPromptRole',
    does: 'compares the program of a rerun with the stored one',
    rights: [{ action: 's3:GetObject', on: /program\.py/ }],
    async run(stage, { answered }) {
      const key = randomUUID();
      // As an invocation leaves it that crashes before it writes job.json.
      await stage.objects.write(keys.program(jobIdOf('anonymous', key)), EDITED, 'text/x-python');
      return rerun(stage, answered, key);
    },
  },
  {
    role: 'ReadJobsRole',
    does: 'shows jobs, a timeline, a result',
    rights: [
      'dynamodb:GetItem',
      { action: 'dynamodb:Query', on: /byOwner/ },
      { action: 'dynamodb:Query', on: /table\/[^/]+"$/ },
      's3:GetObject',
      { action: 's3:ListBucket', on: /jobs/ },
    ],
    run: (stage, { answered }) =>
      allOf([
        () => stage.request('GET', '/jobs'),
        () => stage.request('GET', `/jobs/${answered}`),
        () => stage.request('GET', `/jobs/${answered}/events`),
        () => stage.request('GET', `/jobs/${answered}/output`),
        () => stage.request('GET', `/jobs/${answered}/results/answer.md`),
      ]),
  },
  {
    role: 'CancelJobRole',
    does: 'cancels a job',
    rights: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    run: async (stage) => stage.request('POST', `/jobs/${await stage.newJob()}/cancel`),
  },
  {
    role: 'EraseJobRole',
    does: 'erases a job',
    rights: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      's3:ListBucket',
      's3:DeleteObject',
      'dynamodb:Query',
      'dynamodb:DeleteItem',
    ],
    run: async (stage) => stage.request('DELETE', `/jobs/${await stage.newJob(endedJob)}`),
  },
  {
    role: 'GiveFeedbackRole',
    does: 'makes a verified answer an example',
    rights: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      { action: 's3:GetObject', on: /\/jobs\/\*/ },
      { action: 's3:GetObject', on: /tables\.json/ },
      { action: 's3:ListBucket', on: /config\/examples/ },
      's3:PutObject',
      'events:PutEvents',
    ],
    run: async (stage) => giveFeedback(stage, await answeredJob(stage), { rating: 'up', verified: true }),
  },
  {
    role: 'GiveFeedbackRole',
    does: 'erases the example of an answer that is no longer verified',
    rights: ['s3:DeleteObject'],
    async run(stage) {
      const jobId = await answeredJob(stage);
      await stage.objects.write(keys.example(jobId), '{}', 'application/json');
      return giveFeedback(stage, jobId, { verified: false });
    },
  },
  {
    role: 'ShareJobRole',
    does: 'shares a job',
    rights: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    run: async (stage) => stage.request('PUT', `/jobs/${await stage.newJob()}/sharing`, { body: '{"shared":true}' }),
  },
  {
    role: 'ListTablesRole',
    does: 'lists the tables',
    rights: [{ action: 's3:GetObject', on: /tables\.json/ }],
    run: (stage) => stage.request('GET', '/tables'),
  },
  {
    role: 'ListTablesRole',
    does: 'says why the tables are not described',
    rights: [{ action: 's3:GetObject', on: /describing\.json/ }],
    async run(stage) {
      const stored = await stage.objects.read(keys.tables);
      await stage.objects.erase(keys.tables);
      try {
        const { status, output } = await stage.request('GET', '/tables');
        return { succeeded: status === 409, output };
      } finally {
        if (stored !== undefined) await stage.objects.write(keys.tables, stored, 'application/json');
      }
    },
  },
  {
    role: 'DescribeApiRole',
    does: 'returns the OpenAPI document',
    rights: [],
    run: (stage) => stage.request('GET', '/openapi.json'),
  },
  {
    role: 'DescribeTablesRole',
    does: 'describes the tables',
    rights: [
      's3:GetObject',
      's3:PutObject',
      'redshift-data:ExecuteStatement',
      'redshift-data:GetStatementResult',
      'secretsmanager:GetSecretValue',
    ],
    async run(stage) {
      await stage.objects.write(keys.loaded, JSON.stringify({ loadedAt: secondsAgo(0) }), 'application/json');
      await stage.objects.erase(keys.describing);
      return stage.deliver('describe-tables', createdObject(keys.loaded));
    },
  },
  {
    role: 'DescribeTablesRole',
    does: 'postpones the description while another invocation describes the tables',
    rights: ['sqs:ChangeMessageVisibility'],
    async run(stage) {
      await stage.objects.write(keys.loaded, JSON.stringify({ loadedAt: secondsAgo(0) }), 'application/json');
      const lease = { leaseToken: 'other', expiresAt: secondsAgo(-300) };
      await stage.objects.write(keys.describing, JSON.stringify(lease), 'application/json');
      const { output } = await stage.deliver('describe-tables', createdObject(keys.loaded));
      // The receipt handle is not valid; SQS reports that only to callers with the right.
      return { succeeded: output.includes('ReceiptHandleIsInvalid'), output };
    },
  },
  {
    role: 'GenerateCodeRole',
    does: 'reads the tables and writes a program',
    rights: [
      's3:GetObject',
      'dynamodb:GetItem',
      { action: 's3:ListBucket', on: /config\/examples/ },
      { action: 's3:GetObject', on: /config\/examples/ },
      { action: 'bedrock:InvokeModelWithResponseStream', on: /inference-profile/ },
      { action: 'bedrock:InvokeModelWithResponseStream', on: /bedrock:\*::foundation-model/ },
      's3:PutObject',
      'events:PutEvents',
    ],
    async run(stage) {
      const jobId = await stage.newJob();
      const example = { version: 1, jobId, createdAt: secondsAgo(0), question: 'How many users?', sql: 'select 1' };
      await stage.objects.write(keys.example(jobId), JSON.stringify(example), 'application/json');
      return stage.deliver('generate-code', sampleOf('bus/PromptReceived', jobId));
    },
  },
  {
    role: 'GenerateCodeRole',
    does: 'looks into a column before it writes a program',
    rights: [
      'redshift-data:ExecuteStatement',
      'redshift-data:DescribeStatement',
      'redshift-data:GetStatementResult',
      'secretsmanager:GetSecretValue',
    ],
    async run(stage) {
      const jobId = await stage.newJob([], { promptStart: LOOKS_FIRST });
      const result = await stage.deliver('generate-code', sampleOf('bus/PromptReceived', jobId));
      const looks = JSON.parse((await stage.objects.read(keys.generation(jobId, 1))) ?? '{}').looks ?? [];
      return { ...result, succeeded: result.succeeded && looks[0]?.values > 0 };
    },
  },
  {
    role: 'LaunchTaskRole',
    does: 'launches a task',
    rights: [
      'dynamodb:GetItem',
      { action: 's3:ListBucket', on: /jobs\/\*/ },
      { action: 's3:GetObject', on: /\/jobs\/\*/ },
      'dynamodb:PutItem',
      { action: 's3:PutObject', on: /\/launches\// },
      'ecs:RunTask',
      'ecs:TagResource',
      'iam:PassRole',
      'events:PutEvents',
    ],
    run: async (stage) => {
      const jobId = await unreported(stage, [program(secondsAgo(100))], 100, NO_STANDBY);
      return stage.deliver('launch-task', sampleOf('bus/ProgramGenerated', jobId));
    },
  },
  {
    role: 'LaunchTaskRole',
    does: 'claims a standby',
    rights: [
      'ecs:ListTasks',
      'ecs:DescribeTasks',
      { action: 's3:ListBucket', on: /standby\/\*/ },
      { action: 's3:PutObject', on: /\/standby\/\*/ },
    ],
    async run(stage, { standbys }) {
      const { idle } = await standbys({ idle: 1 });
      const jobId = await stage.newJob();
      const result = await stage.deliver('launch-task', sampleOf('bus/GenerationStarted', jobId));
      const claim = await stage.objects.read(keys.standbyClaim(taskId(idle[0] ?? '')));
      return { ...result, succeeded: result.succeeded && claim?.includes(jobId) === true };
    },
  },
  {
    role: 'LaunchTaskRole',
    does: 'continues with the claim of an earlier delivery',
    rights: [{ action: 's3:GetObject', on: /\/standby\/\*/ }],
    async run(stage, { waiting }) {
      const jobId = await claimedBy(stage, [], await waiting());
      return stage.deliver('launch-task', sampleOf('bus/GenerationStarted', jobId));
    },
  },
  {
    role: 'LaunchTaskRole',
    does: 'postpones a launch for which there is no capacity',
    rights: ['sqs:ChangeMessageVisibility'],
    run: (stage, { whenFull }) =>
      whenFull(async () => {
        const jobId = await stage.newJob([program(secondsAgo(4))], NO_STANDBY);
        const { output } = await stage.deliver('launch-task', sampleOf('bus/ProgramGenerated', jobId));
        // The receipt handle is not valid; SQS reports that only to callers with the right.
        return { succeeded: output.includes('ReceiptHandleIsInvalid'), output };
      }),
  },
  {
    role: 'RecordProgressRole',
    does: 'records an event of the bus',
    rights: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    run: async (stage) => stage.deliver('record-progress', sampleOf('bus/ProgramGenerated', await stage.newJob())),
  },
  {
    role: 'RecordTaskStateRole',
    does: 'records an event of ECS',
    rights: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    run: async (stage) =>
      stage.deliver(
        'record-task-state',
        sampleOf('aws/ecs-task-03-running', await stage.newJob([program(secondsAgo(1))])),
      ),
  },
  {
    role: 'RecordTaskStateRole',
    does: 'records an event of ECS about a claimed standby',
    rights: [{ action: 's3:GetObject', on: /\/standby\/\*/ }],
    async run(stage, { waiting }) {
      const taskArn = await waiting();
      const jobId = await claimedBy(stage, [], taskArn);
      const result = await stage.deliver('record-task-state', standbyEvent(taskArn));
      const tasks = (await stage.jobs.read(jobId))?.launches[1]?.tasks ?? {};
      return { ...result, succeeded: result.succeeded && taskArn in tasks };
    },
  },
  {
    role: 'RecordArtifactRole',
    does: 'records an event of S3',
    rights: ['dynamodb:GetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:PutItem'],
    run: async (stage) => stage.deliver('record-artifact', sampleOf('aws/s3-object-created-put', await stage.newJob())),
  },
  {
    role: 'DispatchObligationsRole',
    does: 'publishes an outcome',
    rights: ['dynamodb:UpdateItem', 'events:PutEvents'],
    async run(stage) {
      const jobId = await stage.newJob();
      const job = [generated(), launched()].reduce(apply, newJob(accepted({ jobId })));
      const after = apply(job, { type: 'ExecutionFinished', at: secondsAgo(1), attempt: 1, report: report() });
      const NewImage = marshall(jobItem(after, 3, 30), { removeUndefinedValues: true });
      return stage.invoke(
        'dispatch-obligations',
        { Records: [{ eventName: 'INSERT', dynamodb: { NewImage } }] },
        jobId,
      );
    },
  },
  {
    role: 'NotifyWebhookRole',
    does: 'sends a webhook',
    // The function caches the secret for five minutes.
    rights: ['secretsmanager:GetSecretValue', 'dynamodb:GetItem', 'dynamodb:PutItem'],
    async run(stage) {
      // Nothing listens there; a failed delivery is recorded as well.
      const jobId = await stage.newJob([cancelled(1)], { webhookUrl: 'http://127.0.0.1:9/' });
      return stage.deliver('notify-webhook', sampleOf('bus/WebhookRequested', jobId));
    },
  },
  {
    role: 'StopTaskRole',
    does: 'stops a task',
    rights: ['dynamodb:GetItem', 'ecs:ListTasks', 'ecs:StopTask'],
    async run(stage, { waiting }) {
      const task: Fact = { type: 'TaskLaunched', at: secondsAgo(4), launch: 1, taskArn: await waiting() };
      const jobId = await stage.newJob([program(secondsAgo(5)), task, cancelled(1)]);
      return stage.deliver('stop-task', sampleOf('bus/StopRequested', jobId));
    },
  },
  {
    role: 'StopTaskRole',
    does: 'stops a standby whose claim was not recorded',
    rights: [
      { action: 's3:GetObject', on: /\/jobs\/\*/ },
      { action: 's3:GetObject', on: /\/standby\/\*/ },
      'dynamodb:PutItem',
    ],
    async run(stage, { waiting }) {
      const jobId = await claimedBy(stage, [program(secondsAgo(5)), cancelled(1)], await waiting());
      return stage.deliver('stop-task', sampleOf('bus/StopRequested', jobId));
    },
  },
  {
    role: 'KeepStandbyRole',
    does: 'replaces a claimed standby',
    rights: [
      'ecs:ListTasks',
      'ecs:DescribeTasks',
      { action: 's3:GetObject', on: /\/standby\/\*/ },
      'ecs:RunTask',
      'ecs:TagResource',
      'iam:PassRole',
    ],
    async run(stage, { standbys }) {
      const { claimed } = await standbys({ idle: 0, claimed: 1 });
      return stage.deliver('keep-standby', standbyClaimed(claimed[0] ?? ''));
    },
  },
  {
    role: 'KeepStandbyRole',
    does: 'has a surplus standby retire',
    rights: [{ action: 's3:PutObject', on: /\/standby\/\*/ }],
    async run(stage, { standbys }) {
      const { idle } = await standbys({ idle: 2 });
      const result = await stage.deliver('keep-standby', standbyClaimed(idle[0] ?? ''));
      const claims = await Promise.all(idle.map((taskArn) => stage.objects.read(keys.standbyClaim(taskId(taskArn)))));
      const retired = claims.filter((claim) => claim?.includes('"surplus"'));
      return { ...result, succeeded: result.succeeded && retired.length === 1 };
    },
  },
  {
    role: 'KeepStandbyRole',
    does: 'stops a standby that has retired and does not exit',
    rights: ['ecs:StopTask'],
    run: async (stage, { hangingStandby }) => stage.deliver('keep-standby', standbyClaimed(await hangingStandby())),
  },
  {
    role: 'KeepStandbyRole',
    does: 'launches a standby on the clock while questions come',
    rights: [{ action: 's3:GetObject', on: /\/last-launch\.json/ }],
    async run(stage, { standbys }) {
      await standbys({ idle: 0 });
      await stage.objects.write(keys.lastLaunch, JSON.stringify({ at: secondsAgo(1) }), 'application/json');
      return stage.invoke('keep-standby', {});
    },
  },
  {
    role: 'StopTaskRole',
    does: 'gives up a launch that brought no task',
    rights: ['dynamodb:PutItem'],
    async run(stage) {
      const jobId = await stage.newJob([cancelled(600)], { acceptedAt: secondsAgo(700) });
      return stage.deliver('stop-task', sampleOf('bus/StopRequested', jobId));
    },
  },
  {
    role: 'SweepJobsRole',
    does: 'takes up an overdue job',
    rights: [
      { action: 'dynamodb:Query', on: /byDue/ },
      'dynamodb:GetItem',
      's3:ListBucket',
      's3:GetObject',
      'dynamodb:PutItem',
      'ecs:DescribeTasks',
      'events:PutEvents',
    ],
    async run(stage, { waiting }) {
      const taskArn = await waiting();
      const launch: Fact = { type: 'TaskLaunched', at: secondsAgo(590), launch: 1, taskArn };
      const jobId = await unreported(stage, [program(secondsAgo(595)), launch], 600);
      return stage.invoke('sweep-jobs', {}, jobId);
    },
  },
  {
    role: 'SweepJobsRole',
    does: 'settles a job whose outcome was not published',
    rights: ['dynamodb:UpdateItem'],
    async run(stage) {
      const jobId = await stage.newJob([cancelled(600)], { acceptedAt: secondsAgo(700) });
      return stage.invoke('sweep-jobs', {}, jobId);
    },
  },
];
