import fc from 'fast-check';
import type { Fact } from '../../../../../functions/shared/domain/facts';
import { apply, type Job, newJob, statusOf } from '../../../../../functions/shared/domain/job';
import { obligationsOf } from '../../../../../functions/shared/domain/obligations';
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
  taskChanged,
  usage,
} from './facts';

const jobOf = (facts: readonly Fact[], changes = {}): Job => facts.reduce(apply, newJob(accepted(changes)));

const history: Fact[] = [
  promptReceived,
  generationStarted,
  generated(),
  launched(),
  taskChanged({ version: 2, status: 'PENDING' }),
  running(),
  finished(1, { final: false, result: 'failed', failure: { kind: 'program_error', message: 'KeyError' } }),
  generated(2, 44),
  finished(2, { finishedAt: at(60) }),
  stopped({ stoppedAt: at(62) }),
  { type: 'TaskObserved', at: at(50), launch: 1 },
  { type: 'LaunchPostponed', at: at(6), launch: 1, count: 1, reason: 'no capacity', nextAt: at(11) },
  { type: 'LaunchPostponed', at: at(7), launch: 1, count: 1, reason: 'no capacity', nextAt: at(10) },
  { type: 'LaunchPostponed', at: at(11), launch: 1, count: 2, reason: 'no capacity', nextAt: at(19) },
  { type: 'OutcomePublished', at: at(60) },
  {
    type: 'DeliveryAttempted',
    at: at(61),
    delivery: 1,
    result: { at: at(61), state: 'failed', status: 500, nextAt: at(120) },
  },
  { type: 'DeliveryAttempted', at: at(121), delivery: 2, result: { at: at(121), state: 'delivered', status: 200 } },
  { type: 'FeedbackGiven', at: at(130), rating: 'down', note: 'The wrong month.' },
  { type: 'FeedbackGiven', at: at(131), rating: 'up' },
  { type: 'VerificationStarted', at: at(132), verified: true },
  { type: 'VerificationFinished', at: at(133), startedAt: at(132), verified: true },
  { type: 'VerificationStarted', at: at(134), verified: false },
  { type: 'VerificationFinished', at: at(135), startedAt: at(134), verified: false },
  { type: 'SharingChanged', at: at(136), shared: true },
  { type: 'SharingChanged', at: at(137), shared: false },
  { type: 'ErasureStarted', at: at(138) },
];

/** A history in any order, each fact any number of times but at least once. */
const anyOrder = (facts: readonly Fact[]) =>
  fc
    .array(fc.constantFrom(...facts), { maxLength: 10 })
    .chain((again) => fc.shuffledSubarray([...facts, ...again], { minLength: facts.length + again.length }));

const terminals: Fact[] = [
  finished(1),
  finished(2, { result: 'failed', failure: { kind: 'program_error', message: 'no' }, finishedAt: at(70) }),
  { type: 'CancelRequested', at: at(20) },
  { type: 'DeadlinePassed', at: at(1800) },
  {
    type: 'GenerationFailed',
    at: at(8),
    attempt: 1,
    failure: { kind: 'unanswerable', message: 'no such table' },
    usage,
  },
  { type: 'LaunchFailed', at: at(9), launch: 1, failure: { kind: 'launch_failed', message: 'AccessDenied' } },
  { type: 'TaskLost', at: at(90), launch: 3, failure: { kind: 'task_lost', message: 'gone' } },
];

