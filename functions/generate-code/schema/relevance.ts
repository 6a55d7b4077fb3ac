import type { KnownTable } from './tables';

/** Tables with the likeliest meant by the question first; those that are equal in it by their names. */
export function byRelevance(tables: readonly KnownTable[], question: string): KnownTable[] {
  const asked = new Set(wordsOf(question));
  const scores = new Map(tables.map((table) => [table, scoreOf(table, asked)]));
  return [...tables].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || (a.name < b.name ? -1 : 1));
}

function scoreOf({ name, description, columns }: KnownTable, asked: ReadonlySet<string>): number {
  const hits = (text: string | undefined) => new Set(wordsOf(text ?? '').filter((word) => asked.has(word))).size;
  const ofColumns = columns.reduce((sum, column) => sum + 3 * hits(column.name) + hits(column.description), 0);
  return 10 * hits(name) + 2 * hits(description) + ofColumns;
}

/** Words without their plural's ending; `orderItems` and `order_items` are two words each. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/s$/, '') : word))
    .filter((word) => word.length > 2);
