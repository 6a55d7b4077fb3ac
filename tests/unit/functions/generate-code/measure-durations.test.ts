import { measureDurations } from '../../../../functions/generate-code/measure-durations';
import type { Description, VisibleTables } from '../../../../functions/generate-code/tables/directory';
import type { ModelResponse } from '../../../../functions/shared/model/port';

/** Ports whose calls take a number of milliseconds, by the clock that they share. */
function ports(modelMs: number, tablesMs: number, fails = false) {
  let now = Date.parse('2026-11-22T07:00:00.000Z');
  const pass = async <T>(milliseconds: number, result: T): Promise<T> => {
    now += milliseconds;
    if (fails) throw new Error('broken off');
    return result;
  };
  const response: ModelResponse = { output: undefined, stopReason: 'tool_use', usage: undefined };
  return {
    now: () => new Date(now).toISOString(),
    model: { modelId: 'm', converse: () => pass(modelMs, response) },
    tables: {
      describe: (...parameters: string[]) => pass(tablesMs, { parameters } as unknown as Description),
      visibleTables: () => pass(0, {} as VisibleTables),
    },
  };
}

it('adds up the calls of the model, and the description of the tables', async () => {
  const given = ports(2_000, 300);
  const { measured, durations } = measureDurations(given, given.now);
  await measured.tables.describe('How many?');
  await measured.model.converse({ messages: [] });
  await measured.model.converse({ messages: [] });
  expect(durations).toEqual({ tables: 300, model: 4_000 });
});

it('counts calls that fail', async () => {
  const given = ports(2_000, 300, true);
  const { measured, durations } = measureDurations(given, given.now);
  await expect(measured.model.converse({ messages: [] })).rejects.toThrow('broken off');
  expect(durations).toEqual({ tables: 0, model: 2_000 });
});

it('passes the earlier program on to the description', async () => {
  const given = ports(2_000, 300);
  const { measured } = measureDurations(given, given.now);
  expect(await measured.tables.describe('How many?', 'program')).toEqual({ parameters: ['How many?', 'program'] });
});
