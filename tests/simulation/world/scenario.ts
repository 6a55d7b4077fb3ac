import { type Faults, noFaults } from './faults';
import { type Random, seededRandom } from './random';
import type { ProgramEnding } from './sandbox';

export interface JobPlan {
  /** How the program of each attempt ends, in order. The last one repeats. */
  readonly endings: readonly ProgramEnding[];
  readonly unanswerable: boolean;
  readonly postAfter: number;
  /** The request is sent twice at once, with the same Idempotency-Key. */
  readonly postTwice: boolean;
  /** The caller does not retry a failed request. */
  readonly postOnce: boolean;
  /** Seconds after job.json was written. */
  readonly cancelAfter?: number;
  /** Seconds after each launch of a task. */
  readonly cancelAfterLaunch?: number;
  /** Seconds after job.json was written. The owner repeats the erasure until it succeeds. */
  readonly eraseAfter?: number;
  /** Asks a follow-up of another job, by its number, when that has ended. Times are seconds after its end. */
  readonly follows?: { readonly number: number; readonly after: number; readonly eraseAfter?: number };
  /** What curators want of the answer. Times are seconds after the job's end. */
  readonly curations?: readonly Curation[];
  /** Seconds after the job's end. The owner repeats the erasure until it succeeds. */
  readonly eraseAfterEnd?: number;
  /** Runs another job again, by its number, when that has ended. Times are seconds after its end. */
  readonly reruns?: {
    readonly number: number;
    readonly after: number;
    readonly eraseAfter?: number;
    readonly isEdited: boolean;
  };
  /** The receiver answers 503 until `worksAfter` seconds, Infinity for ever; then 410 if `gone`, else 200. */
  readonly webhook?: { readonly worksAfter: number; readonly gone: boolean };
  /** ECS rejects every RunTask of this job as a permanent error. */
  readonly launchRefused: boolean;
}

export interface Curation {
  readonly after: number;
  readonly verified: boolean;
  /** Requests until the curator gives up. */
  readonly requests: number;
}

/** The standby tasks of the deployment. Times are seconds. */
export interface StandbyPlan {
  readonly tasks: number;
  /** Minutes without a job after which none is kept; 0 for ever. */
  readonly minutes: number;
  /** When a deployment keeps none any more. */
  readonly until: number;
  /** When a deployment makes a new revision of the task definition. */
  readonly newRevisionAfter: number;
}

/** The description of the tables at the start, and what happens to the catalog. */
export interface TablesPlan {
  readonly document: 'none' | 'new' | 'two hours old' | 'seven days old' | 'half written';
  /** Seconds until the catalog withholds the values of a column, and whether its event is lost. */
  readonly withholdAfter?: number;
  readonly isEventLost: boolean;
}

/** The plan of one run, derived from the seed alone. */
export interface Scenario {
  readonly seed: number;
  readonly flavour: Flavour;
  readonly jobs: readonly JobPlan[];
  readonly tables: TablesPlan;
  /** Jobs that the owner of all of them may have open. */
  readonly openJobs: number;
  readonly faults: Faults;
  /** Seconds after which there are no more faults. */
  readonly faultsEndAfter: number;
  readonly standby: StandbyPlan;
  /** Duration of a response of the model; at random without it. */
  readonly modelSeconds?: number;
  /** Happens after the last work is finished, and must have no effect. */
  readonly epilogue: 'none' | 'late duplicates' | 'a replay' | 'erasure';
}

type Flavours = Readonly<Record<string, (random: Random) => Partial<Faults>>>;

