/** What one owner may have in progress, and spend in a day (UTC). */
export interface Allowance {
  /** Jobs that have not ended. */
  readonly openJobs: number;
  /** US dollars at list prices. */
  readonly dailyUsd: number;
}

/** US dollars that a job reserves when it is accepted. Its end replaces them by its cost. */
export const RESERVED_USD = 0.25;

/** What the end of a job changes for its owner. */
export interface Settlement {
  readonly owner: string;
  readonly jobId: string;
  /** The day on which the job was accepted, whose dollars it reserved. */
  readonly date: string;
  /** Its cost, minus what it reserved. */
  readonly usd: number;
}

/** What counts for an owner now. */
export interface OwnerUsage {
  readonly openJobs: number;
  /** US dollars that the jobs of one day cost or reserve. */
  readonly usd: number;
}

export const dateOf = (instant: string): string => instant.slice(0, 10);
