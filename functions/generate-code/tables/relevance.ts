import type { TableSchema } from './description';

/** Sorts tables by how well they match the question's words, then by name. */
export function byRelevance(tables: readonly TableSchema[], question: string): TableSchema[] {
  const words = new Set(wordsOf(question));
  const scores = new Map(tables.map((table) => [table, scoreOf(table, words)]));
  return [...tables].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || (a.name < b.name ? -1 : 1));
}

function scoreOf({ name, description, columns }: TableSchema, words: ReadonlySet<string>): number {
  const matches = (text: string | undefined) => new Set(wordsOf(text ?? '').filter((word) => words.has(word))).size;
  const columnScore = columns.reduce((sum, column) => sum + 3 * matches(column.name) + matches(column.description), 0);
  return 10 * matches(name) + 2 * matches(description) + columnScore;
}

/** Words in lower case and singular; `orderItems` and `order_items` are two words each. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/s$/, '') : word))
    .filter((word) => word.length > 2);
