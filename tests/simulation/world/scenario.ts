import { type Faults, noFaults } from './faults';
import { type Random, random } from './random';
import type { Ending } from './sandbox';

export interface JobPlan {
  /** Of the attempts' programs, in order; the last one stands for all that follow. */
  readonly endings: readonly Ending[];
  readonly unanswerable: boolean;
  readonly postAfter: number;
  /** The same request under the same key is sent by two at once. */
  readonly twice: boolean;
  /** Who sends it does not ask again when there is no answer. */
  readonly once: boolean;
  /** Seconds after the prompt was stored, or after the first launch of a task. */
  readonly cancelAfter?: number;
  readonly cancelAfterLaunch?: number;
  /** Seconds after the prompt was stored from which its owner asks for its erasure until it is done. */
  readonly eraseAfter?: number;
  /** Undefined: the job has no webhook. `worksAfter`: seconds, or never. */
  readonly webhook?: { readonly worksAfter: number; readonly gone: boolean };
  /** ECS refuses to launch its tasks, for good. */
  readonly refused: boolean;
}

/** What happens in one run: everything follows from the seed. */
export interface Scenario {
  readonly seed: number;
  readonly flavour: Flavour;
  readonly jobs: readonly JobPlan[];
  readonly faults: Faults;
  /** Seconds after which nothing goes wrong any more. */
  readonly faultsEndAfter: number;
  /** What comes when everything is done with: it must change nothing. */
  readonly afterwards: 'nothing' | 'late duplicates' | 'a replay' | 'erasure';
}

type Flavours = Readonly<Record<string, (chance: Random) => Partial<Faults>>>;

/** What a run is mostly about: with few kinds of faults at once it shows what a run with all of them hides. */
const flavours = {
  calm: (chance) => ({ late: chance.between(0.1, 30) }),
  repeats: (chance) => ({ duplicate: chance.between(0.3, 0.9), late: chance.pick([1, 20, 90]) }),
  losses: (chance) => ({ drop: chance.between(0.1, 0.6), late: chance.pick([0.5, 10]) }),
  crashes: (chance) => ({ crash: chance.between(0.01, 0.12), duplicate: chance.between(0, 0.3) }),
  failures: (chance) => ({ fail: chance.between(0.02, 0.2), noCapacity: chance.between(0, 0.9) }),
  deaths: (chance) => ({ kill: chance.between(0.3, 0.8), late: chance.pick([0.5, 10, 60]) }),
  hangs: (chance) => ({ hang: chance.between(0.01, 0.08), stuck: chance.between(0, 0.2) }),
  stalls: (chance) => ({ stall: chance.between(0.01, 0.06), duplicate: chance.between(0.2, 0.6), late: 30 }),
  cancels: (chance) => ({
    duplicate: chance.between(0, 0.4),
    late: chance.pick([0.5, 10, 60]),
    drop: chance.pick([0, 0.3]),
    stall: chance.pick([0, 0.04]),
    kill: chance.pick([0, 0.4]),
    blind: 15,
  }),
  orphans: (chance) => ({
    unheard: 1,
    drop: chance.between(0.3, 0.6),
    stuck: 0.4,
    blind: 15,
    late: chance.pick([0.5, 10]),
  }),
  shortages: (chance) => ({
    noCapacity: chance.pick([1, chance.between(0.6, 1)]),
    duplicate: chance.pick([0, 0.5]),
    late: chance.pick([0.5, 10, 60]),
  }),
  anything: (chance) => anyFaults(chance),
} as const satisfies Flavours;

export type Flavour = keyof typeof flavours;
export const flavourNames = Object.keys(flavours) as Flavour[];

export const flavourOf = (seed: number): Flavour => flavourNames[seed % flavourNames.length] as Flavour;

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
  const flavour = flavourOf(seed);
  const other = chance.chance(0.3) ? anyFaults(chance, 0.15) : {};
  return {
    seed,
    flavour,
    jobs: Array.from({ length: chance.chance(0.2) ? 2 : 1 }, () => jobPlan(chance, flavour)),
    faults: {
      ...noFaults,
      ...(flavour === 'calm' || flavour === 'repeats' ? {} : other),
      ...flavours[flavour](chance),
    },
    faultsEndAfter: faultsEnd(chance, flavour),
    afterwards: chance.pick(['nothing', 'nothing', 'late duplicates', 'a replay', 'erasure']),
  };
}

/** What these are about happens between the first launch and the end that somebody puts to the job. */
const isShort = (flavour: Flavour): boolean => flavour === 'cancels' || flavour === 'orphans';

/** Before the deadline, mostly, so that it can be seen what the system makes of a job when all is well again. */
function faultsEnd(chance: Random, flavour: Flavour): number {
  if (isShort(flavour)) return chance.between(60, 200);
  return chance.chance(0.2) ? chance.between(1000, 1500) : chance.between(100, 900);
}

function jobPlan(chance: Random, flavour: Flavour): JobPlan {
  const cancelled = isShort(flavour) || chance.chance(0.2);
  return {
    endings: chance.pick(endings),
    unanswerable: chance.chance(0.05),
    postAfter: chance.between(0, 20),
    twice: chance.chance(0.2),
    refused: chance.chance(0.03),
    once: chance.chance(0.2),
    ...(cancelled && cancelOf(chance)),
    ...(chance.chance(0.6) && {
      webhook: { worksAfter: worksAfter(chance), gone: chance.chance(0.1) },
    }),
    ...(chance.chance(cancelled ? 0.3 : 0.1) && { eraseAfter: chance.between(0, 300) }),
  };
}

const worksAfter = (chance: Random): number =>
  chance.chance(0.03) ? Number.POSITIVE_INFINITY : chance.chance(0.5) ? 0 : chance.between(0, 1500);

const cancelOf = (chance: Random) =>
  chance.chance(0.5)
    ? { cancelAfterLaunch: chance.between(0, 20) }
    : { cancelAfter: chance.between(0, chance.pick([60, 60, 150, 400])) };

/** Each kind of fault is there or not. */
function anyFaults(chance: Random, share = 0.5): Partial<Faults> {
  const sometimes = (low: number, high: number) => (chance.chance(share) ? chance.between(low, high) : 0);
  return {
    crash: sometimes(0.002, 0.08),
    fail: sometimes(0.005, 0.15),
    hang: sometimes(0.002, 0.03),
    stall: sometimes(0.002, 0.03),
    drop: sometimes(0.02, 0.4),
    duplicate: sometimes(0.05, 0.6),
    late: chance.pick([0.5, 10, 90]),
    kill: sometimes(0.05, 0.5),
    stuck: sometimes(0.02, 0.2),
    unheard: sometimes(0.05, 0.5),
    noCapacity: sometimes(0.1, 0.9),
    blind: sometimes(1, 15),
  };
}
