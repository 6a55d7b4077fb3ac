import { Choice } from '../../events';
import { plainText } from '../../lib/plain-text';
import type { OfferedChoice } from './prompt/tool';
import type { VisibleTable, VisibleTables } from './tables/directory';

const MAX_CHOICES = 3;
const MAX_NAMES = 30;

/**
 * The choices that can be asked: questions over tables and columns that are there and not withheld, in the spelling of
 * the warehouse. A question that names what is withheld is none, nor is the question itself.
 */
export function usableChoices(offered: readonly OfferedChoice[], visible: VisibleTables, prompt: string): Choice[] {
  const { schema, tables, withheldInText } = visible;
  const usable = new Map<string, Choice>();
  for (const choice of offered) {
    const question = oneLine(choice.question);
    const named = choice.tables.map((name) => tableNamed(tables, schema, name));
    const needed = named.filter((table) => table !== undefined);
    const columns = choice.columns.map((name) => columnNamed(needed, schema, name));
    const isComplete =
      needed.length > 0 && needed.length === named.length && columns.every((column) => column !== undefined);
    const names = needed.map(({ name }) => name);
    const { success, data } = Choice.safeParse({ question, tables: names, columns });
    if (!success || !isComplete || named.length + columns.length > MAX_NAMES) continue;
    if (withheldInText(question, names)) continue;
    const key = question.toLowerCase();
    if (key !== oneLine(prompt).toLowerCase() && !usable.has(key)) usable.set(key, data);
  }
  return [...usable.values()].slice(0, MAX_CHOICES);
}

/** A terminal lists the questions: none may look like two. */
const oneLine = (text: string): string => plainText(text).replace(/\s+/g, ' ').trim();

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** `city` of `public.shops.city`, and `public.shops`, which is missing for a name without dots. */
function lastPart(name: string): { readonly last: string; readonly qualifier?: string } {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? { last: name } : { last: name.slice(dot + 1), qualifier: name.slice(0, dot) };
}

/** The table of a name, which may be written with the schema. */
function tableNamed(tables: readonly VisibleTable[], schema: string, name: string): VisibleTable | undefined {
  const whole = tables.find((table) => isSame(table.name, name));
  const { last, qualifier } = lastPart(name);
  if (whole || qualifier === undefined || !isSame(lastPart(qualifier).last, schema)) return whole;
  return tables.find((table) => isSame(table.name, last));
}

/** The name of a column of one of the tables, which may be written with the table. */
function columnNamed(tables: readonly VisibleTable[], schema: string, name: string): string | undefined {
  const columnOf = (some: readonly VisibleTable[], wanted: string) =>
    some.flatMap(({ columns }) => columns).find((column) => isSame(column.name, wanted))?.name;
  const { last, qualifier } = lastPart(name);
  const table = qualifier === undefined ? undefined : tableNamed(tables, schema, qualifier);
  return columnOf(tables, name) ?? columnOf(table ? [table] : [], last);
}
