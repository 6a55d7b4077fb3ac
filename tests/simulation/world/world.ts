import { type JobDocument, keys, type StandbyClaim } from '../../../events';
import { dispatchObligations } from '../../../functions/dispatch-obligations/handler';
import { keepStandbys } from '../../../functions/keep-standby/handler';
import { type Job, ordinalsOf } from '../../../functions/shared/domain/job';
import { obligationsOf } from '../../../functions/shared/domain/obligations';
import { sweepJobs } from '../../../functions/sweep-jobs/handler';
import { memoryJobTable } from '../../fakes/job-table';
import { ecs } from './aws/ecs';
import { eventBridge } from './aws/event-bridge';
import { s3, type Write } from './aws/s3';
import { callers, requestNumber } from './callers';
import { type Cluster, cluster } from './cluster';
import { executor } from './executor';
import { noFaults } from './faults';
import { functions } from './functions';
import { newHistory, type Postponement } from './history';
import { portsOver } from './ports';
import { Process, type SimulationContext } from './process';
import { queues } from './queues';
import { seededRandom } from './random';
import { attemptOf } from './sandbox';
import type { JobPlan, Scenario } from './scenario';
import { scheduler } from './scheduler';
import { initialDocument, isConfiguration, WITHHOLDING_CATALOG } from './tables';

export const START = Date.parse('2026-11-22T07:00:00.000Z');
export const SWEEP_SECONDS = 60;
/** Seconds for which the sweep leaves an overdue obligation to its event, plus the time of the sweep itself. */
export const SWEEP_GRACE = 35;

export type World = ReturnType<typeof world>;

