/** Virtual time. Work that is due at the same instant runs in the order in which it was scheduled. */
export interface Scheduler {
  /** Milliseconds since 1970. */
  now(): number;
  instant(): string;
  /** Runs `work` in the background after so many virtual seconds. */
  after(seconds: number, work: () => unknown): void;
  /** Does not wait for `work`, but its rejection ends the run. */
  background(work: Promise<unknown>): void;
  sleep(seconds: number): Promise<void>;
  /**
   * Advances the time until `done` returns true or nothing is scheduled before `end`, in milliseconds since 1970.
   * Rejects with the first error of the scheduled work.
   */
  run(end: number, done: () => boolean): Promise<void>;
}

interface ScheduledWork {
  readonly at: number;
  readonly order: number;
  readonly work: () => unknown;
}

export function scheduler(start: number): Scheduler {
  let time = start;
  let order = 0;
  const heap: ScheduledWork[] = [];
  const errors: unknown[] = [];

  const isBefore = (a: ScheduledWork, b: ScheduledWork) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(item: ScheduledWork) {
    heap.push(item);
    for (let index = heap.length - 1; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index] as ScheduledWork, heap[parent] as ScheduledWork)) break;
      [heap[index], heap[parent]] = [heap[parent] as ScheduledWork, heap[index] as ScheduledWork];
      index = parent;
    }
  }

  function pop(): ScheduledWork | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const children = [2 * index + 1, 2 * index + 2].filter((child) => child < heap.length);
      const least = children.reduce(
        (a, b) => (isBefore(heap[b] as ScheduledWork, heap[a] as ScheduledWork) ? b : a),
        index,
      );
      if (least === index) return first;
      [heap[index], heap[least]] = [heap[least] as ScheduledWork, heap[index] as ScheduledWork];
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
        // Lets all pending promise callbacks run before the time advances.
        await new Promise((resolve) => setImmediate(resolve));
        if (errors.length > 0) throw errors[0];
      }
    },
  };
}
