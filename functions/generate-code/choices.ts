import { Choice } from '../../events';
import type { OfferedChoice } from './prompt/tool';
import type { VisibleTable } from './tables/directory';

const MAX_CHOICES = 3;
const MAX_NAMES = 30;

/**
 * The choices that can be asked: questions over tables and columns that are there and not withheld, in the spelling of
 * the warehouse. The question itself is none.
 */
export function usableChoices(
  offered: readonly OfferedChoice[],
  tables: readonly VisibleTable[],
  prompt: string,
): Choice[] {
  const usable = new Map<string, Choice>();
  for (const choice of offered) {
    const question = choice.question.trim();
    const named = choice.tables.map((name) => tableNamed(tables, name));
    const needed = named.filter((table) => table !== undefined);
    const columns = choice.columns.map((name) => columnNamed(needed, name));
    const isComplete =
      needed.length > 0 && needed.length === named.length && columns.every((column) => column !== undefined);
    const { success, data } = Choice.safeParse({ question, tables: needed.map(({ name }) => name), columns });
    if (!success || !isComplete || named.length + columns.length > MAX_NAMES) continue;
    const key = question.toLowerCase();
    if (key !== prompt.trim().toLowerCase() && !usable.has(key)) usable.set(key, data);
  }
  return [...usable.values()].slice(0, MAX_CHOICES);
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The last part of a name, such as `city` of `public.shops.city`, unless the whole is a name. */
const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const tableNamed = (tables: readonly VisibleTable[], name: string): VisibleTable | undefined =>
  tables.find((table) => isSame(table.name, name)) ?? tables.find((table) => isSame(table.name, lastPart(name)));

/** The name of a column of one of the tables, which may be written with the table. */
function columnNamed(tables: readonly VisibleTable[], name: string): string | undefined {
  for (const wanted of [name, lastPart(name)]) {
    const qualifier = wanted === name ? undefined : lastPart(name.slice(0, name.lastIndexOf('.')));
    const ofTable = tables.filter((table) => qualifier === undefined || isSame(table.name, qualifier));
    const column = ofTable.flatMap(({ columns }) => columns).find((one) => isSame(one.name, wanted));
    if (column) return column.name;
  }
  return undefined;
}
