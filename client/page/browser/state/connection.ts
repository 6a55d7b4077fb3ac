import { effect, type ReadonlySignal, signal } from '@preact/signals';

const FIRST_DELAY = 1000;
const MAX_DELAY = 15_000;
/** A timer that is this late, in milliseconds, shows that the machine has slept. */
const SLEEP = 20_000;
const TICK = 5000;

export type ConnectionState = 'connected' | 'away' | 'signed-out';

/** Whether the API responds. While it does not, a probe asks again and again, at once when something wakes the page. */
export interface ApiConnection {
  readonly state: ReadonlySignal<ConnectionState>;
  /** Milliseconds that the server's clock is ahead of the browser's. */
  readonly clockOffset: ReadonlySignal<number>;
  /** Changes when the machine has slept or is online again: requests under way may never end. */
  readonly wakes: ReadonlySignal<number>;
  /** The fetch that reports to this connection. */
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>;
  /** Resolves once the API responds and the caller is signed in. */
  back(signal?: AbortSignal): Promise<void>;
  /** Asks now. */
  retry(): void;
  /** After the caller has signed in again. */
  signedIn(): void;
}

export interface ConnectionOptions {
  readonly send: (input: string, init?: RequestInit) => Promise<Response>;
  /** Any request of the API that costs little. */
  readonly probe: string;
  readonly target?: Pick<EventTarget, 'addEventListener'>;
  readonly isVisible?: () => boolean;
}

/** The statuses of gateways in front of an API that is away. */
const AWAY = new Set([502, 503, 504]);

export function createConnection({ send, probe, target, isVisible = () => true }: ConnectionOptions): ApiConnection {
  const state = signal<ConnectionState>('connected');
  const clockOffset = signal(0);
  const wakes = signal(0);
  let delay = FIRST_DELAY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(check, delay);
    delay = Math.min(delay * 2, MAX_DELAY);
  }

  function check(): void {
    clearTimeout(timer);
    if (state.value !== 'away') return;
    report(probe).catch(() => {});
  }

  async function report(input: string, init?: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await send(input, init);
    } catch (error) {
      if (!init?.signal?.aborted) lost();
      throw error;
    }
    if (AWAY.has(response.status)) lost();
    else if (response.status === 401) state.value = 'signed-out';
    else regained(response);
    return response;
  }

  function lost(): void {
    if (state.value === 'signed-out') return;
    if (state.value === 'connected') delay = FIRST_DELAY;
    state.value = 'away';
    schedule();
  }

  function regained({ headers }: Response): void {
    clearTimeout(timer);
    if (state.value === 'away') state.value = 'connected';
    const date = Date.parse(headers.get('date') ?? '');
    // The header has whole seconds; on average it is half a second old.
    if (!Number.isNaN(date)) clockOffset.value = Math.round((date + 500 - Date.now()) / 1000) * 1000;
  }

  function wake(): void {
    delay = FIRST_DELAY;
    wakes.value += 1;
    check();
  }

  target?.addEventListener('online', wake);
  target?.addEventListener('offline', () => lost());
  target?.addEventListener('visibilitychange', () => {
    if (isVisible()) check();
  });
  let last = Date.now();
  const ticks = setInterval(() => {
    if (Date.now() - last > SLEEP) wake();
    last = Date.now();
  }, TICK) as { unref?: () => void } | number;
  if (typeof ticks === 'object') ticks.unref?.();

  return {
    state,
    clockOffset,
    wakes,
    fetch: report,
    retry: wake,
    signedIn() {
      if (state.value === 'signed-out') state.value = 'connected';
    },
    back: (abort) =>
      new Promise((resolve, reject) => {
        let stop = () => {};
        const cancel = () => {
          stop();
          reject(abort?.reason);
        };
        abort?.addEventListener('abort', cancel, { once: true });
        stop = effect(() => {
          if (state.value !== 'connected') return;
          abort?.removeEventListener('abort', cancel);
          // An effect cannot stop itself while it runs for the first time.
          queueMicrotask(() => stop());
          resolve();
        });
      }),
  };
}