/** Kinds of runs. Runs with few kinds of faults find bugs that runs with all of them hide. */
const flavours = {
  calm: (random) => ({ maxDelay: random.between(0.1, 30) }),
  repeats: (random) => ({ duplicate: random.between(0.3, 0.9), maxDelay: random.pick([1, 20, 90]) }),
  losses: (random) => ({ drop: random.between(0.1, 0.6), maxDelay: random.pick([0.5, 10]) }),
  crashes: (random) => ({ crash: random.between(0.01, 0.12), duplicate: random.between(0, 0.3) }),
  failures: (random) => ({ fail: random.between(0.02, 0.2), noCapacity: random.between(0, 0.9) }),
  deaths: (random) => ({ kill: random.between(0.3, 0.8), maxDelay: random.pick([0.5, 10, 60]) }),
  hangs: (random) => ({ hang: random.between(0.01, 0.08), neverStarts: random.between(0, 0.2) }),
  stalls: (random) => ({ stall: random.between(0.01, 0.06), duplicate: random.between(0.2, 0.6), maxDelay: 30 }),
  cancels: (random) => ({
    duplicate: random.between(0, 0.4),
    maxDelay: random.pick([0.5, 10, 60]),
    drop: random.pick([0, 0.3]),
    stall: random.pick([0, 0.04]),
    kill: random.pick([0, 0.4]),
    visibilityLag: 15,
  }),
  orphans: (random) => ({
    eventsLost: 1,
    drop: random.between(0.3, 0.6),
    neverStarts: 0.4,
    visibilityLag: 15,
    maxDelay: random.pick([0.5, 10]),
  }),
  shortages: (random) => ({
    noCapacity: random.pick([1, random.between(0.6, 1)]),
    duplicate: random.pick([0, 0.5]),
    maxDelay: random.pick([0.5, 10, 60]),
  }),
  /** Many jobs at once, and a slow model. */
  crowds: () => ({}),
  /** Curators who verify answers, while their owner erases the jobs. */
  curators: (random) => ({
    crash: random.pick([0, 0.02, 0.08]),
    fail: random.pick([0, 0.02, 0.1]),
    hang: random.pick([0, 0.02, 0.08]),
    slow: random.pick([0.1, 0.2]),
  }),
  standbys: (random) => ({ ...anyFaults(random, 0.25), visibilityLag: random.pick([0, 5]) }),
  anything: (random) => anyFaults(random),
} as const satisfies Flavours;

export type Flavour = keyof typeof flavours;
export const flavourNames = Object.keys(flavours) as Flavour[];

export const flavourOf = (seed: number): Flavour => flavourNames[seed % flavourNames.length] as Flavour;

const endings: readonly (readonly ProgramEnding[])[] = [
  ['succeeds'],
  ['succeeds'],
  ['fails', 'succeeds'],
  ['fails', 'fails', 'succeeds'],
  ['fails'],
  ['fails the same way'],
  ['slow'],
];

export function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed);
  const flavour = flavourOf(seed);
  const otherFaults = random.chance(0.3) ? anyFaults(random, 0.15) : {};
  const standby = standbyPlan(random, flavour);
  // When the first standbys are ready, and together, so that they want the same one.
  const postedAt = standby.tasks > 0 && random.chance(0.7) ? random.between(110, 200) : undefined;
  const scenario: Scenario = {
    seed,
    flavour,
    jobs: Array.from({ length: numberOfJobs(random, flavour) }, () => jobPlan(random, flavour, postedAt)),
    openJobs: flavour === 'crowds' ? 100 : random.pick([1, 100]),
    ...(flavour === 'crowds' && { modelSeconds: random.pick([15, 60]) }),
    faults: {
      ...noFaults,
      ...(['calm', 'repeats', 'crowds'].includes(flavour) ? {} : otherFaults),
      ...flavours[flavour](random),
    },
    faultsEndAfter: faultsEnd(random, flavour),
    standby,
    epilogue: random.pick(['none', 'none', 'late duplicates', 'a replay', 'erasure']),
    // Last, so that a seed has the same jobs as before.
    tables: {
      document: random.pick(['none', 'new', 'new', 'two hours old', 'seven days old', 'half written']),
      ...(random.chance(0.6) && { withholdAfter: random.between(0, 120) }),
      isEventLost: random.chance(0.3),
    },
  };
  // Only the first jobs are verified, and quickly erased.
  if (flavour === 'curators') return scenario;
  const followUps = random.chance(0.3) ? [followUpPlan(random, flavour)] : [];
  const reruns = random.chance(0.3) ? [rerunPlan(random, flavour)] : [];
  return { ...scenario, jobs: [...scenario.jobs, ...followUps, ...reruns] };
}

/** A follow-up of the first job, which is sometimes erased meanwhile. */
function followUpPlan(random: Random, flavour: Flavour): JobPlan {
  const after = random.between(0, 60);
  const eraseAfter = random.chance(0.5) ? after + random.between(-10, 90) : undefined;
  return { ...jobPlan(random, flavour), follows: { number: 0, after, eraseAfter } };
}

