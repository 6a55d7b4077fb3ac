import type { JobDocument } from '../../../events';
import { dispatchObligations } from '../../../functions/dispatch-obligations/handler';
import { type Job, numbers } from '../../../functions/shared/domain/job';
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
import { Process, type Surroundings } from './process';
import { queues } from './queues';
import { random } from './random';
import { attemptOf } from './sandbox';
import type { JobPlan, Scenario } from './scenario';
import { scheduler } from './scheduler';

export const START = Date.parse('2026-11-22T07:00:00.000Z');
export const SWEEP_SECONDS = 60;

export type World = ReturnType<typeof world>;

/** The real functions and the real executor's loop in a world of fakes, driven by the scenario's seed. */
export function world(scenario: Scenario) {
  const time = scheduler(START);
  const chance = random(scenario.seed ^ 0x5eed);
  const seconds = () => (time.now() - START) / 1000;
  const history = newHistory();
  const around: Surroundings = {
    time,
    seconds,
    chance,
    faults: () => (seconds() < scenario.faultsEndAfter ? scenario.faults : noFaults),
    trace: (text) => history.trace.push(`${seconds().toFixed(3).padStart(9)}  ${text}`),
  };

  const bus = queues(around, history);
  const bucket = s3(around, onWrite);
  const putEvents = eventBridge(around, (entry) => {
    history.published.push({ ...entry, at: seconds() });
    bus.put(entry);
  });
  const tasks: Cluster = cluster(
    around,
    executor({
      around,
      s3: bucket.service,
      eventBridge: putEvents,
      onRun: (task, program) => {
        history.runs.push({ task, program, at: seconds() });
        const { endings } = history.plans.get(task.jobId) as JobPlan;
        return endings[Math.min(attemptOf(program), endings.length) - 1] ?? 'succeeds';
      },
    }),
    {
      launch: ({ jobId }) => people.launched(jobId, history.plans.get(jobId) as JobPlan),
      change: (detail) => bus.put({ source: 'aws.ecs', detailType: 'ECS Task State Change', detail }),
    },
  );
  const table = memoryJobTable();
  const owing = new Set<string>();
  const portsOf = portsOver(around, {
    s3: bucket.service,
    ecs: ecs(around, tasks, history),
    eventBridge: putEvents,
    table,
  });
  const people = callers({ around, portsOf, history });

  function onWrite(write: Write): void {
    history.writes.push(write);
    const { key, body } = write;
    if (/^jobs\/[^/]+\/job\.json$/.test(key)) {
      const { jobId, prompt } = JSON.parse(body) as JobDocument;
      const plan = scenario.jobs[requestNumber(prompt)] as JobPlan;
      history.plans.set(jobId, plan);
      people.stored(jobId, plan);
    }
    if (!key.startsWith('results/')) return;
    const object = { key, size: body.length, sequencer: time.now().toString(16) };
    bus.put({ source: 'aws.s3', detailType: 'Object Created', detail: { bucket: { name: 'bucket' }, object } });
  }

  table.onErase = (jobId) => owing.delete(jobId);
  table.onChange = (before, after) => {
    const { jobId } = after.accepted;
    const known = history.ends.get(jobId);
    if (after.outcome && !known) {
      around.trace(`job ${jobId} has ${after.outcome.status} by ${after.outcome.cause}`);
      history.ends.set(jobId, { outcome: after.outcome, recordedAt: seconds() });
    }
    history.postponements.push(...newlyPostponed(before, after, seconds()));
    if (obligationsOf(after).length > 0) owing.add(jobId);
    else owing.delete(jobId);
    if (known && JSON.stringify(known.outcome) !== JSON.stringify(after.outcome)) history.changedEnds.push(jobId);

    if (chance.chance(around.faults().drop)) return around.trace('a change of the stream is lost');
    const invoke = () => {
      const process = new Process('dispatch-obligations', around, { timeout: 20 });
      return process.run(() => dispatchObligations(portsOf(process))([{ before, after }]));
    };
    time.after(chance.between(0.01, around.faults().late), invoke);
    if (chance.chance(around.faults().duplicate)) time.after(chance.between(0.01, around.faults().late), invoke);
  };

  function sweep() {
    const process = new Process('sweep-jobs', around, { timeout: 55 });
    const ports = portsOf(process);
    return process.run(() => sweepJobs({ ...ports, tasks: ports.control, random: () => chance.next() })());
  }

  function clock(): void {
    if (!chance.chance(around.faults().drop)) time.background(sweep());
    if (chance.chance(around.faults().duplicate)) time.background(sweep());
    time.after(SWEEP_SECONDS, clock);
  }

  for (const functionName of functions({ around, portsOf, history })) bus.add(functionName);
  for (const [number, plan] of scenario.jobs.entries()) people.begin(plan, number);
  time.after(chance.between(0, SWEEP_SECONDS), clock);

  return {
    time,
    seconds,
    history,
    table,
    owing,
    erasing: people.erasing,
    bus,
    tasks: tasks.tasks,
    objects: bucket.objects,
  };
}

/** Launches that one write has put off. */
const newlyPostponed = (before: Job | undefined, after: Job, recordedAt: number): Postponement[] =>
  numbers(after.launches).flatMap((launch) => {
    const { postponed } = after.launches[launch] ?? {};
    if (!postponed || postponed.nextAt === before?.launches[launch]?.postponed?.nextAt) return [];
    const until = (Date.parse(postponed.nextAt) - START) / 1000;
    return [{ jobId: after.accepted.jobId, launch, recordedAt, until }];
  });
