import { brokenPromises } from './promises';
import { changedEffects, effectsOf } from './promises/afterwards';
import { eraseJobs } from './promises/erasure';
import { type Scenario, scenarioOf } from './world/scenario';
import { START, type World, world } from './world/world';

export interface RunReport {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly broken: readonly string[];
  readonly trace: readonly string[];
  /** Virtual seconds. */
  readonly seconds: number;
}

/** A receiver that never answers is given up after some three days. */
const HOURS_AT_MOST = 100;
/** Seconds between the last delivery and the end, and for what comes afterwards. */
const QUIET = 300;

/** Runs one seed to its end. The same seed gives the same run; what ends it early is in the report, too. */
export async function runSeed(seed: number): Promise<RunReport> {
  const scenario = scenarioOf(seed);
  const made = world(scenario);
  const broken: string[] = [];
  const endUnhandled = onUnhandled((what) => {
    made.history.trace.push(what);
    broken.push(what);
  });
  try {
    await untilQuiet(made, scenario);
    broken.push(...brokenPromises(made, scenario));
    if (broken.length === 0) broken.push(...(await afterwards(made, scenario)));
  } catch (error) {
    broken.push(`The run broke off: ${error instanceof Error ? error.stack : error}`);
  } finally {
    endUnhandled();
  }
  return { seed, scenario, broken, trace: made.history.trace, seconds: made.seconds() };
}

/** Reports what would have ended a function or a task. Returns how to stop that. */
function onUnhandled(report: (what: string) => void): () => void {
  const listeners = {
    unhandledRejection: (error: unknown) => report(`A promise that nobody awaits rejected: ${error}`),
    uncaughtException: (error: unknown) => report(`No code caught an error: ${error}`),
    // Without a listener Node warns, with the number of this process.
    rejectionHandled: () => undefined,
  };
  for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
  };
}

/** Lets time pass until everything is done with, for a while. */
async function untilQuiet(
  { time, seconds, history, bus, owing, erasing, tasks }: World,
  scenario: Scenario,
): Promise<void> {
  const isOver = () =>
    seconds() > scenario.faultsEndAfter &&
    bus.pending() === 0 &&
    (history.plans.size > 0 || seconds() > scenario.faultsEndAfter + QUIET) &&
    owing.size === 0 &&
    erasing.size === 0 &&
    [...tasks.values()].every(({ status }) => status === 'STOPPED');
  let since = 0;
  await time.run(START + HOURS_AT_MOST * 3_600_000, () => {
    if (!isOver()) since = 0;
    else if (since === 0) since = time.now();
    return since > 0 && time.now() - since > QUIET * 1000;
  });
}

/** Late duplicates, a replay, or the erasure of a job of which something is still heard: they must change nothing. */
async function afterwards(made: World, { afterwards: what, jobs }: Scenario): Promise<string[]> {
  if (what === 'nothing') return [];
  const { time, bus, history } = made;
  const refused = what === 'erasure' ? await eraseJobs(made) : [];
  if (refused.length > 0) return refused;
  const before = effectsOf(made);
  history.trace.push(`— ${what} —`);
  bus.sendAllAgain(what === 'a replay');
  const until = time.now() + QUIET * 1000 * jobs.length;
  await time.run(until, () => false);
  return changedEffects(before, effectsOf(made)).map((name) => `${what} changed ${name}.`);
}
