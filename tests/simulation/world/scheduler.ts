/** Virtual time: nothing waits, and what is due at one instant happens in the order in which it was asked for. */
export interface Scheduler {
  /** Milliseconds since 1970. */
  now(): number;
  instant(): string;
  /** Calls `work` after so many virtual seconds, and leaves it to itself. */
  after(seconds: number, work: () => unknown): void;
  /** Leaves work to itself: its rejection ends the run. */
  background(work: Promise<unknown>): void;
  sleep(seconds: number): Promise<void>;
  /** Lets time pass until nothing is planned before `end`, or `done` says so. Rejects with what ended the run. */
  run(end: number, done: () => boolean): Promise<void>;
}

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly work: () => unknown;
}

export function scheduler(start: number): Scheduler {
  let time = start;
  let order = 0;
  const heap: Planned[] = [];
  const errors: unknown[] = [];

  const isBefore = (a: Planned, b: Planned) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(planned: Planned) {
    heap.push(planned);
    for (let index = heap.length - 1; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index] as Planned, heap[parent] as Planned)) break;
      [heap[index], heap[parent]] = [heap[parent] as Planned, heap[index] as Planned];
      index = parent;
    }
  }

  function pop(): Planned | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const children = [2 * index + 1, 2 * index + 2].filter((child) => child < heap.length);
      const least = children.reduce((a, b) => (isBefore(heap[b] as Planned, heap[a] as Planned) ? b : a), index);
      if (least === index) return first;
      [heap[index], heap[least]] = [heap[least] as Planned, heap[index] as Planned];
      index = least;
    }
  }

  const after = (seconds: number, work: () => unknown) => {
    push({ at: time + Math.max(0, Math.round(seconds * 1000)), order: order++, work });
  };

  const background = (work: Promise<unknown>) => {
    work.catch((error: unknown) => errors.push(error));
  };

  return {
    now: () => time,
    instant: () => new Date(time).toISOString(),
    after,
    background,
    sleep: (seconds) => new Promise((resolve) => after(seconds, resolve)),
    async run(end, done) {
      while (!done()) {
        const next = pop();
        if (next && next.at > end) push(next);
        if (!next || next.at > end) {
          if (Number.isFinite(end)) time = end;
          return;
        }
        time = next.at;
        background(Promise.resolve(next.work()));
        // Everything that follows without time passing happens before the clock moves.
        await new Promise((resolve) => setImmediate(resolve));
        if (errors.length > 0) throw errors[0];
      }
    },
  };
}
