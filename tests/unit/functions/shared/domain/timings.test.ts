import fc from 'fast-check';
import type { Fact } from '../../../../../functions/shared/domain/facts';
import { apply, newJob } from '../../../../../functions/shared/domain/job';
import { STEPS, timingsOf } from '../../../../../functions/shared/domain/timings';
import {
  accepted,
  at,
  finished,
  generated,
  generationStarted,
  launched,
  report,
  TASK_ARN,
  taskChanged,
  usage,
} from './facts';

const timings = (...facts: Fact[]) => timingsOf(facts.reduce(apply, newJob(accepted())));

const generatedIn = (attempt: number, seconds: number, durations: { tables: number; model: number }): Fact => ({
  ...{ type: 'ProgramGenerated', at: at(seconds), attempt, modelId: 'm', usage, durations },
});
const executed = (attempt: number, changes: Parameters<typeof report>[0]): Fact => {
  const body = report(changes);
  return { type: 'ExecutionFinished', at: body.reportedAt ?? body.finishedAt, attempt, report: body };
};
const runs = (seconds: { created: number; pull: number; pulled: number; started: number }, launch = 1): Fact =>
  taskChanged(
    {
      ...{ version: 3, status: 'RUNNING', createdAt: at(seconds.created), pullStartedAt: at(seconds.pull) },
      ...{ pullStoppedAt: at(seconds.pulled), startedAt: at(seconds.started) },
    },
    launch,
  );

