import type { ActionSettings } from '../shared/access/actions';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';

interface Clock {
  /** Of a clock that never goes back. */
  milliseconds(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Ports {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** Seconds that a request may wait for a change of a job, at most. */
  readonly waitSeconds: number;
  readonly now: () => string;
  readonly actions: ActionSettings;
}
