import { BlockList } from 'node:net';
import type { OwnEvent } from '../../../events';
import { cancelJob } from '../../../functions/cancel-job/handler';
import { generateCode } from '../../../functions/generate-code/handler';
import { launchTask } from '../../../functions/launch-task/handler';
import { notifyWebhook } from '../../../functions/notify-webhook/handler';
import type { WebhookSender } from '../../../functions/notify-webhook/port';
import { publishDecisions } from '../../../functions/publish-decisions/handler';
import { recordOutput } from '../../../functions/record-output/handler';
import { recordProgress } from '../../../functions/record-progress/handler';
import { recordTaskState } from '../../../functions/record-task-state/handler';
import type { Job } from '../../../functions/shared/domain/job';
import type { HttpRequest } from '../../../functions/shared/http/request';
import { jobStore } from '../../../functions/shared/job-store/store';
import { type Model, ModelUnavailable } from '../../../functions/shared/model/port';
import { stopTask } from '../../../functions/stop-task/handler';
import { submitPrompt } from '../../../functions/submit-prompt/handler';
import { sweepJobs } from '../../../functions/sweep-jobs/handler';
import { memoryJobTable } from '../../fakes/job-table';
import { fakeLog } from '../../fakes/log';
import { toolCall } from '../../fakes/model';
import { fakeObjectStore } from '../../fakes/object-store';
import { fakeWarehouse } from '../../fakes/warehouse';
import { cluster } from './cluster';
import { executor } from './executor';
import { noFaults, Process, type Surroundings } from './process';
import { queues } from './queues';
import { random } from './random';
import type { JobPlan, Scenario } from './scenario';
import { scheduler } from './scheduler';

export const START = Date.parse('2026-11-22T07:00:00.000Z');
const SWEEP_SECONDS = 60;

export interface Delivered {
  readonly jobId: string;
  readonly webhookId: string;
  readonly body: string;
}

/** What one run has seen, for the invariants. */
export interface History {
  /** Jobs that were answered with 202, by their plan. */
  readonly accepted: Map<string, JobPlan>;
  readonly outcomes: Map<string, { outcome: NonNullable<Job['outcome']>; recordedAt: number }>;
  readonly violations: string[];
  readonly delivered: Delivered[];
  readonly modelCalls: Map<string, number>;
  readonly programs: Map<string, Set<string>>;
  /** When each final report came to be. */
  readonly finalReports: Map<string, { at: number; outcome: string }>;
  readonly published: OwnEvent[];
  readonly trace: string[];
  generationDeaths: number;
}

