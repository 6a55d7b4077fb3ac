import { Timeline } from '../../../../events';
import { describe as sentence } from '../../../../functions/read-jobs/describe';
import type { Fact } from '../../../../functions/shared/domain/facts';
import {
  at,
  finished,
  generated,
  generationStarted,
  JOB_ID,
  launched,
  promptReceived,
  running,
  stopped,
  TASK_ARN,
  usage,
} from '../shared/domain/facts';
import { reading } from './setting';

const failure = { kind: 'task_lost', message: 'The host went away.' } as const;
const failedDelivery = { at: at(41), state: 'failed', status: 503, nextAt: at(101) } as const;

const sentences: [Fact, RegExp][] = [
  [promptReceived, /Writing the program/],
  [generated(), /^The program is written\.$/],
  [{ type: 'GenerationFailed', at: at(1), attempt: 1, failure, usage }, /The program could not be written: The host/],
  [launched(2), /started for the program \(launch 2\)/],
  [launched(), /^An isolated task is being started for the program\.$/],
  [{ type: 'LaunchFailed', at: at(1), launch: 1, failure }, /could not be started: The host/],
  [{ type: 'LaunchAbandoned', at: at(1), launch: 1 }, /No further task was started/],
  [running(), /^The task is running\.$/],
  [stopped({ exitCode: 143, reason: 'Stopped by us.' }), /^The task has stopped with exit code 143: Stopped by us\.$/],
  [finished(), /^The program finished in 10\.0 s\.$/],
  [finished(1, { result: 'failed', final: false, failure }), /failed after 10\.0 s and is being repaired: The host/],
  [{ type: 'TaskLost', at: at(1), launch: 3, failure }, /no other will be started/],
  [{ type: 'CancelRequested', at: at(1) }, /cancelled/],
  [{ type: 'DeadlinePassed', at: at(1) }, /deadline/],
  [{ type: 'OutcomePublished', at: at(1) }, /notified/],
  [{ type: 'DeliveryAttempted', at: at(41), delivery: 1, result: failedDelivery }, /delivery 1 failed \(status 503\)/],
  [
    { type: 'DeliveryAttempted', at: at(41), delivery: 2, result: { at: at(41), state: 'delivered', status: 204 } },
    /delivery 2 succeeded/,
  ],
  [{ type: 'FromTheFuture', at: at(1) } as unknown as Fact, /FromTheFuture/],
];

describe('GET /jobs/{jobId}/events', () => {
  it('returns what happened in order, with the artifacts', async () => {
    const { get, jobs } = await reading([promptReceived, generated(), launched(1, TASK_ARN), finished()]);
    const key = `results/${JOB_ID}/1/charts/ages.png`;
    await jobs.recordArtifact(JOB_ID, { key, size: 2048, createdAt: at(39) });
    const { events } = Timeline.parse((await get('/jobs/{jobId}/events')).body);
    expect(events.map(({ type }) => type)).toEqual([
      'PromptAccepted',
      'PromptReceived',
      'ProgramGenerated',
      'TaskLaunched',
      'ArtifactStored',
      'ExecutionFinished',
    ]);
    expect(events[4]?.text).toBe('Saved charts/ages.png (2,048 bytes).');
  });

  it('returns the end of a job before the publication of its outcome, although both have one instant', async () => {
    const { get } = await reading([generated(), finished(), { type: 'OutcomePublished', at: at(40) }]);
    const { events } = Timeline.parse((await get('/jobs/{jobId}/events')).body);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['ExecutionFinished', 'OutcomePublished']);
  });

  it('of a rerun says so, and that no model was called', async () => {
    const rerun = { rerunOf: '0'.repeat(26) };
    const generation: Fact = { ...generated(), modelId: 'none' } as Fact;
    expect(sentence(promptReceived, rerun)).toBe('Preparing the program.');
    expect(sentence(generationStarted, rerun)).toBe('The task is being started.');
    expect(sentence(generation, rerun)).toBe('The program is ready. No model was called.');
    const lost: Fact = { type: 'GenerationFailed', at: at(1), attempt: 1, failure, usage };
    expect(sentence(lost, rerun)).toBe('There is no program to run: The host went away.');
  });

  it.each(sentences)('has a sentence for %j', (fact, text) => {
    expect(sentence(fact, {})).toMatch(text);
  });
});
