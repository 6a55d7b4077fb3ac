import { pause } from '../../../lib/clock';
import type { Clock } from '../ports';

export const systemClock: Clock = { now: () => new Date(), sleep: pause };