/** The real rooms and the real executor's loop in a world of fakes, driven by the scenario's seed. */
export function world(scenario: Scenario) {
  const time = scheduler(START);
  const chance = random(scenario.seed ^ 0x5eed);
  const seconds = () => (time.now() - START) / 1000;
  const trace: string[] = [];
  const around: Surroundings = {
    time,
    chance,
    faults: () => (seconds() < scenario.faultsEndAfter ? scenario.faults : noFaults),
    trace: (text) => trace.push(`${seconds().toFixed(3).padStart(9)}  ${text}`),
  };
  const { bus, published, consume, tell } = queues(around);
  const history: History = {
    accepted: new Map(),
    outcomes: new Map(),
    violations: [],
    delivered: [],
    modelCalls: new Map(),
    programs: new Map(),
    finalReports: new Map(),
    published,
    trace,
    generationDeaths: 0,
  };

  const table = memoryJobTable();
  const objects = fakeObjectStore();
  const plans = new Map<string, JobPlan>();
  const now = () => time.instant();
  const log = fakeLog();

  watchObjects();
  const { launcher, control, living } = cluster(
    around,
    executor({
      around,
      objects,
      bus,
      endingOf: (jobId, program) => {
        const attempt = Number(/attempt (\d+)/.exec(program)?.[1]);
        const all = plans.get(jobId)?.endings ?? ['succeeds'];
        return all[Math.min(attempt, all.length) - 1] ?? 'succeeds';
      },
      onRun: (jobId, attempt, program) => {
        const key = `${jobId} ${attempt}`;
        history.programs.set(key, (history.programs.get(key) ?? new Set()).add(program));
      },
    }),
    (detail) => tell('aws.ecs', 'ECS Task State Change', detail),
  );

  /** The ports of one process, each of its calls able to be its last. */
  const portsOf = (process: Process) => ({
    jobs: jobStore(process.port(table, ['jobs', 'erase', 'onChange']), (milliseconds) =>
      process.sleep(milliseconds / 1000),
    ),
    objects: process.port(objects),
    bus: process.port(bus),
    launcher: process.port(launcher),
    control: process.port(control),
    now,
    log,
  });

  table.onChange = (before, after) => {
    const { jobId } = after.accepted;
    if (after.outcome && !history.outcomes.has(jobId)) {
      around.trace(`job ${jobId} has ${after.outcome.status} by ${after.outcome.cause}`);
      history.outcomes.set(jobId, { outcome: after.outcome, recordedAt: time.now() });
    }
    const first = history.outcomes.get(jobId)?.outcome;
    if (first && JSON.stringify(first) !== JSON.stringify(after.outcome))
      history.violations.push('An outcome has changed.');
    if (chance.chance(around.faults().drop)) return around.trace('a change of the stream is lost');
    const invoke = () => {
      const process = new Process('publish-decisions', around);
      void process.run(() => publishDecisions(portsOf(process))([{ before, after }]));
    };
    time.after(chance.between(0.01, around.faults().late), invoke);
    if (chance.chance(around.faults().duplicate)) time.after(chance.between(0.01, around.faults().late), invoke);
  };

  consume(
    'generate-code',
    ['PromptReceived', 'GenerationRequested', 'ExecutionFinished'],
    (process) => async (event) => {
      const ports = portsOf(process);
      const { jobId } = event.detail as { jobId: string };
      const holder = `holder-${chance.next()}`;
      const tables = { describe: async () => ({ tables: oneTable, valuesKeptBack: false, forbidden: [] }) };
      const model = process.port(modelOf(jobId));
      const warehouse = process.port(fakeWarehouse());
      try {
        return await generateCode({ ...ports, model, warehouse, tables, newHolder: () => holder })(event);
      } catch (error) {
        history.generationDeaths += 1;
        throw error;
      }
    },
    600,
    (event) => event['detail-type'] !== 'ExecutionFinished' || !(event.detail as { final: boolean }).final,
  );
  consume(
    'launch-task',
    ['CodeGenerated', 'LaunchRequested'],
    (process) => {
      const ports = portsOf(process);
      return launchTask({ ...ports, tasks: ports.launcher });
    },
    180,
    (event) => event['detail-type'] !== 'CodeGenerated' || (event.detail as { attempt: number }).attempt === 1,
  );
  const progress = [
    'PromptReceived',
    'CodeGenerated',
    'GenerationFailed',
    'TaskLaunched',
    'LaunchFailed',
    'ExecutionFinished',
  ];
  consume('record-progress', [...progress, 'JobSucceeded', 'JobFailed', 'JobCancelled'], (process) =>
    recordProgress(portsOf(process)),
  );
  consume('record-task-state', ['ECS Task State Change'], (process) => recordTaskState(portsOf(process)));
  consume('record-output', ['Object Created'], (process) => recordOutput(portsOf(process)));
  consume('stop-task', ['StopRequested'], (process) => {
    const ports = portsOf(process);
    return stopTask({ ...ports, tasks: ports.control });
  });
  consume('notify-webhook', ['WebhookRequested'], (process) =>
    notifyWebhook({
      ...portsOf(process),
      sender: process.port(receiver),
      secret: async () => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    }),
  );

  const receiver: WebhookSender = {
    async post(url, headers, body) {
      const jobId = url.slice(url.lastIndexOf('/') + 1);
      const after = history.accepted.get(jobId) ?? plans.get(jobId);
      if (seconds() < (after?.webhookWorksAfter ?? 0)) return { status: 503, error: 'out of order' };
      history.delivered.push({
        jobId: (JSON.parse(body) as { data: { jobId: string } }).data.jobId,
        webhookId: headers['webhook-id'] ?? '',
        body,
      });
      return { status: 200 };
    },
  };

  function modelOf(jobId: string): Model {
    return {
      modelId: 'simulated',
      async converse() {
        const isReport = (name: string) => name.startsWith(`jobs/${jobId}/`) && name.endsWith('report.json');
        const attempt = [...objects.objects.keys()].filter(isReport).length + 1;
        const key = `${jobId} ${attempt}`;
        const calls = (history.modelCalls.get(key) ?? 0) + 1;
        history.modelCalls.set(key, calls);
        await time.sleep(chance.between(1, 40));
        if (chance.chance(around.faults().fail)) throw new ModelUnavailable('ThrottlingException');
        if (plans.get(jobId)?.unanswerable) return toolCall({ unanswerable: 'There is no such table.' });
        const program = `# attempt ${attempt}, call ${calls}\nfrom interpreter import answer\nanswer("x")\n`;
        return toolCall({ plan: 'plan', assumptions: [], queries: [], program });
      },
    };
  }

  function watchObjects(): void {
    const note = (key: string, body: string) => {
      const jobId = /^jobs\/([^/]+)\/attempts\/\d+\/report\.json$/.exec(key)?.[1];
      if (jobId) {
        const { summary } = JSON.parse(body) as { summary: { final: boolean; outcome: string } };
        if (summary.final) history.finalReports.set(jobId, { at: time.now(), outcome: summary.outcome });
      }
      if (key.startsWith('results/')) {
        tell('aws.s3', 'Object Created', {
          bucket: { name: 'bucket' },
          object: { key, size: body.length, sequencer: time.now().toString(16) },
        });
      }
    };
    const { write, writeOnce } = objects;
    objects.write = async (key, body, mediaType) => {
      await write(key, body, mediaType);
      note(key, body);
    };
    objects.writeOnce = async (key, body, mediaType) => {
      const result = await writeOnce(key, body, mediaType);
      if (result.written) note(key, body);
      return result;
    };
  }

  /** A caller who sends the same request under the same key until it is answered. */
  async function post(plan: JobPlan, number: number): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = new Process(`submit-prompt ${number} #${attempt}`, around);
      const webhooks = { allowed: new BlockList(), resolve: async () => ['93.184.216.34'] };
      const submit = submitPrompt({ ...portsOf(process), webhooks });
      const result = await process.run(() => submit(request(plan, number)));
      if ('ended' in result) {
        const { jobId } = result.ended.body as { jobId: string };
        history.accepted.set(jobId, plan);
        around.trace(`job ${jobId} is accepted`);
        if (plan.cancelAfter !== undefined) time.after(plan.cancelAfter, () => cancel(jobId));
        return;
      }
      await time.sleep(chance.between(1, 10));
    }
  }

  async function cancel(jobId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = new Process(`cancel-job #${attempt}`, around);
      const result = await process.run(() => cancelJob(portsOf(process))({ ...emptyRequest, params: { jobId } }));
      if ('ended' in result || ('error' in result && /already/.test(String(result.error)))) return;
      await time.sleep(1);
    }
  }

  function request(plan: JobPlan, number: number): HttpRequest {
    const webhookUrl = plan.webhookWorksAfter === undefined ? undefined : `https://example.com/${number}`;
    if (webhookUrl) plans.set(String(number), plan);
    const body = { prompt: `Question ${number}?`, timeoutSeconds: 60, maxAttempts: 3, webhookUrl };
    return {
      ...emptyRequest,
      headers: { 'idempotency-key': `key-${number}` },
      body: Buffer.from(JSON.stringify(body)),
    };
  }

  for (const [number, plan] of scenario.jobs.entries()) {
    time.after(plan.postAfter, () => void post(plan, number));
  }
  // The plan of a job is looked up by its id from its first write on.
  const { insert } = table;
  table.insert = async (job) => {
    const number = Number(/Question (\d+)/.exec(job.accepted.promptStart)?.[1]);
    plans.set(job.accepted.jobId, scenario.jobs[number] as JobPlan);
    return insert(job);
  };

  function sweep(): void {
    const process = new Process('sweep-jobs', around);
    const ports = portsOf(process);
    void process.run(() => sweepJobs({ ...ports, tasks: ports.control })());
    time.after(SWEEP_SECONDS, sweep);
  }
  time.after(chance.between(0, SWEEP_SECONDS), sweep);

  return { time, table, objects, living, history, seconds };
}

const oneTable = {
  dialect: 'redshift' as const,
  schema: 'public',
  tables: [{ name: 'users', rows: 1, columns: [] }],
  otherTables: [],
};

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
