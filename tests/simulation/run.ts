import { brokenPromises } from './promises';
import { changedEffects, effectsOf } from './promises/effects';
import { eraseJobs } from './promises/erasure';
import { type Scenario, scenarioOf } from './world/scenario';
import { START, type World, world } from './world/world';

export interface RunReport {
  readonly seed: number;
  readonly scenario: Scenario;
  /** One sentence per broken promise; empty if the run succeeded. */
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  /** Virtual seconds. */
  readonly seconds: number;
}

/** More than the three days after which a webhook is given up. */
const MAX_HOURS = 100;
/** Seconds without pending work after which a run is over, and the length of its epilogue. */
const QUIET_SECONDS = 300;

/** Runs one seed. The same seed gives the same run. Never rejects: an error is reported as a violation. */
export async function runSeed(seed: number): Promise<RunReport> {
  const scenario = scenarioOf(seed);
  const simulated = world(scenario);
  const violations: string[] = [];
  const removeListeners = onUnhandled((text) => {
    simulated.history.trace.push(text);
    violations.push(text);
  });
  try {
    await runUntilQuiet(simulated, scenario);
    violations.push(...brokenPromises(simulated, scenario));
    if (violations.length === 0) violations.push(...(await runEpilogue(simulated, scenario)));
  } catch (error) {
    violations.push(`The run was aborted: ${error instanceof Error ? error.stack : error}`);
  } finally {
    removeListeners();
  }
  return { seed, scenario, violations, trace: simulated.history.trace, seconds: simulated.seconds() };
}

/** Reports errors that would have crashed a function or a task. Returns a function that removes the listeners. */
function onUnhandled(report: (text: string) => void): () => void {
  const listeners = {
    unhandledRejection: (error: unknown) => report(`Unhandled rejection: ${error}`),
    uncaughtException: (error: unknown) => report(`Uncaught exception: ${error}`),
    // Without a listener Node prints a warning with the process id, which differs between runs of a seed.
    rejectionHandled: () => undefined,
  };
  for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
  };
}

/** Advances the time until there has been no pending work for QUIET_SECONDS. */
async function runUntilQuiet(
  { time, seconds, history, bus, pendingJobs, pendingErasures, tasks }: World,
  scenario: Scenario,
): Promise<void> {
  const isQuiet = () =>
    seconds() > scenario.faultsEndAfter &&
    bus.pending() === 0 &&
    (history.plans.size > 0 || seconds() > scenario.faultsEndAfter + QUIET_SECONDS) &&
    pendingJobs.size === 0 &&
    pendingErasures.size === 0 &&
    [...tasks.values()].every(({ status }) => status === 'STOPPED');
  let quietSince = 0;
  await time.run(START + MAX_HOURS * 3_600_000, () => {
    if (!isQuiet()) quietSince = 0;
    else if (quietSince === 0) quietSince = time.now();
    return quietSince > 0 && time.now() - quietSince > QUIET_SECONDS * 1000;
  });
}

/** Sends every event again, after erasing all jobs if the epilogue is an erasure. Nothing may change. */
async function runEpilogue(simulated: World, { epilogue, jobs }: Scenario): Promise<string[]> {
  if (epilogue === 'none') return [];
  const { time, bus, history } = simulated;
  const refusals = epilogue === 'erasure' ? await eraseJobs(simulated) : [];
  if (refusals.length > 0) return refusals;
  const before = effectsOf(simulated);
  history.trace.push(`— ${epilogue} —`);
  bus.resendAll(epilogue === 'a replay');
  const until = time.now() + QUIET_SECONDS * 1000 * jobs.length;
  await time.run(until, () => false);
  return changedEffects(before, effectsOf(simulated)).map((name) => `${epilogue} changed ${name}.`);
}
