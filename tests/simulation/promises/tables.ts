import { keys, TablesDocument } from '../../../events';
import type { World } from '../world/world';

/**
 * An invocation that started after the catalog had withheld a value never shows it to the model, whatever the
 * description of the tables was made for. Descriptions are whole.
 */
export function tablesPromises({ history }: World): string[] {
  const { generations, withheldFrom = Number.POSITIVE_INFINITY, writes } = history;
  const shown = generations.filter(({ startedAt, showedValue }) => showedValue && startedAt >= withheldFrom);
  const documents = writes.filter(({ key }) => key === keys.tables);
  const broken = documents.filter(({ body }) => !TablesDocument.safeParse(JSON.parse(body)).success);
  return [
    ...shown.map(({ jobId, attempt }) => `The model got a withheld value for attempt ${attempt} of job ${jobId}.`),
    ...broken.map(({ at }) => `The description of the tables that was written at ${at} s is not valid.`),
  ];
}