describe('the steps of a job', () => {
  it('follow one another when the task is launched after the program is written', () => {
    expect(
      timings(
        generatedIn(1, 25, { tables: 1_000, model: 22_000 }),
        launched(1, TASK_ARN, 27),
        runs({ created: 27, pull: 37, pulled: 60, started: 63 }),
        executed(1, { readyAt: at(66), startedAt: at(67), finishedAt: at(72), reportedAt: at(74) }),
      ),
    ).toEqual({
      total: 74,
      steps: {
        ...{ dispatch: 2 + 1, tables: 1, model: 22, launch: 2, provision: 10, pull: 23, start: 3, ready: 3, run: 5 },
        collect: 2,
      },
      overlapped: {},
    });
  });

  it('are overlapped as far as the task started while the model wrote', () => {
    const { steps, overlapped, total } = timings(
      generatedIn(1, 25, { tables: 0, model: 24_000 }),
      launched(1, TASK_ARN, 3),
      runs({ created: 3, pull: 10, pulled: 27, started: 28 }),
      executed(1, { readyAt: at(30), startedAt: at(30), finishedAt: at(31), reportedAt: at(31) }),
    );
    expect(steps).toEqual({
      ...{
        dispatch: 1,
        tables: 0,
        model: 24,
        launch: 0,
        provision: 0,
        pull: 2,
        start: 1,
        ready: 2,
        run: 1,
        collect: 0,
      },
    });
    expect(overlapped).toEqual({ provision: 7, pull: 15 });
    expect(total).toBe(31);
  });

  it('have the launch begin with the generation', () => {
    const { steps, overlapped } = timings(
      generationStarted,
      launched(1, TASK_ARN, 4),
      taskChanged({ version: 3, status: 'RUNNING', startedAt: at(20) }),
      generatedIn(1, 25, { tables: 0, model: 24_000 }),
      executed(1, { startedAt: at(26), finishedAt: at(28), reportedAt: at(28) }),
    );
    expect(steps).toMatchObject({ model: 24, launch: 0, start: 0, dispatch: 2 });
    expect(overlapped).toEqual({ launch: 3, start: 16 });
  });

  it('have each later launch begin with the program that it runs', () => {
    const { steps, overlapped } = timings(
      generationStarted,
      generatedIn(1, 25, { tables: 0, model: 24_000 }),
      launched(2, TASK_ARN, 40),
      executed(1, { launch: 2, startedAt: at(50), finishedAt: at(52), reportedAt: at(52) }),
    );
    expect(steps).toMatchObject({ launch: 15 });
    expect(overlapped).toEqual({});
  });

  describe('with a claimed standby', () => {
    const claimed: Fact = { type: 'StandbyClaimed', at: at(2), launch: 1, taskArn: TASK_ARN };
    const ready = (seconds: number): Fact => ({ type: 'TaskReady', at: at(seconds), launch: 1, taskArn: TASK_ARN });
    const startedBefore = runs({ created: -3_600, pull: -3_590, pulled: -3_570, started: -3_565 });
    const writing = generatedIn(1, 11, { tables: 0, model: 10_000 });
    const ran = executed(1, { readyAt: at(-3_560), startedAt: at(15), finishedAt: at(16), reportedAt: at(17) });

    it('have no provision, pull and start', () => {
      const { steps, overlapped, total } = timings(
        ...[generationStarted, claimed, launched(1, TASK_ARN, 3), startedBefore, ready(4), writing, ran],
      );
      expect(steps).toEqual({ dispatch: 5, tables: 0, model: 10, launch: 0, ready: 0, run: 1, collect: 1 });
      expect(overlapped).toEqual({ launch: 1, ready: 2 });
      expect(total).toBe(17);
    });

    it('are on the critical path when the task takes its job after the program is written', () => {
      const { steps } = timings(generationStarted, claimed, startedBefore, writing, ready(14), ran);
      expect(steps).toMatchObject({ ready: 3, dispatch: 2 });
    });

    it('begin with the claim, also if nothing but its claim was recorded', () => {
      const { steps, overlapped } = timings(generationStarted, claimed, startedBefore, writing, ran);
      expect(steps).toEqual({ dispatch: 1, tables: 0, model: 10, launch: 0, ready: 4, run: 1, collect: 1 });
      expect(overlapped).toEqual({ launch: 1, ready: 9 });
    });
  });

  it('are all overlapped when the sandbox is ready before the program is written', () => {
    const { steps, overlapped } = timings(
      generatedIn(1, 25, { tables: 0, model: 25_000 }),
      launched(1, TASK_ARN, 3),
      runs({ created: 3, pull: 10, pulled: 15, started: 16 }),
      executed(1, { readyAt: at(18), startedAt: at(26), finishedAt: at(27), reportedAt: at(27) }),
    );
    expect(steps).toMatchObject({ model: 25, provision: 0, pull: 0, start: 0, ready: 0, dispatch: 1, run: 1 });
    expect(overlapped).toEqual({ provision: 7, pull: 5, start: 1, ready: 2 });
  });

  it('are overlapped up to the end of the job at most', () => {
    const cancelled: Fact = { type: 'CancelRequested', at: at(40) };
    const { steps, overlapped } = timings(
      generated(1, 25),
      launched(1, TASK_ARN, 3),
      runs({ created: 3, pull: 10, pulled: 50, started: 52 }),
      cancelled,
    );
    expect(steps).toMatchObject({ model: 25, pull: 15, start: 0 });
    expect(overlapped).toEqual({ provision: 7, pull: 15 });
  });

  it('of two tasks of one launch are those of the first to run', () => {
    const duplicate = taskChanged({ version: 3, status: 'RUNNING', startedAt: at(40) }, 1, `${TASK_ARN}0`);
    const first = taskChanged({ version: 3, status: 'RUNNING', startedAt: at(20) }, 1, `${TASK_ARN}9`);
    const pending = taskChanged({ version: 1, status: 'PENDING' }, 1, `${TASK_ARN}1`);
    for (const order of [
      [duplicate, pending, first],
      [first, pending, duplicate],
      [pending, duplicate, first],
    ]) {
      expect(timings(generated(1, 5), launched(), ...order, finished()).steps).toMatchObject({ start: 14 });
    }
  });

  it('include the repairs and the launch after a death', () => {
    const { steps, total } = timings(
      generatedIn(1, 10, { tables: 0, model: 10_000 }),
      launched(1, TASK_ARN, 11),
      taskChanged({ version: 3, status: 'RUNNING', startedAt: at(20) }),
      executed(1, { final: false, result: 'failed', startedAt: at(21), finishedAt: at(24), reportedAt: at(25) }),
      generatedIn(2, 33, { tables: 1_000, model: 6_000 }),
      launched(2, `${TASK_ARN}2`, 40),
      taskChanged({ version: 3, status: 'RUNNING', startedAt: at(50) }, 2, `${TASK_ARN}2`),
      executed(2, { launch: 2, startedAt: at(52), finishedAt: at(55), reportedAt: at(56) }),
    );
    expect(steps).toEqual({
      ...{ dispatch: 1 + 1 + 2, tables: 1, model: 16, launch: 1 + 7, start: 9 + 10, run: 6, collect: 2 },
    });
    expect(total).toBe(56);
  });

  it('of a job that is cancelled end with the step that was going on', () => {
    const cancelled: Fact = { type: 'CancelRequested', at: at(40) };
    expect(timings(generated(1, 5), launched(), cancelled).steps).toEqual({ model: 5, launch: 1, start: 34 });
    expect(timings(cancelled).steps).toEqual({ model: 40 });
    const ran = taskChanged({ version: 3, status: 'RUNNING', startedAt: at(20) });
    const failed = executed(1, { final: false, result: 'failed', startedAt: at(21), finishedAt: at(24) });
    expect(timings(generated(1, 5), launched(), ran, failed, cancelled).steps).toEqual({
      ...{ dispatch: 1, model: 5 + 16, launch: 1, start: 14, run: 3 },
    });
  });

  it('of a job that ended after its last report are completed by dispatch', () => {
    const cancelled: Fact = { type: 'CancelRequested', at: at(60) };
    const ran = taskChanged({ version: 3, status: 'RUNNING', startedAt: at(20) });
    const { total, steps } = timings(generated(1, 5), launched(), ran, cancelled, finished());
    expect(total).toBe(60);
    expect(steps).toEqual({ dispatch: 10 + 20, model: 5, launch: 1, start: 14, run: 10 });
  });

  it('of a job that continues are those that have ended', () => {
    expect(timings(generated(1, 5))).toEqual({ steps: { model: 5 }, overlapped: {} });
  });
});

