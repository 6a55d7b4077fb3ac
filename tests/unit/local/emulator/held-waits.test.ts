import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { heldUntilChanged, isStillTheSame, jobWait } from '../../../../local/emulator/held-waits';
import { JobChanges } from '../../../../local/emulator/job-changes';

const JOB = '01jdab3x9y7q2k4m6n8p0r1s2t';
const get = (url: string) => jobWait({ method: 'GET', url });

describe('the wait of a request', () => {
  it('is that of GET /jobs/{jobId}', () => {
    expect(get(`/jobs/${JOB}?wait=20`)).toEqual({ jobId: JOB, seconds: 20, pathWithoutWait: `/jobs/${JOB}` });
    expect(get(`/jobs/${JOB}?a=1&wait=50`)).toMatchObject({ seconds: 25, pathWithoutWait: `/jobs/${JOB}?a=1` });
  });

  it.each([
    `/jobs/${JOB}`,
    `/jobs/${JOB}?wait=0`,
    `/jobs/${JOB}?wait=no`,
    `/jobs/${JOB}?wait=61`,
    `/jobs/${JOB}?wait=1&wait=2`,
    `/jobs/${JOB}/events?wait=2`,
    '/jobs?wait=2',
  ])('is none in %s', (url) => {
    expect(get(url)).toBeUndefined();
  });

  it('is none in another method', () => {
    expect(jobWait({ method: 'DELETE', url: `/jobs/${JOB}?wait=20` })).toBeUndefined();
  });
});

describe('a response', () => {
  it.each([
    [304, '"a"', '', true],
    [200, '"a"', '{"status":"running"}', false],
    [200, undefined, '{"status":"running"}', true],
    [200, undefined, '{"status":"failed"}', false],
    [404, undefined, '{"status":404}', false],
  ])('%s to If-None-Match %s with %s is the same: %s', (status, etag, body, same) => {
    expect(isStillTheSame(status, etag, body)).toBe(same);
  });
});

describe('a held wait', () => {
  /** Holds a wait over a job whose version the test sets. */
  function held(seconds: number, isUnchanged = true) {
    const state = { version: '1', reads: 0 };
    const changes = new JobChanges(async (jobIds) => {
      state.reads++;
      return new Map(jobIds.map((jobId) => [jobId, state.version]));
    }, 5);
    const outgoing = new EventEmitter();
    const wait = { jobId: JOB, seconds, pathWithoutWait: '' };
    const began = performance.now();
    const done = heldUntilChanged(changes, wait, outgoing as ServerResponse, async () => isUnchanged).then(
      () => performance.now() - began,
    );
    return { state, outgoing, done };
  }

  it('ends when the job changes', async () => {
    const { state, done } = held(20);
    setTimeout(() => {
      state.version = '2';
    }, 100);
    const milliseconds = await done;
    expect(milliseconds).toBeGreaterThan(80);
    expect(milliseconds).toBeLessThan(10_000);
  });

  it('ends when the time is over, and stops reading', async () => {
    const { state, done } = held(0.1);
    expect(await done).toBeGreaterThan(80);
    const { reads } = state;
    await new Promise((wake) => setTimeout(wake, 50));
    expect(state.reads).toBeLessThanOrEqual(reads + 1);
  });

  it('ends when the caller is gone', async () => {
    const { outgoing, done } = held(20);
    setTimeout(() => outgoing.emit('close'), 50);
    expect(await done).toBeLessThan(10_000);
  });

  it('does not begin when there is something new already', async () => {
    expect(await held(20, false).done).toBeLessThan(10_000);
  });

  it('reads once for any number of waits', async () => {
    let reads = 0;
    const changes = new JobChanges(async () => {
      reads++;
      return new Map();
    }, 20);
    const stops = Array.from({ length: 50 }, () => new AbortController());
    await Promise.all(stops.map(({ signal }, index) => changes.watch(`job${index}`, signal)));
    for (const stop of stops) stop.abort();
    expect(reads).toBeLessThanOrEqual(3);
  });
});
