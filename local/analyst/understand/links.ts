import { opposite } from '../language/lexicon';
import { valueSpellings } from '../language/synonyms';
import { abbreviates, isAnybody, isPerson, sameWord, singular } from '../language/words';
import type { Column, Schema, Table } from '../schema/model';
import { plainWords } from '../schema/names';
import { isCategory, isFlag } from '../schema/roles';
import { isGeneric, type Score, scoreName, wordScore } from './score';

export interface TableLink extends Score {
  readonly table: Table;
}
export interface ColumnLink extends Score {
  readonly table: Table;
  readonly column: Column;
  /** The word says that the flag is not set: `outdoor` of `indoor`. */
  readonly opposite?: boolean;
}
export interface ValueLink extends ColumnLink {
  readonly value: string;
}

export interface Links {
  readonly tables: readonly TableLink[];
  readonly columns: readonly ColumnLink[];
  readonly values: readonly ValueLink[];
}

const best = <Link extends Score>(links: Link[]): Link[] => links.sort((left, right) => right.points - left.points);

/** The words of a column with the words of its table left off: `user age` is `age` of users. */
const withoutTable = (span: readonly string[], table: Table): readonly string[] => {
  const rest = span.filter((word) => !table.words.some((own) => (wordScore(word, own)?.points ?? 0) >= 0.7));
  return rest.length > 0 && rest.length < span.length ? rest : [];
};

const describes = (span: readonly string[], column: Column): Score | undefined => {
  if (!column.description || span.some((word) => word.length < 4)) return undefined;
  const words = new Set(plainWords(column.description).map(singular));
  return span.every((word) => words.has(singular(word))) ? { points: 0.42, how: 'described' } : undefined;
};

/** Amounts that lessen what an amount is otherwise taken for. */
const contra = new Set([
  'refund',
  'refunds',
  'return',
  'returns',
  'discount',
  'tax',
  'cost',
  'shipping',
  'fee',
  'deposit',
]);
const isContra = (span: readonly string[], table: Table, column: Column): boolean =>
  [...table.words, ...column.words].some((word) => contra.has(word)) &&
  !span.some((word) => contra.has(word) || contra.has(singular(word)));

const scoreColumn = (span: readonly string[], table: Table, column: Column): Score | undefined => {
  const own = scoreName(span, column.words);
  const rest = withoutTable(span, table);
  const qualified = rest.length > 0 ? scoreName(rest, column.words) : undefined;
  const sure = qualified && {
    ...qualified,
    points: qualified.points >= 0.9 ? 0.8 + 0.18 * qualified.points : qualified.points,
  };
  const found = [own, sure].filter((score): score is Score => score !== undefined);
  const score = found.sort((left, right) => right.points - left.points)[0] ?? describes(span, column);
  return score?.how === 'synonym' && isContra(span, table, column) ? { ...score, points: score.points - 0.15 } : score;
};

/** A word for the contrary of a flag: `outdoors` of `indoor`, `full-time` of `part_time`. */
const isOpposite = (span: readonly string[], column: Column): boolean =>
  isFlag(column) &&
  [' ', '-', ''].some((sign) => opposite(span.join(sign), column.words.filter((word) => word !== 'is').join(sign)));

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });
const countryAliases: Readonly<Record<string, string>> = {
  ...{
    usa: 'us',
    'united states of america': 'us',
    america: 'us',
    uk: 'gb',
    britain: 'gb',
    england: 'gb',
    holland: 'nl',
  },
};

const isCountry = (span: string, code: string): boolean => {
  if (!/^[A-Z]{2}$/.test(code)) return false;
  return countryNames.of(code)?.toLowerCase() === span || countryAliases[span] === code.toLowerCase();
};

const spelling = (span: readonly string[], value: string, column: Column): Score | undefined => {
  const spoken = span.join(' ');
  const written = value.toLowerCase();
  const same = valueSpellings.some(
    ({ about, spellings }) =>
      about.some((word) => column.words.includes(word)) && spellings.includes(spoken) && spellings.includes(written),
  );
  return same || isCountry(spoken, value) ? { points: 0.93, how: 'synonym' } : undefined;
};

const scoreValue = (span: readonly string[], text: string, value: string, column: Column): Score | undefined => {
  const words = plainWords(value);
  if (words.length === 0) return undefined;
  if (value.length <= 2) return text === value ? { points: 0.97, how: 'exact' } : spelling(span, value, column);
  const score = scoreName(span, words);
  if (score?.how === 'near' && (!column.complete || /\d/.test(value))) return undefined;
  if (words.some((written) => span.some((word) => word !== written && abbreviates(written, word)))) return undefined;
  const ordered = span.length < 2 || (wordScore(span[0] ?? '', words[0] ?? '')?.points ?? 0) >= 0.8;
  if (!ordered && score?.how === 'derived') return undefined;
  if (score && score.how !== 'part' && score.how !== 'synonym' && !(score.how === 'derived' && words.length > 3))
    return score;
  const known = spelling(span, value, column);
  if (known) return known;
  const short = score?.how === 'part' && isCategory(column) && words.length <= 3;
  const same = span.every((word) => words.some((other) => sameWord(word, other)));
  if (score && short && same && span.some((word) => word.length > 3)) return { ...score, points: score.points - 0.1 };
  return undefined;
};

/** Whom `people` are: the rows of the only table, or of the only one that is about people. */
const peopleOf = (schema: Schema): TableLink[] => {
  const persons = schema.tables.filter((table) => table.words.some((word) => isPerson(singular(word))));
  const [table, ...more] = schema.tables.length === 1 ? schema.tables : persons;
  return table && more.length === 0 ? [{ table, points: 0.9, how: 'synonym' }] : [];
};

const hasSpokenValues = (column: Column): boolean => column.kind === 'text';

/**
 * Everything of the schema that words of a question may mean, best first.
 * `text` is the span as written.
 */
export const linkSpan = (schema: Schema, span: readonly string[], text: string): Links => {
  const tables: TableLink[] = [];
  const columns: ColumnLink[] = [];
  const values: ValueLink[] = [];
  for (const table of schema.tables) {
    const named = scoreName(span, table.words);
    const head = named?.how === 'part' && sameWord(span.at(-1) ?? '', table.words.at(-1) ?? '') ? 0.08 : 0;
    if (named && named.points >= 0.5) tables.push({ table, ...named, points: named.points + head });
    for (const column of table.derived ?? []) {
      const score = scoreColumn(span, table, column);
      if (score && score.how !== 'part')
        columns.push({ table, column, how: 'synonym', points: Math.min(score.points, 0.6) });
    }
    for (const column of table.columns) {
      const score = scoreColumn(span, table, column);
      const idle = score?.how === 'part' && isFlag(column) && isGeneric(span);
      if (score && !idle && (score.points >= 0.45 || score.how === 'described'))
        columns.push({ table, column, ...score });
      else if (isOpposite(span, column)) columns.push({ table, column, points: 0.84, how: 'derived', opposite: true });
      for (const value of hasSpokenValues(column) ? column.values : []) {
        const meant = scoreValue(span, text, value, column);
        if (meant) values.push({ table, column, value, ...meant });
      }
    }
  }
  const [only] = span;
  const anybody = only !== undefined && span.length === 1 && isAnybody(only) && text === text.toLowerCase();
  if (anybody) tables.push(...peopleOf(schema));
  if (anybody) values.splice(0);
  return { tables: best(tables), columns: best(columns), values: best(values) };
};
