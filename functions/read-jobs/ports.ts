import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';

export interface Ports {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
}
