import type { Scenario } from '../world/scenario';
import type { World } from '../world/world';
import { documentPromises } from './documents';
import { endPromises } from './ends';
import { erasurePromises } from './erasure';
import { examplePromises } from './examples';
import { followUpPromises } from './follow-ups';
import { generationPromises } from './generations';
import { launchPromises } from './launches';
import { outcomePromises } from './outcomes';
import { ownerPromises } from './owners';
import { rerunPromises } from './reruns';
import { standbyPromises } from './standbys';
import { tablesPromises } from './tables';
import { taskPromises } from './tasks';

/** Every violation of a promise, one sentence each. */
export const brokenPromises = (world: World, scenario: Scenario): string[] => [
  ...endPromises(world, scenario),
  ...outcomePromises(world, scenario),
  ...taskPromises(world, scenario),
  ...launchPromises(world, scenario),
  ...standbyPromises(world, scenario),
  ...documentPromises(world),
  ...generationPromises(world),
  ...erasurePromises(world),
  ...examplePromises(world),
  ...followUpPromises(world),
  ...rerunPromises(world),
  ...ownerPromises(world, scenario),
  ...tablesPromises(world),
];
