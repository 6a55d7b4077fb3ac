import type { Ending } from './executor';
import { type Faults, noFaults } from './process';
import { type Random, random } from './random';

export interface JobPlan {
  /** Programs of the attempts, in order; the last one stands for all that follow. */
  readonly endings: readonly Ending[];
  readonly unanswerable: boolean;
  readonly postAfter: number;
  readonly cancelAfter?: number;
  /** Undefined: the job has no webhook. */
  readonly webhookWorksAfter?: number;
}

/** What happens in one run: everything follows from the seed. */
export interface Scenario {
  readonly seed: number;
  readonly jobs: readonly JobPlan[];
  readonly faults: Faults;
  /** Seconds after which nothing goes wrong any more: before the deadline, so that the promises can be kept. */
  readonly faultsEndAfter: number;
}

const endings: readonly (readonly Ending[])[] = [
  ['succeeds'],
  ['succeeds'],
  ['fails', 'succeeds'],
  ['fails', 'fails', 'succeeds'],
  ['fails'],
  ['fails the same way'],
  ['slow'],
];

export function scenarioOf(seed: number): Scenario {
  const chance = random(seed);
  const hostile = chance.chance(0.85);
  const faults = hostile ? anyFaults(chance) : { ...noFaults, late: chance.between(0.1, 30) };
  const jobs = Array.from({ length: chance.chance(0.2) ? 2 : 1 }, () => jobPlan(chance));
  return { seed, jobs, faults, faultsEndAfter: chance.between(100, 900) };
}

const jobPlan = (chance: Random): JobPlan => ({
  endings: chance.pick(endings),
  unanswerable: chance.chance(0.05),
  postAfter: chance.between(0, 20),
  ...(chance.chance(0.3) && { cancelAfter: chance.chance(0.5) ? chance.between(0, 60) : chance.between(0, 400) }),
  ...(chance.chance(0.6) && { webhookWorksAfter: chance.chance(0.5) ? 0 : chance.between(0, 1500) }),
});

/** Each kind of fault is there or not: a run with few kinds shows what a run with all of them hides. */
function anyFaults(chance: Random): Faults {
  const sometimes = (low: number, high: number) => (chance.chance(0.5) ? chance.between(low, high) : 0);
  return {
    crash: sometimes(0.002, 0.08),
    fail: sometimes(0.005, 0.15),
    drop: sometimes(0.02, 0.4),
    duplicate: sometimes(0.05, 0.6),
    late: chance.pick([0.5, 10, 90]),
    kill: sometimes(0.05, 0.5),
    noCapacity: sometimes(0.1, 0.9),
  };
}
