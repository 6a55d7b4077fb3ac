import type { GenerationDurations } from '../../events';
import type { Model } from '../shared/model/port';
import type { TableDirectory } from './tables/directory';

interface MeasuredPorts {
  readonly model: Model;
  readonly tables: TableDirectory;
}

/** The ports, with the milliseconds that their calls take. */
export function measureDurations({ model, tables }: MeasuredPorts, now: () => string) {
  const durations: GenerationDurations = { tables: 0, model: 0 };
  const measure = async <T>(step: keyof GenerationDurations, call: () => Promise<T>): Promise<T> => {
    const startedAt = Date.parse(now());
    try {
      return await call();
    } finally {
      durations[step] += Math.max(0, Date.parse(now()) - startedAt);
    }
  };
  const measured: MeasuredPorts = {
    model: {
      modelId: model.modelId,
      converse: (request, options) => measure('model', () => model.converse(request, options)),
    },
    tables: {
      describe: (...parameters) => measure('tables', () => tables.describe(...parameters)),
      visibleTables: () => tables.visibleTables(),
    },
  };
  return { measured, durations, measure };
}
