import { obligationsOf } from '../../functions/shared/domain/obligations';
import { brokenPromises, watchTasks } from './invariants';
import { type Scenario, scenarioOf } from './world/scenario';
import { START, world } from './world/world';

export interface RunReport {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly broken: readonly string[];
  readonly trace: readonly string[];
  /** Virtual seconds. */
  readonly seconds: number;
}

const HOURS_AT_MOST = 6;

/** Runs one seed to its end. The same seed gives the same run. */
export async function runSeed(seed: number): Promise<RunReport> {
  const scenario = scenarioOf(seed);
  const made = world(scenario);
  const { time, history, table, living, seconds } = made;
  watchTasks(made);
  const isOver = () =>
    history.accepted.size === scenario.jobs.length &&
    seconds() > scenario.faultsEndAfter &&
    living().length === 0 &&
    table.jobs().every((job) => obligationsOf(job).length === 0);
  let over = false;
  // Late duplicates may still come when all is done: they must change nothing.
  let overSince = 0;
  await time.run(START + HOURS_AT_MOST * 3600_000, () => {
    if (!isOver()) overSince = 0;
    else if (overSince === 0) overSince = time.now();
    over = overSince > 0 && time.now() - overSince > 700_000;
    return over;
  });
  return { seed, scenario, broken: brokenPromises(made, scenario), trace: history.trace, seconds: seconds() };
}
