import type { AllowedColumn, AllowedTable } from '../../shared/tables/apply-catalog';
import { isSynonym } from './synonyms';
import { contains, isMeaningful, stemsOf } from './words';

/** Why a table matters to a question. */
export interface Evidence {
  readonly table: AllowedTable;
  /** The question has the table's name. */
  readonly isNamed: boolean;
  /** Sums the words of the question that the table has, each by its rarity and by the place where it is. */
  readonly score: number;
}

/** How much a word counts in the name of the table, the name of a column, a value, a description. */
const WEIGHTS = { table: 4, column: 3, value: 4, description: 1.5 } as const;
/** Of the same word, for a synonym and for an abbreviation. */
const SYNONYM = 0.5;
const ABBREVIATION = 0.6;
const MIN_ABBREVIATION = 3;

/** Parts of names that say how a table was made, not what it holds. */
const AFFIX = /^(?:dim|fact|fct|stg|src|raw|tbl|table|mart|agg|vw|view|data|dataset|v?\d+)$/;

/** Words of a table, by their place. */
interface Vocabulary {
  readonly table: AllowedTable;
  readonly name: readonly string[];
  readonly columns: readonly string[];
  readonly descriptions: ReadonlySet<string>;
  readonly values: readonly (readonly string[])[];
}

const textValues = ({ values = [] }: AllowedColumn): string[] =>
  values.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));

function vocabularyOf(table: AllowedTable): Vocabulary {
  const name = stemsOf(table.name);
  const own = name.filter((word) => !AFFIX.test(word));
  const sampled = table.sample?.flatMap((row) => Object.values(row)) ?? [];
  const values = [...table.columns.flatMap(textValues), ...sampled.flatMap((v) => (typeof v === 'string' ? [v] : []))];
  return {
    table,
    name: own.length > 0 ? own : name,
    columns: [...new Set(table.columns.flatMap((column) => stemsOf(column.name)))],
    descriptions: new Set(
      [table.description, ...table.columns.map(({ description }) => description)].flatMap((text) =>
        stemsOf(text ?? ''),
      ),
    ),
    values: [...new Set(values)].map(stemsOf).filter((words) => words.length > 0 && words.length <= 6),
  };
}

/** How well two words match: 1 if they are the same. */
function similarity(word: string, other: string): number {
  if (word === other) return 1;
  if (isSynonym(word, other)) return SYNONYM;
  const [short, long] = word.length < other.length ? [word, other] : [other, word];
  return short.length >= MIN_ABBREVIATION && long.startsWith(short) ? ABBREVIATION : 0;
}

const best = (word: string, words: readonly string[]): number =>
  words.reduce((highest, other) => Math.max(highest, similarity(word, other)), 0);

/** Tables by their evidence, the strongest first; those with none are last, by name. */
export function evidenceOf(tables: readonly AllowedTable[], question: string): Evidence[] {
  const text = stemsOf(question);
  const words = [...new Set(text)].filter(isMeaningful);
  const vocabularies = tables.map(vocabularyOf);
  const matches = vocabularies.map((vocabulary) => weightsOf(vocabulary, words, text));
  const rarity = new Map(
    words.map((word) => {
      const count = matches.filter((weights) => weights.has(word)).length;
      return [word, Math.log(1 + tables.length / Math.max(1, count))];
    }),
  );
  return vocabularies
    .map(({ table, name }, index) => ({
      table,
      isNamed: isNamed(name, table.name, text, question),
      score: [...(matches[index] ?? [])].reduce((sum, [word, weight]) => sum + weight * (rarity.get(word) ?? 0), 0),
    }))
    .sort(
      (a, b) => Number(b.isNamed) - Number(a.isNamed) || b.score - a.score || (a.table.name < b.table.name ? -1 : 1),
    );
}

/** The words of the question that the table has, with their highest weight. */
function weightsOf(vocabulary: Vocabulary, words: readonly string[], text: readonly string[]): Map<string, number> {
  const { name, columns, descriptions, values } = vocabulary;
  const ofValues = new Set(values.filter((value) => contains(text, value)).flat());
  const weights = words.map((word): [string, number] => [
    word,
    Math.max(
      WEIGHTS.table * best(word, name),
      WEIGHTS.column * best(word, columns),
      ofValues.has(word) ? WEIGHTS.value : 0,
      descriptions.has(word) ? WEIGHTS.description : 0,
    ),
  ]);
  return new Map(weights.filter(([, weight]) => weight > 0));
}

/** Whether the question has all words of the table's name, or the name as it is written. */
function isNamed(name: readonly string[], raw: string, text: readonly string[], question: string): boolean {
  if (contains(text, name) && name.some(isMeaningful)) return true;
  if (name.length > 1 && name.every((word) => text.includes(word))) return true;
  return isWritten(raw.toLowerCase(), question) || isGlued(raw.toLowerCase(), question);
}

/** Whether the question has a name that is no word, such as `sales_2024`, as it is written. */
const isWritten = (name: string, question: string): boolean =>
  /[^\p{L}]/u.test(name) &&
  question
    .toLowerCase()
    .split(/[^\p{L}\p{N}_$.-]+/u)
    .includes(name);

/** Whether a name is two or three words of the question without spaces, such as `elnino`. */
function isGlued(name: string, question: string): boolean {
  const words = question
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.some((_, start) => [2, 3].some((count) => words.slice(start, start + count).join('') === name));
}
