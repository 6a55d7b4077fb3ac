import type { Fact } from '../../../../../functions/shared/domain/facts';
import { apply, newJob } from '../../../../../functions/shared/domain/job';
import {
  afterDeath,
  deathOf,
  obligationId,
  obligationsOf,
  unresolvedLaunches,
} from '../../../../../functions/shared/domain/obligations';
import {
  accepted,
  at,
  finished,
  generated,
  generationStarted,
  launched,
  promptReceived,
  running,
  stopped,
  TASK_ARN,
  taskChanged,
  usage,
} from './facts';

const jobOf = (facts: readonly Fact[], changes = {}) => facts.reduce(apply, newJob(accepted(changes)));
const obligations = (facts: readonly Fact[], changes = {}) =>
  obligationsOf(jobOf(facts, changes)).map(
    (obligation) => `${obligationId(obligation)} @${(Date.parse(obligation.dueAt) - Date.parse(at(0))) / 1000}`,
  );

const outcomePublished: Fact = { type: 'OutcomePublished', at: at(41) };
const cancelled: Fact = { type: 'CancelRequested', at: at(20) };
const webhook = { webhookUrl: 'https://example.com/hook' };
const delivered = (state: 'failed' | 'delivered' | 'gone' | 'given_up', number = 1): Fact => ({
  type: 'DeliveryAttempted',
  at: at(50),
  delivery: number,
  result: { at: at(50), state, ...(state === 'failed' && { nextAt: at(110) }) },
});
const generationFailed: Fact = {
  type: 'GenerationFailed',
  at: at(5),
  attempt: 1,
  failure: { kind: 'unanswerable', message: 'There is no such table.' },
  usage,
};
const putOff = (launch: number, until: number): Fact => ({
  type: 'LaunchPostponed',
  at: at(50),
  launch,
  count: 1,
  reason: 'Capacity is unavailable at this time.',
  nextAt: at(until),
});
const failedReport = finished(1, { final: false, result: 'failed' });

describe('obligations', () => {
  const cases: [string, Fact[], object, string[]][] = [
    ['a program, when it was accepted', [], {}, ['generate:1 @60', 'deadline @1800']],
    [
      'no program beyond its attempts',
      [failedReport],
      { limits: { timeoutSeconds: 300, maxAttempts: 1 } },
      ['deadline @1800'],
    ],
    [
      'its launch, when the model writes',
      [generationStarted],
      {},
      ['generate:1 @60', 'launch:1 @61', 'deadline @1800'],
    ],
    [
      'its launch once, when the model has written',
      [generationStarted, generated()],
      {},
      ['launch:1 @61', 'deadline @1800'],
    ],
    ['its launch, when only the program is known', [generated()], {}, ['launch:1 @65', 'deadline @1800']],
    [
      'its launch later, when ECS could not take it',
      [generated(), putOff(1, 90)],
      {},
      ['launch:1 @90', 'deadline @1800'],
    ],
    [
      'the next launch later, when ECS could not take it',
      [generated(), launched(), stopped({ exitCode: 1 }), putOff(2, 95)],
      {},
      ['launch:2 @95', 'deadline @1800'],
    ],
    [
      'a stop, when it was cancelled while its launch was put off',
      [generated(), putOff(1, 90), cancelled, outcomePublished],
      {},
      ['stop @20'],
    ],
    ['a look at its task, when it is silent', [generated(), launched()], {}, ['observe:1 @156', 'deadline @1800']],
    [
      'the replacement of a claimed standby that is not ready',
      [generated(), { type: 'StandbyClaimed', at: at(6), launch: 1, taskArn: TASK_ARN }],
      {},
      ['replace:1 @36', 'observe:1 @156', 'deadline @1800'],
    ],
    [
      'no replacement, when the standby is ready',
      [
        generated(),
        { type: 'StandbyClaimed', at: at(6), launch: 1, taskArn: TASK_ARN },
        { type: 'TaskReady', at: at(7), launch: 1, taskArn: TASK_ARN },
      ],
      {},
      ['observe:1 @156', 'deadline @1800'],
    ],
    [
      'a later look, when ECS was asked',
      [generated(), launched(), { type: 'TaskObserved', at: at(200), launch: 1 }],
      {},
      ['observe:1 @350', 'deadline @1800'],
    ],
    [
      'a repair, when a program failed',
      [generated(), launched(), failedReport],
      {},
      ['generate:2 @100', 'observe:1 @156', 'deadline @1800'],
    ],
    [
      'the next launch, when its task died',
      [generated(), launched(), stopped({ exitCode: 1 })],
      {},
      ['launch:2 @45', 'deadline @1800'],
    ],
    [
      'the next launch, also after exit 0 without a report',
      [generated(), stopped()],
      {},
      ['launch:2 @45', 'deadline @1800'],
    ],
    [
      'no launch while another task lives',
      [generated(), stopped(), running(2, `${TASK_ARN}2`)],
      {},
      ['observe:2 @163', 'deadline @1800'],
    ],
    [
      'its outcome, and a stop in case the task hangs',
      [generated(), launched(), finished()],
      {},
      ['publish @40', 'stop @160'],
    ],
    [
      'nothing more, when its outcome is published and its task has stopped',
      [generated(), launched(), finished(), outcomePublished, stopped()],
      {},
      [],
    ],
    ['a stop at once, when it was cancelled', [generated(), launched(), cancelled, outcomePublished], {}, ['stop @20']],
    [
      'a stop, when it was cancelled before its launch was answered',
      [generated(), cancelled, outcomePublished],
      {},
      ['stop @20'],
    ],
    [
      'no stop, when the launch was abandoned',
      [generated(), cancelled, outcomePublished, { type: 'LaunchAbandoned', at: at(150), launch: 1 }],
      {},
      [],
    ],
    [
      'a stop, when it was cancelled while its program, and with it the launch, may be on the way',
      [promptReceived, cancelled, outcomePublished],
      {},
      ['stop @20'],
    ],
    [
      'a stop, when there is no program: its task was launched meanwhile',
      [generationFailed, outcomePublished],
      {},
      ['stop @5'],
    ],
    ['no stop, when that task has stopped', [generationFailed, outcomePublished, launched(), stopped()], {}, []],
    ['its webhook', [finished(), outcomePublished, stopped()], webhook, ['webhook:1 @40']],
    [
      'the next try of a webhook, when it is due',
      [finished(), outcomePublished, stopped(), delivered('failed')],
      webhook,
      ['webhook:2 @110'],
    ],
    [
      'no further delivery after delivery',
      [finished(), outcomePublished, stopped(), delivered('failed'), delivered('delivered', 2)],
      webhook,
      [],
    ],
    ['no further delivery after 410', [finished(), outcomePublished, stopped(), delivered('gone')], webhook, []],
    [
      'no further delivery after the last',
      [finished(), outcomePublished, stopped(), delivered('given_up')],
      webhook,
      [],
    ],
  ];
  it.each(cases)('%s', (_, facts, changes, expected) => expect(obligations(facts, changes)).toEqual(expected));
});

