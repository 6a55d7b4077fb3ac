import { pause } from '../../../../lib/clock';
import type { Backend } from '../backend';

/** A model that takes so many seconds longer, for benchmarks and to see what a slow one feels like. */
export const delayedBackend = (backend: Backend, seconds: number): Backend => ({
  ...backend,
  async converse(modelId, request, signal) {
    await pause(seconds * 1000);
    return backend.converse(modelId, request, signal);
  },
});
