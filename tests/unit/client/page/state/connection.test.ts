import { createConnection } from '../../../../../client/page/browser/state/connection';

const response = (status: number) => new Response('{}', { status });

describe('the connection to the API', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-24T09:00:00Z') }));
  afterEach(() => jest.useRealTimers());

  function connect(answers: (() => Response | Promise<Response>)[]) {
    const requests: string[] = [];
    const target = new EventTarget();
    const connection = createConnection({
      send: async (input) => {
        requests.push(input);
        const next = answers.shift();
        if (!next) throw new TypeError('fetch failed');
        return next();
      },
      probe: 'probe',
      target,
    });
    return { connection, requests, target };
  }

  it('is away at the first request that does not arrive, and asks again until one does', async () => {
    const { connection, requests } = connect([]);
    await expect(connection.fetch('jobs')).rejects.toThrow(TypeError);
    expect(connection.state.value).toBe('away');
    await jest.advanceTimersByTimeAsync(1000 + 2000);
    expect(requests).toEqual(['jobs', 'probe', 'probe']);
  });

  it('is back when the API responds, and those who wait continue', async () => {
    const { connection } = connect([() => response(502), () => response(404)]);
    await connection.fetch('jobs');
    expect(connection.state.value).toBe('away');
    const back = connection.back();
    await jest.advanceTimersByTimeAsync(1000);
    await back;
    expect(connection.state.value).toBe('connected');
  });

  it('asks at once when the machine is online again', async () => {
    const { connection, requests, target } = connect([() => response(503)]);
    await connection.fetch('jobs');
    target.dispatchEvent(new Event('online'));
    expect(requests).toEqual(['jobs', 'probe']);
    expect(connection.wakes.value).toBe(1);
  });

  it('notices that the machine has slept', async () => {
    const { connection } = connect([]);
    await jest.advanceTimersByTimeAsync(5000);
    expect(connection.wakes.value).toBe(0);
    jest.setSystemTime(Date.now() + 3_600_000);
    await jest.advanceTimersByTimeAsync(5000);
    expect(connection.wakes.value).toBe(1);
  });

  it('does not take an aborted request for an absence', async () => {
    const { connection } = connect([]);
    await expect(connection.fetch('jobs', { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(connection.state.value).toBe('connected');
  });

  it('waits for a new sign-in after a 401', async () => {
    const { connection } = connect([() => response(401)]);
    await connection.fetch('jobs');
    let isBack = false;
    const back = connection.back().then(() => {
      isBack = true;
    });
    await jest.advanceTimersByTimeAsync(60_000);
    expect([connection.state.value, isBack]).toEqual(['signed-out', false]);
    connection.signedIn();
    await back;
    expect(isBack).toBe(true);
  });

  it("knows how far the server's clock is ahead", async () => {
    const date = new Date(Date.now() + 120_000).toUTCString();
    const { connection } = connect([() => new Response('', { headers: { date } })]);
    await connection.fetch('jobs');
    expect(connection.clockOffset.value).toBeGreaterThan(110_000);
  });
});
