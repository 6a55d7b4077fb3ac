import type { TimelineEvent } from '../../../../../client';
import { headlineOf, stagesOf } from '../../../../../client/page/browser/working/stages';

const BEGIN = Date.parse('2026-11-24T09:00:00.000Z');
const job = { acceptedAt: '2026-11-24T09:00:00.000Z', status: 'running' as const };

const event = (seconds: number, type: string, detail: object = {}): TimelineEvent => ({
  at: new Date(BEGIN + 1000 * seconds).toISOString(),
  type,
  text: type,
  detail: { attempt: 1, ...detail },
});

const stages = (seconds: number, ...events: TimelineEvent[]) => stagesOf(job, events, BEGIN + 1000 * seconds);
const brief = (list: ReturnType<typeof stages>) => list.map(({ state, seconds }) => [state, seconds]);

describe('the stages of a question', () => {
  const begun = [event(0.5, 'GenerationStarted'), event(1, 'TaskLaunched')];

  it('write the program while the sandbox is prepared', () => {
    const now = stages(4, ...begun);
    expect(brief(now)).toEqual([
      ['active', 4],
      ['active', 3],
      ['pending', undefined],
    ]);
    expect(headlineOf(job, now, false)).toBe('Writing the program…');
  });

  it('wait for the sandbox when the program is first', () => {
    const now = stages(6, ...begun, event(3, 'ProgramGenerated'));
    expect(headlineOf(job, now, false)).toBe('Preparing the sandbox…');
  });

  it('run when both are there, from the later one', () => {
    const now = stages(9, ...begun, event(2, 'TaskReady'), event(3, 'ProgramGenerated'));
    expect(brief(now)).toEqual([
      ['done', 3],
      ['done', 1],
      ['active', 6],
    ]);
    expect(headlineOf(job, now, false)).toBe('Running the program…');
  });

  it('run from the moment when the sandbox is ready, if that is the later one', () => {
    const now = stages(9, ...begun, event(3, 'ProgramGenerated'), event(7, 'TaskReady'));
    expect(brief(now).at(-1)).toEqual(['active', 2]);
  });

  it('fix a program that failed, and run it again in the same sandbox', () => {
    const now = stages(
      9,
      ...begun,
      event(2, 'TaskReady'),
      event(3, 'ProgramGenerated'),
      event(5, 'ExecutionFinished', { report: { result: 'failed', final: false } }),
    );
    expect(now.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      'Writing the program: done',
      'Preparing the sandbox: done',
      'Running the program: failed',
      'Fixing the program: active',
      'Running it again: pending',
    ]);
  });

  it('collect the answer when the program has ended', () => {
    const ended = event(5, 'ExecutionFinished', { report: { result: 'succeeded', final: true } });
    const now = stages(6, ...begun, event(2, 'TaskReady'), event(3, 'ProgramGenerated'), ended);
    expect(headlineOf(job, now, false)).toBe('Collecting the answer…');
  });

  it('are cancelled as soon as the user says so', () => {
    expect(headlineOf(job, stages(1), true)).toBe('Cancelling…');
  });

  it('ignore details that they do not know', () => {
    expect(() => stages(1, { at: 'never', type: 'ProgramGenerated', text: '' })).not.toThrow();
  });
});