/** Wires the real functions and the real executor's loop to the simulated services of one run. */
export function world(scenario: Scenario) {
  const time = scheduler(START);
  const random = seededRandom(scenario.seed ^ 0x5eed);
  const seconds = () => (time.now() - START) / 1000;
  const history = newHistory();
  const context: SimulationContext = {
    time,
    seconds,
    random,
    faults: () => (seconds() < scenario.faultsEndAfter ? scenario.faults : noFaults),
    trace: (text) => history.trace.push(`${seconds().toFixed(3).padStart(9)}  ${text}`),
  };

  const { standby } = scenario;
  const taskDefinitionArn = () =>
    `arn:aws:ecs:us-east-1:111122223333:task-definition/executor:${seconds() < standby.newRevisionAfter ? 1 : 2}`;
  /** As deployed at this time. In the end none are kept, so that the run ends. */
  const standbySettings = () => ({
    standbyTasks: seconds() < standby.until ? standby.tasks : 0,
    standbyMinutes: standby.minutes,
    taskDefinitionArn: taskDefinitionArn(),
  });

  const bus = queues(context, history);
  const bucket = s3(context, onWrite);
  const putEvents = eventBridge(context, (entry) => {
    history.publishedEvents.push({ ...entry, at: seconds() });
    bus.put(entry);
  });
  const tasks: Cluster = cluster(
    context,
    executor({
      context,
      s3: bucket.service,
      eventBridge: putEvents,
      standbyMinutes: scenario.standby.minutes,
      onRun: (task, program) => {
        history.programRuns.push({ task, program, at: seconds() });
        const { endings, reruns } = history.plans.get(task.jobId) as JobPlan;
        const attempt = reruns ? 1 : attemptOf(program);
        return endings[Math.min(attempt, endings.length) - 1] ?? 'succeeds';
      },
      onEarlierFile: (task, path) => history.earlierFiles.push({ task, path, at: seconds() }),
    }),
    {
      onLaunch: ({ jobId }) => users.onLaunched(jobId, history.plans.get(jobId) as JobPlan),
      onStateChange: (detail) => bus.put({ source: 'aws.ecs', detailType: 'ECS Task State Change', detail }),
    },
  );
  const table = memoryJobTable();
  const pendingJobs = new Set<string>();
  const portsOf = portsOver(context, {
    s3: bucket.service,
    ecs: ecs(context, tasks, history, taskDefinitionArn),
    eventBridge: putEvents,
    table,
  });
  const allowance = { openJobs: scenario.openJobs, dailyUsd: 100 };
  const users = callers({ context, portsOf, history, allowance, jobs: scenario.jobs });

  function onWrite(write: Write): void {
    history.writes.push(write);
    const { key, body } = write;
    if (key.startsWith('standby/')) onClaim(write);
    if (/^jobs\/[^/]+\/job\.json$/.test(key)) {
      const { jobId } = JSON.parse(body) as JobDocument;
      const plan = scenario.jobs[requestNumber(scenario.jobs, jobId)] as JobPlan;
      history.plans.set(jobId, plan);
      users.onStored(jobId, plan);
    }
    if (!key.startsWith('results/') && !isConfiguration(key)) return;
    const object = { key, size: body.length, sequencer: time.now().toString(16) };
    bus.put({ source: 'aws.s3', detailType: 'Object Created', detail: { bucket: { name: 'bucket' }, object } });
  }

  function onClaim({ body, at, processStartedAt }: Write): void {
    const claim = JSON.parse(body) as StandbyClaim;
    const task = tasks.tasks.get(claim.taskArn);
    if (!task || claim.claim !== 'job') return;
    const { jobId, launch } = claim;
    Object.assign(task, { jobId, launch, claimedAt: at, requestedAt: processStartedAt });
    context.trace(`${task.process.name} is claimed for launch ${launch} of job ${jobId}`);
    users.onLaunched(jobId, history.plans.get(jobId) as JobPlan);
  }

  table.onErase = (jobId) => pendingJobs.delete(jobId);
  table.onChange = (before, after) => {
    const { jobId } = after.accepted;
    const end = history.ends.get(jobId);
    if (after.outcome && !end) {
      context.trace(`job ${jobId}: ${after.outcome.status} by ${after.outcome.cause}`);
      history.ends.set(jobId, { outcome: after.outcome, recordedAt: seconds() });
      users.onEnded(jobId, history.plans.get(jobId) as JobPlan);
    }
    if (!before) {
      history.insertions.set(jobId, seconds());
      history.reservedUsd += after.accepted.reservedUsd ?? 0;
      history.maxOpenJobs = Math.max(history.maxOpenJobs, table.jobs().filter(({ outcome }) => !outcome).length);
    }
    history.postponements.push(...newlyPostponed(before, after, seconds()));
    if (obligationsOf(after).length > 0) pendingJobs.add(jobId);
    else pendingJobs.delete(jobId);
    if (end && JSON.stringify(end.outcome) !== JSON.stringify(after.outcome)) history.changedOutcomes.push(jobId);

    if (random.chance(context.faults().drop)) return context.trace('a stream record is lost');
    const invoke = () => {
      const process = new Process('dispatch-obligations', context, { timeout: 20 });
      return process.run(() => dispatchObligations(portsOf(process))([{ before, after }]));
    };
    time.after(random.between(0.01, context.faults().maxDelay), invoke);
    if (random.chance(context.faults().duplicate)) time.after(random.between(0.01, context.faults().maxDelay), invoke);
  };

  function sweep() {
    const process = new Process('sweep-jobs', context, { timeout: 55 });
    const ports = portsOf(process);
    return process.run(() => sweepJobs({ ...ports, tasks: ports.control, random: () => random.next() })());
  }

  function keep() {
    const process = new Process('keep-standby (clock)', context, { timeout: 30 });
    const ports = portsOf(process);
    return process.run(
      keepStandbys({ ...ports, tasks: { ...ports.control, ...ports.launcher }, standby: standbySettings() }),
    );
  }

  function scheduleSweeps(): void {
    if (!random.chance(context.faults().drop)) time.background(keep());
    if (random.chance(context.faults().duplicate)) time.background(keep());
    if (!random.chance(context.faults().drop)) time.background(sweep());
    if (random.chance(context.faults().duplicate)) time.background(sweep());
    time.after(SWEEP_SECONDS, scheduleSweeps);
  }

  for (const target of functions({
    context,
    portsOf,
    history,
    standbySettings,
    modelSeconds: scenario.modelSeconds,
  }))
    bus.add(target);
  const document = initialDocument(scenario.tables, START);
  if (document !== undefined) bucket.objects.set(keys.tables, { body: document, etag: '"0"' });
  const { withholdAfter, isEventLost } = scenario.tables;
  if (withholdAfter !== undefined) {
    time.after(withholdAfter, () => {
      history.withheldFrom = seconds();
      bucket.objects.set(keys.catalog, { body: WITHHOLDING_CATALOG, etag: '"catalog"' });
      if (!isEventLost)
        onWrite({ key: keys.catalog, body: WITHHOLDING_CATALOG, at: seconds(), ...operator(seconds()) });
    });
  }
  for (const [number, plan] of scenario.jobs.entries()) users.start(plan, number);
  time.after(random.between(0, SWEEP_SECONDS), scheduleSweeps);

  return {
    time,
    seconds,
    history,
    table,
    pendingJobs,
    pendingErasures: users.pendingErasures,
    bus,
    tasks: tasks.tasks,
    objects: bucket.objects,
  };
}

const operator = (at: number) => ({ name: 'the operator', callStartedAt: at, processStartedAt: at });

/** Postponements that this write added. */
const newlyPostponed = (before: Job | undefined, after: Job, recordedAt: number): Postponement[] =>
  ordinalsOf(after.launches).flatMap((launch) => {
    const { postponed } = after.launches[launch] ?? {};
    if (!postponed || postponed.nextAt === before?.launches[launch]?.postponed?.nextAt) return [];
    const until = (Date.parse(postponed.nextAt) - START) / 1000;
    return [{ jobId: after.accepted.jobId, launch, recordedAt, until }];
  });
