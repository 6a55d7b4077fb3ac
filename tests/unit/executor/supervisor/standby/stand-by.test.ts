import type { StandbyClaim } from '../../../../../events';
import { standBy } from '../../../../../executor/supervisor/standby/stand-by';
import { JOB_ID, START } from '../world';

const DAY = 24 * 60 * 60_000;
const created = { version: 1 as const, taskArn: 'arn:task/1', createdAt: new Date(START).toISOString() };
const ofJob: StandbyClaim = { ...created, claim: 'job', jobId: JOB_ID, launch: 1 };

function world({ ok = true } = {}) {
  const state = { now: START, claim: undefined as StandbyClaim | undefined, reads: 0, stops: 0 };
  const stop = new AbortController();
  const onSleep: { run: () => void } = { run: () => undefined };
  const ports = {
    claim: {
      read: async () => {
        state.reads += 1;
        return state.claim;
      },
      retire: async (reason: string) => {
        state.claim ??= { ...created, claim: 'retirement', reason };
        return state.claim;
      },
    },
    sandbox: {
      start: async () => (ok ? ({ ok, layers: [] } as const) : ({ ok: false, reason: 'No Landlock.' } as const)),
      stop: async () => {
        state.stops += 1;
      },
    },
    clock: {
      now: () => new Date(state.now),
      sleep: async (milliseconds: number) => {
        if (state.now > START + DAY) throw new Error('The standby waits for more than a day.');
        state.now += milliseconds;
        onSleep.run();
      },
    },
    log: { info: () => undefined, error: () => undefined },
  };
  const wait = (idleMinutes = 0) => standBy(ports, { idleMinutes, pollMilliseconds: 1000 }, stop.signal);
  return { state, stop, onSleep, wait };
}

it('serves the job that claims it, within one look', async () => {
  const { state, onSleep, wait } = world();
  onSleep.run = () => {
    if (state.now === START + 5000) state.claim = ofJob;
  };
  expect(await wait()).toEqual(ofJob);
  expect(state.reads).toBe(6);
  expect(state.stops).toBe(0);
});

it.each([
  ['after the idle time', 30, 'idle', 30],
  ['after six hours', 0, 'old', 360],
])('retires %s', async (_, idleMinutes, reason, minutes) => {
  const { state, wait } = world();
  expect(await wait(idleMinutes)).toBeUndefined();
  expect(state.claim).toMatchObject({ claim: 'retirement', reason });
  expect(state.now).toBe(START + minutes * 60_000);
  expect(state.stops).toBe(1);
});

it('retires on SIGTERM', async () => {
  const { state, stop, onSleep, wait } = world();
  onSleep.run = () => stop.abort();
  expect(await wait()).toBeUndefined();
  expect(state.claim).toMatchObject({ claim: 'retirement', reason: 'stopped' });
});

it('keeps the job that claimed it just before it would have retired', async () => {
  const { state, stop, onSleep, wait } = world();
  onSleep.run = () => {
    state.claim = ofJob;
    stop.abort();
  };
  expect(await wait()).toEqual(ofJob);
});

it('exits when keep-standby had it retire', async () => {
  const { state, wait } = world();
  state.claim = { ...created, claim: 'retirement', reason: 'surplus' };
  expect(await wait()).toBeUndefined();
});

it('fails without a sandbox, so that it gets no job', async () => {
  await expect(world({ ok: false }).wait()).rejects.toThrow('No Landlock.');
});