describe('a death', () => {
  const death = (facts: Fact[]) => {
    const death = deathOf(jobOf(facts));
    return death && afterDeath(death);
  };
  const lost = (launch: number) =>
    stopped(
      { stopCode: 'SpotInterruption', exitCode: 143, reason: 'Your Spot Task was interrupted.' },
      launch,
      `${TASK_ARN}${launch}`,
    );

  it('is no death while the task lives', () => expect(death([launched(), running()])).toBeUndefined());
  it('is no death once a final report is recorded', () => expect(death([finished(), stopped()])).toBeUndefined());
  it('is followed by another launch', () => expect(death([lost(1)])).toEqual({ relaunch: 2 }));
  it('is followed by a third launch', () => expect(death([lost(1), lost(2)])).toEqual({ relaunch: 3 }));
  it('is the end after the third, with ECS’s reason', () =>
    expect(death([lost(1), lost(2), lost(3)])).toMatchObject({
      failure: { kind: 'task_lost', message: expect.stringContaining('Your Spot Task was interrupted.') },
    }));
  it('by memory ends the job at once', () =>
    expect(death([stopped({ exitCode: 137, outOfMemory: true })])).toMatchObject({
      failure: { kind: 'out_of_memory' },
    }));
  it('at the start has its own kind of failure', () => {
    const never = (launch: number) =>
      stopped(
        { stopCode: 'TaskFailedToStart', exitCode: undefined, reason: 'CannotPullContainerError' },
        launch,
        `${TASK_ARN}${launch}`,
      );
    expect(death([never(1), never(2), never(3)])).toMatchObject({
      failure: { kind: 'launch_failed', message: expect.stringContaining('CannotPull') },
    });
  });
  it('by a Spot notice has not happened yet', () =>
    expect(death([taskChanged({ version: 4, status: 'RUNNING', stopCode: 'TerminationNotice' })])).toBeUndefined());
});

describe('unresolved launches', () => {
  it('count once the program is there', () => expect(unresolvedLaunches(jobOf([generated(), cancelled]))).toEqual([1]));
  it('count after a death before the end', () =>
    expect(unresolvedLaunches(jobOf([generated(), stopped({ stoppedAt: at(15) }), cancelled]))).toEqual([2]));
  it('count when only a report mentions them', () => {
    const failed = finished(1, { launch: 2, result: 'failed', final: false });
    expect(
      unresolvedLaunches(jobOf([generated(), launched(), stopped({ stoppedAt: at(30) }), failed, cancelled])),
    ).toEqual([2]);
  });
  it('do not count when the task exited after the end', () =>
    expect(unresolvedLaunches(jobOf([generated(), stopped({ stoppedAt: at(25) }), cancelled]))).toEqual([]));
  it('do not count when the task was stopped after the end', () => {
    const ours = stopped({ stopCode: 'UserInitiated', exitCode: 143, stoppedAt: at(25) });
    expect(unresolvedLaunches(jobOf([generated(), cancelled, ours]))).toEqual([]);
  });
  it('count after a death between the end and the write that stores it', () => {
    const lost = stopped({ stopCode: 'InfrastructureHealth', exitCode: undefined, stoppedAt: at(25) });
    expect(unresolvedLaunches(jobOf([generated(), lost, cancelled]))).toEqual([2]);
  });
});