/** A rerun of the first job, which is sometimes erased before it, or while it runs. */
function rerunPlan(random: Random, flavour: Flavour): JobPlan {
  const after = random.between(0, 60);
  const eraseAfter = random.chance(0.5) ? after + random.between(-10, 90) : undefined;
  const reruns = { number: 0, after, eraseAfter, isEdited: random.chance(0.5) };
  return { ...jobPlan(random, flavour), reruns, unanswerable: false, webhook: undefined };
}

const numberOfJobs = (random: Random, flavour: Flavour): number =>
  flavour === 'crowds' ? 15 : flavour === 'standbys' ? random.pick([2, 3, 4]) : random.chance(0.2) ? 2 : 1;

/** In these flavours everything of interest happens between the first launch and the cancellation. */
const isShort = (flavour: Flavour): boolean => flavour === 'cancels' || flavour === 'orphans';

/** Mostly before the deadline, so that the run also shows the recovery. */
function faultsEnd(random: Random, flavour: Flavour): number {
  if (isShort(flavour)) return random.between(60, 200);
  return random.chance(0.2) ? random.between(1000, 1500) : random.between(100, 900);
}

/** In most runs with standbys the jobs come when the first ones are ready. */
function standbyPlan(random: Random, flavour: Flavour): StandbyPlan {
  const hasStandbys = flavour === 'standbys' || random.chance(0.5);
  return {
    tasks: hasStandbys ? random.pick([1, 1, 2]) : 0,
    minutes: random.pick([0, 0, 0, 5]),
    until: random.between(300, 800),
    newRevisionAfter: random.chance(0.4) ? random.between(0, 400) : Number.POSITIVE_INFINITY,
  };
}

function jobPlan(random: Random, flavour: Flavour, postedAt?: number): JobPlan {
  const isCancelled = isShort(flavour) || random.chance(0.2);
  if (flavour === 'curators') return curatedPlan(random);
  return {
    endings: random.pick(endings),
    unanswerable: random.chance(0.05),
    postAfter: postedAt === undefined ? random.between(0, 20) : postedAt + random.between(0, 1),
    postTwice: random.chance(0.2),
    launchRefused: random.chance(0.03),
    postOnce: random.chance(0.2),
    ...(isCancelled && cancelOf(random)),
    ...(random.chance(0.6) && {
      webhook: { worksAfter: worksAfter(random), gone: random.chance(0.1) },
    }),
    ...(random.chance(isCancelled ? 0.3 : 0.1) && { eraseAfter: random.between(0, 300) }),
  };
}

/** A job with an answer, which several curators verify or not at about the time of its erasure. */
function curatedPlan(random: Random): JobPlan {
  const begin = random.between(0, 60);
  const isErased = random.chance(0.5);
  const period = isErased ? 35 : 2;
  return {
    endings: ['succeeds'],
    unanswerable: false,
    postAfter: random.between(0, 20),
    postTwice: false,
    postOnce: false,
    launchRefused: false,
    curations: Array.from({ length: isErased ? 12 : random.pick([2, 3]) }, () => ({
      after: begin + random.between(0, period),
      verified: random.chance(0.6),
      requests: random.pick([1, 10]),
    })),
    ...(isErased && { eraseAfterEnd: begin + random.between(-2, 15) }),
  };
}

const worksAfter = (random: Random): number =>
  random.chance(0.03) ? Number.POSITIVE_INFINITY : random.chance(0.5) ? 0 : random.between(0, 1500);

const cancelOf = (random: Random) =>
  random.chance(0.5)
    ? { cancelAfterLaunch: random.between(0, 20) }
    : { cancelAfter: random.between(0, random.pick([60, 60, 150, 400])) };

/** Includes each kind of fault with the probability `share`. */
function anyFaults(random: Random, share = 0.5): Partial<Faults> {
  const sometimes = (low: number, high: number) => (random.chance(share) ? random.between(low, high) : 0);
  return {
    crash: sometimes(0.002, 0.08),
    fail: sometimes(0.005, 0.15),
    hang: sometimes(0.002, 0.03),
    stall: sometimes(0.002, 0.03),
    drop: sometimes(0.02, 0.4),
    duplicate: sometimes(0.05, 0.6),
    maxDelay: random.pick([0.5, 10, 90]),
    kill: sometimes(0.05, 0.5),
    neverStarts: sometimes(0.02, 0.2),
    eventsLost: sometimes(0.05, 0.5),
    noCapacity: sometimes(0.1, 0.9),
    visibilityLag: sometimes(1, 15),
  };
}
