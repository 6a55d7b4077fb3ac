/** Virtual time: nothing waits, and what is due at one instant happens in the order in which it was asked for. */
export interface Scheduler {
  /** Milliseconds since 1970. */
  now(): number;
  instant(): string;
  /** Calls `work` after so many virtual seconds. */
  after(seconds: number, work: () => void): void;
  sleep(seconds: number): Promise<void>;
  /** Lets time pass until nothing is planned before `end`, or `done` says so. */
  run(end: number, done: () => boolean): Promise<void>;
}

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly work: () => void;
}

export function scheduler(start: number): Scheduler {
  let time = start;
  let order = 0;
  const heap: Planned[] = [];

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

  const after = (seconds: number, work: () => void) => {
    push({ at: time + Math.max(0, Math.round(seconds * 1000)), order: order++, work });
  };

  return {
    now: () => time,
    instant: () => new Date(time).toISOString(),
    after,
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
        next.work();
        // Everything that follows without time passing happens before the clock moves.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
