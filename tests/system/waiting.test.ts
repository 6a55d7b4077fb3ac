import { JOB_TIMEOUT, withSystem } from './running-system';

const running = withSystem();

/** Of twenty jobs on a busy machine, in milliseconds. */
const CROWD_TIMEOUT = 400_000;
const WAITERS = 50;
const JOBS = 20;

interface State {
  readonly status: string;
  readonly links: { readonly self: string };
}

const hasEnded = ({ status }: State) => ['succeeded', 'failed', 'cancelled'].includes(status);

async function submit(prompt: string): Promise<State> {
  const response = await fetch(`${running().system.apiUrl}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
  });
  return (await response.json()) as State;
}

/** The loop of the README: requests with a wait, without a pause. */
async function waitFor(job: State): Promise<{ readonly job: State; readonly requests: number }> {
  let state = job;
  let requests = 0;
  for (; !hasEnded(state); requests++)
    state = (await (await fetch(`${state.links.self}?wait=20`)).json()) as typeof state;
  return { job: state, requests };
}

describe('waiting for jobs', () => {
  it(
    'fifty callers wait for twenty jobs, each with few requests, and others are served meanwhile',
    async () => {
      const jobs = await Promise.all(
        Array.from({ length: JOBS }, (_, age) => submit(`How many users are over ${age}?`)),
      );
      const waiting = Array.from({ length: WAITERS }, (_, index) => waitFor(jobs[index % JOBS] as State));
      let served = 0;
      let over = false;
      const others = (async () => {
        for (; !over; served++) {
          const response = await fetch(`${running().system.apiUrl}/jobs?limit=1`);
          expect(response.status).toBe(200);
          await response.text();
          await new Promise((wake) => setTimeout(wake, 200));
        }
      })();
      const ended = await Promise.all(waiting);
      over = true;
      await others;
      expect(ended.map(({ job }) => job.status)).toEqual(Array(WAITERS).fill('succeeded'));
      // A job has some ten changes. A wait that does not wait would send hundreds of requests.
      expect(Math.max(...ended.map(({ requests }) => requests))).toBeLessThan(40);
      expect(served).toBeGreaterThan(5);
    },
    CROWD_TIMEOUT,
  );

  it(
    'responds with 304 when nothing has changed',
    async () => {
      const { job } = await waitFor(await submit('How many users are there?'));
      const first = await fetch(job.links.self);
      const etag = first.headers.get('etag') ?? '';
      const again = await fetch(`${job.links.self}?wait=20`, { headers: { 'if-none-match': etag } });
      // The end of the task may change the cost of the job in between.
      expect([200, 304]).toContain(again.status);
      if (again.status === 304) expect(await again.text()).toBe('');
    },
    JOB_TIMEOUT,
  );
});