/** Facts with instants in any order, as from clocks that disagree. */
const instant = fc.integer({ min: -5_000, max: 120_000 }).map((milliseconds) => at(milliseconds / 1000));
const optional = fc.option(instant, { nil: undefined });
const ordinal = fc.integer({ min: 1, max: 3 });
const milliseconds = fc.integer({ min: 0, max: 60_000 });
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ attempt: ordinal, at: instant, tables: milliseconds, model: milliseconds }).map(
    ({ attempt, at: generatedAt, tables, model }): Fact => ({
      ...{ type: 'ProgramGenerated', at: generatedAt, attempt, modelId: 'm', usage, durations: { tables, model } },
    }),
  ),
  fc.record({ attempt: ordinal, at: instant }).map(
    ({ attempt, at: generatedAt }): Fact => ({
      ...{ type: 'ProgramGenerated', at: generatedAt, attempt, modelId: 'm', usage },
    }),
  ),
  fc
    .record({ launch: ordinal, at: instant })
    .map(
      ({ launch, at: launchedAt }): Fact => ({ type: 'TaskLaunched', at: launchedAt, launch, taskArn: `t${launch}` }),
    ),
  fc
    .record({ launch: ordinal, created: optional, pull: optional, pulled: optional, started: optional })
    .map(({ launch, created, pull, pulled, started }) =>
      taskChanged(
        {
          ...{ version: 3, status: 'RUNNING', createdAt: created, pullStartedAt: pull, pullStoppedAt: pulled },
          startedAt: started,
        },
        launch,
        `t${launch}`,
      ),
    ),
  fc
    .record({ attempt: ordinal, launch: ordinal, final: fc.boolean(), ready: optional, started: instant, end: instant })
    .chain(({ attempt, launch, final, ready, started, end }) =>
      optional.map((reportedAt) =>
        executed(attempt, { launch, final, readyAt: ready, startedAt: started, finishedAt: end, reportedAt }),
      ),
    ),
  instant.map((startedAt): Fact => ({ type: 'GenerationStarted', at: startedAt, attempt: 1 })),
  fc
    .record({ type: fc.constantFrom('StandbyClaimed' as const, 'TaskReady' as const), launch: ordinal, at: instant })
    .map((fact): Fact => ({ ...fact, taskArn: `t${fact.launch}` })),
  instant.map((cancelledAt): Fact => ({ type: 'CancelRequested', at: cancelledAt })),
);

const sum = (steps: object): number => Object.values(steps).reduce((total, seconds) => total + seconds, 0);

test('the critical path of an ended job adds up to its total, whatever was recorded', () => {
  let ended = 0;
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 14 }), (facts) => {
      const { total, steps, overlapped } = timings(...facts);
      for (const seconds of [...Object.values(steps), ...Object.values(overlapped)]) {
        expect(seconds).toBeGreaterThanOrEqual(0);
      }
      expect(Object.keys(steps)).toEqual(STEPS.filter((step) => step in steps));
      if (total === undefined) return;
      ended += 1;
      expect(sum(steps)).toBeCloseTo(total, 6);
    }),
    { numRuns: 2_000 },
  );
  expect(ended).toBeGreaterThan(200);
});

test('a report without the newer instants has no steps for them', () => {
  expect(timings(generated(1, 5), launched(), finished()).steps).not.toHaveProperty('collect');
});
