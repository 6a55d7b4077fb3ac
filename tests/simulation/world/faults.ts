/** What can go wrong. Probabilities of one call or one delivery unless told otherwise; all are 0 once the faults end. */
export interface Faults {
  /** The process dies before the call takes effect, or after it. */
  readonly crash: number;
  /** The call rejects, before or after it took effect. */
  readonly fail: number;
  /** The call never returns; half of the time the whole process is stuck and hears no SIGTERM either. */
  readonly hang: number;
  /** The call takes minutes. */
  readonly stall: number;
  /** An event, a change of the stream or a sweep is lost. */
  readonly drop: number;
  readonly duplicate: number;
  /** Seconds that a delivery may be late. */
  readonly late: number;
  /** Of one task: it does not start, is reclaimed, is out of memory, or its host is lost. */
  readonly kill: number;
  /** Of one task: it is never started, whoever waits for it. */
  readonly stuck: number;
  /** Of one task: none of ECS's events about it arrive. */
  readonly unheard: number;
  /** RunTask finds no capacity. */
  readonly noCapacity: number;
  /** Seconds in which ECS may not know of a task that it has just launched. */
  readonly blind: number;
}

export const noFaults: Faults = {
  crash: 0,
  fail: 0,
  hang: 0,
  stall: 0,
  drop: 0,
  duplicate: 0,
  late: 1,
  kill: 0,
  stuck: 0,
  unheard: 0,
  noCapacity: 0,
  blind: 0,
};
