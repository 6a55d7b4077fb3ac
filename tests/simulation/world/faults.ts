/** What can go wrong. Numbers are probabilities per call or delivery unless stated otherwise. */
export interface Faults {
  /** The process dies before the call takes effect, or after it. */
  readonly crash: number;
  /** The call rejects, before or after it took effect. */
  readonly fail: number;
  /** The call never returns. In half of the cases the whole process is stuck and ignores SIGTERM. */
  readonly hang: number;
  /** The call takes minutes. */
  readonly stall: number;
  /** A call takes seconds, less than the timeout of any function. */
  readonly slow: number;
  /** An event, a stream record or a sweep is lost. */
  readonly drop: number;
  readonly duplicate: number;
  /** The maximum delay of a delivery in seconds. */
  readonly maxDelay: number;
  /** Per task: it fails to start, is reclaimed, runs out of memory, or its host is lost. */
  readonly kill: number;
  /** Per task: it stays in PENDING. */
  readonly neverStarts: number;
  /** Per task: all of its state change events are lost. */
  readonly eventsLost: number;
  /** RunTask finds no capacity. */
  readonly noCapacity: number;
  /** The maximum number of seconds before DescribeTasks and ListTasks show a new task. */
  readonly visibilityLag: number;
}

export const noFaults: Faults = {
  crash: 0,
  fail: 0,
  hang: 0,
  stall: 0,
  slow: 0,
  drop: 0,
  duplicate: 0,
  maxDelay: 1,
  kill: 0,
  neverStarts: 0,
  eventsLost: 0,
  noCapacity: 0,
  visibilityLag: 0,
};