describe('a job as a function of its facts', () => {
  it('is the same job for every order and repetition of a history with one terminal cause', () => {
    const expected = jobOf(history);
    fc.assert(
      fc.property(anyOrder(history), (facts) => {
        expect(jobOf(facts)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the first recorded terminal cause, and never changes it', () => {
    fc.assert(
      fc.property(anyOrder([...history, ...terminals]), (facts) => {
        let job = newJob(accepted());
        let first: Job['outcome'];
        for (const fact of facts) {
          job = apply(job, fact);
          first ??= job.outcome;
          if (first) expect(job.outcome).toBe(first);
        }
        expect(first).toBeDefined();
      }),
    );
  });

  it('merges everything but the outcome whatever the order of several terminal causes', () => {
    const facts = [...history, ...terminals];
    const { outcome: _, ...expected } = jobOf(facts);
    fc.assert(
      fc.property(anyOrder(facts), (shuffled) => {
        const { outcome: __, ...merged } = jobOf(shuffled);
        expect(merged).toEqual(expected);
      }),
    );
  });

  it('has the same obligations for every order of its history', () => {
    const expected = obligationsOf(jobOf(history));
    fc.assert(fc.property(anyOrder(history), (facts) => expect(obligationsOf(jobOf(facts))).toEqual(expected)));
  });

  it('records that its task was launched, also when ECS reported the task before', () => {
    expect(jobOf([running(), launched()]).launches[1]).toMatchObject({ launchedAt: at(6) });
    expect(jobOf([running(), launched()])).toEqual(jobOf([launched(), running()]));
  });

  it('is not changed by an unknown type of fact', () => {
    const job = jobOf(history);
    expect(apply(job, { type: 'Invented', at: at(1) } as unknown as Fact)).toEqual(job);
  });

  it('treats STOPPED as the last state of a task, also after MISSING', () => {
    const missing = taskChanged({ version: 5, status: 'MISSING' });
    for (const facts of [
      [missing, stopped()],
      [stopped(), missing],
    ]) {
      expect(Object.values(jobOf(facts).launches[1]?.tasks ?? {})).toMatchObject([{ status: 'STOPPED' }]);
    }
  });
});

describe('status', () => {
  const cases: [string, Fact[], string][] = [
    ['of a job that was only accepted', [], 'received'],
    ['when the bus has brought its prompt', [promptReceived], 'generating'],
    ['when its task runs before its program is written', [generationStarted, launched(), running()], 'generating'],
    ['when its program is written', [promptReceived, generated()], 'running'],
    ['while a repair is written', history.slice(0, 7), 'repairing'],
    ['when the repaired program is there', history.slice(0, 8), 'running'],
    ['after its final report', history.slice(0, 9), 'succeeded'],
    ['after a failed final report', [generated(), finished(1, { result: 'failed' })], 'failed'],
    ['when exit 0 came without a report', [generated(), launched(), stopped()], 'running'],
    ['when it was cancelled', [generated(), { type: 'CancelRequested', at: at(9) }], 'cancelled'],
    ['when its prompt cannot be answered', [terminals[4] as Fact], 'failed'],
    [
      'when only the generation of a repair failed: the executor reports that',
      [{ type: 'GenerationFailed', at: at(50), attempt: 2, failure: { kind: 'refused', message: '' }, usage }],
      'running',
    ],
  ];
  it.each(cases)('%s', (_, facts, status) => expect(statusOf(jobOf(facts))).toBe(status));
});

describe('outcome', () => {
  it('has the answer, the time since acceptance and the artifacts', () => {
    expect(jobOf([finished(1)]).outcome).toMatchObject({
      status: 'succeeded',
      body: {
        endedAt: at(40),
        timings: { totalSeconds: 40 },
        answer: 'There are 1,000 users.',
        values: { users: 1000 },
      },
    });
  });

  it('says why its task could not be launched before the deadline', () => {
    const job = jobOf([{ type: 'DeadlinePassed', at: at(1801), waitingFor: 'Capacity is unavailable.' }]);
    expect(job.outcome?.body).toMatchObject({
      failure: { message: expect.stringMatching(/its deadline, .* could not be launched: Capacity is unavailable\.$/) },
    });
  });

  it('gives a failure its hint', () => {
    const job = jobOf([{ type: 'DeadlinePassed', at: at(1801) }]);
    expect(job.outcome).toMatchObject({
      status: 'failed',
      body: { failure: { kind: 'deadline', hint: expect.stringMatching(/again/) } },
    });
  });
});
