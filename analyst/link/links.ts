import { kinship, opposite } from '../lexicon/kinship';
import {
  type Concept,
  concepts,
  events,
  fillers,
  MAX_PHRASE,
  numerals,
  type Operator,
  operatorsOf,
  valueSpellings,
  weakWords,
} from '../lexicon/lexicon';
import { isPerson, sameWord, singular } from '../lexicon/words';
import type { Column, Schema, Table } from '../schema/model';
import { relationsOf } from '../schema/relations';
import { isFlag, isId, isText, isTime, keyOf, labelOf } from '../schema/roles';
import { nameMatch } from './names';
import { periodAt } from './period-readers';
import type { Period } from './periods';
import type { Token } from './tokens';

/** A candidate with its score, from 0 to 1. */
export interface Choice<T> {
  readonly to: T;
  readonly score: number;
}

/** A value that a column has. A flag has the value true or false. */
export interface ValueRef {
  readonly column: Column;
  readonly value: string | boolean;
}

/** Numbers from one to another, both included; open at an end where there is none. */
export interface Band {
  readonly low?: number;
  readonly high?: number;
  readonly label: string;
}

/** What a span of tokens may mean. Links overlap freely. */
export type Link = { readonly from: number; readonly to: number; readonly score: number } & (
  | { readonly type: 'ent'; readonly choices: readonly Choice<Table>[] }
  | { readonly type: 'col'; readonly choices: readonly Choice<Column>[] }
  | { readonly type: 'val'; readonly choices: readonly Choice<ValueRef>[] }
  | { readonly type: 'unk'; readonly text: string }
  | { readonly type: 'num'; readonly value: number }
  | { readonly type: 'per'; readonly period: Period }
  | { readonly type: 'bands'; readonly bands: readonly Band[] }
  | { readonly type: 'op'; readonly operator: Operator }
);

const ARTICLES = new Set(['a', 'an', 'the', 'any', 'each', 'every', 'per', 'no']);
const isNoun = ({ lower, tags }: Token): boolean => tags.has('Noun') || lower === 'show' || lower === 'result';
/** *Owned by* says whose it is more often than it makes groups. */
const AGENT = 0.75;
export const isParticiple = (token: Token | undefined): boolean =>
  token !== undefined && (token.tags.has('PastTense') || token.tags.has('Participle'));
/** Words before a year. */
const DATED = new Set(['in', 'during', 'since', 'until', 'year']);
const DATED_NUMBER = 0.6;
/** Words before *one* that make it a pronoun. */
const POINTERS = new Set(['the', 'this', 'that', 'which', 'each', 'every', 'any']);
const MIN_SCORE = 0.5;
/** A verb in the past seldom names a column: *ordered* is not `ordered_at`. */
const VERB_PENALTY = 0.3;
/** A flag of the same name is meant before a value. */
const VALUE_WEIGHT = 0.98;
/** A quoted text is a value, unless it is the name of a column or a table. */
const QUOTED_NAME = 0.95;
const MAX_WORDS = 4;
const MAX_VALUE_WORDS = 7;
/** Candidates far below the best one of a span are left out. */
const MARGIN = 0.22;

function best<T>(choices: readonly Choice<T>[]): Choice<T>[] {
  const sorted = [...choices].sort((one, other) => other.score - one.score);
  const top = sorted[0]?.score ?? 0;
  return sorted.filter(({ score }) => score >= MIN_SCORE && score >= top - MARGIN).slice(0, 8);
}

/** The last word of a table's name that says something: `cars` of cars_data. */
export const headOf = (words: readonly string[]): string =>
  words.filter((word) => !TABLE_SUFFIXES.has(word) && !/^\d+$/.test(word)).at(-1) ?? words.at(-1) ?? '';
const TABLE_SUFFIXES = new Set(['data', 'list', 'info', 'table', 'details', 'records', 'log', 'history']);

const matches = (phrase: string, words: readonly string[]): boolean =>
  words.some((word) => word === phrase || (!word.includes(' ') && !phrase.includes(' ') && sameWord(word, phrase)));

const conceptsOf = (phrase: string): readonly Concept[] => concepts.filter(({ words }) => matches(phrase, words));

const hasWords = (names: readonly string[], words: string): boolean =>
  words.split(' ').every((word) => names.some((name) => singular(name) === singular(word)));

/** The first kind of column in a list that a table has. */
function firstOf(
  table: Table,
  kinds: readonly string[],
  fits: (column: Column) => boolean = () => true,
): Column | undefined {
  const named = kinds.flatMap((kind) => table.columns.filter((one) => hasWords(one.words, kind) && fits(one)));
  return named.find((one) => !isId(one)) ?? named[0];
}

const isCounted = (column: Column): boolean => (column.kind === 'integer' || column.kind === 'number') && !isId(column);

/** How long the rows of a table last, where they have a start and an end. */
export function durationOf(table: Table): Column | undefined {
  return concepts.flatMap((concept) => (concept.span ? (computed(table, concept) ?? []) : []))[0];
}

/** What concepts compute from two columns of a table: an amount from quantity and price, a duration from start and end. */
function computed(table: Table, { product, span }: Concept): Column | undefined {
  const base = { table: table.name, description: '', nulls: 0, unique: false, values: [], complete: false };
  if (product) {
    const [one, other] = product.map((kinds) => firstOf(table, kinds, isCounted));
    if (one && other && one !== other) {
      const name = `${one.name} × ${other.name}`;
      return {
        ...base,
        name,
        kind: 'number',
        words: ['revenue'],
        formula: (of) => `${of(one.name)} * ${of(other.name)}`,
      };
    }
  }
  if (span) {
    const times = (kinds: readonly string[] = []) =>
      firstOf(table, kinds, ({ kind }) => kind === 'timestamp' || kind === 'date');
    const [start, end] = [times(span[0]), times(span[1])];
    if (start && end && start !== end) {
      const unit = start.kind === 'date' || end.kind === 'date' ? 'day' : 'minute';
      const divisor = unit === 'day' ? '' : ' / 60.0';
      const formula = (of: (name: string) => string): string =>
        `DATEDIFF(${unit === 'day' ? 'day' : 'second'}, ${of(start.name)}, ${of(end.name)})${divisor}`;
      return {
        ...base,
        name: `${start.name} to ${end.name}`,
        kind: 'number',
        words: ['duration', `${unit}s`],
        formula,
      };
    }
  }
  return undefined;
}

const TIME_WORDS = new Set(['date', 'at', 'on', 'time', 'day', 'timestamp', 'datetime']);

const NAMES = new Set(['name', 'names', 'title', 'titles']);
const IDS = new Set(['id', 'ids', 'identifier', 'identifiers']);

function columnChoices(schema: Schema, words: readonly string[]): Choice<Column>[] {
  const phrase = words.join(' ');
  const described = words.length > 0 && words.every((word) => word.length > 3);
  // *Higher* compares; it is not the height itself.
  const known = operatorsOf(phrase).some(({ type }) => type === 'cmp' || type === 'sup' || type === 'adj')
    ? []
    : conceptsOf(phrase);
  return schema.tables.flatMap((table) => {
    const direct = table.columns.flatMap((column): Choice<Column>[] => {
      const match = nameMatch(words, column.words);
      if (match) return [{ to: column, score: match.score }];
      const text = column.description.toLowerCase().split(/[^\p{L}\p{N}]+/u);
      const covers =
        described &&
        text.length > 1 &&
        words.every((word) => text.some((one) => one === word || singular(one) === singular(word)));
      return covers ? [{ to: column, score: words.length > 1 ? 0.72 : 0.55 }] : [];
    });
    const meant = known.flatMap((concept): Choice<Column>[] => {
      const column = firstOf(table, concept.columns, (one) => concept.columns.length > 0 && !isFlag(one));
      const made = computed(table, concept);
      if (made && !(column && direct.some(({ to, score }) => to === column && score > 0.9)))
        return [{ to: made, score: column ? 0.82 : 0.88 }];
      return column ? [{ to: column, score: 0.86 }] : [];
    });
    const [label, key] = [labelOf(table), keyOf(table)];
    const usual =
      words.length !== 1
        ? []
        : NAMES.has(words[0] ?? '') && label
          ? [{ to: label, score: 0.8 }]
          : IDS.has(words[0] ?? '') && key
            ? [{ to: key, score: 0.8 }]
            : [];
    direct.push(...usual.filter(({ to }) => !direct.some((one) => one.to === to)));
    return [...direct, ...meant.filter(({ to }) => !direct.some((one) => one.to === to && one.score >= 0.86))];
  });
}

function tableChoices(schema: Schema, words: readonly string[]): Choice<Table>[] {
  const phrase = words.join(' ');
  const aliases = relationsOf(schema).flatMap(({ from, column, to }) => {
    const own = column.words.filter((word) => word !== 'id' && word !== 'key');
    return from !== to && isId(column) && own.length > 0 ? [{ to, words: own }] : [];
  });
  const named = new Map<Table, number>();
  const note = (table: Table, score: number) => named.set(table, Math.max(score, named.get(table) ?? 0));
  for (const table of schema.tables) {
    const core = table.words.filter((word) => !TABLE_SUFFIXES.has(word));
    const [match] = [nameMatch(words, table.words), core.length > 0 ? nameMatch(words, core) : undefined]
      .flatMap((one) => one ?? [])
      .sort((one, other) => other.score - one.score);
    if (match) note(table, match.score);
    const label = labelOf(table);
    const prefix = label && label.words.length > 1 ? label.words.slice(0, -1) : [];
    if (prefix.length > 0 && nameMatch(words, prefix)?.why === 'exact') note(table, 0.7);
    for (const concept of conceptsOf(phrase)) {
      if (concept.tables.some((kind) => singular(headOf(table.words)) === kind)) note(table, 0.76);
    }
    if (words.length === 1 && isAnybody(words[0] ?? '') && isPerson(singular(table.words.at(-1) ?? '')))
      note(table, 0.8);
  }
  for (const { to, words: alias } of aliases) {
    const match = nameMatch(words, alias);
    if (match && match.score > 0.9) note(to, 0.84);
  }
  return [...named].map(([to, score]) => ({ to, score }));
}

const ANYBODY = new Set([
  'person',
  'people',
  'folk',
  'folks',
  'individual',
  'employee',
  'worker',
  'man',
  'guy',
  'human',
]);
const isAnybody = (word: string): boolean => ANYBODY.has(word) || ANYBODY.has(singular(word));

function valueScore(phrase: string, words: readonly string[], value: string): number {
  const text = value.toLowerCase().trim();
  if (text === '') return 0;
  if (text === phrase) return 1;
  const parts = text
    .split(/[^\p{L}\p{N}.]+/u)
    .map((part) => part.replace(/\.$/, ''))
    .filter(Boolean);
  if (parts.join(' ') === words.join(' ')) return 0.98;
  if (
    parts.length === words.length &&
    parts.every((part, at) => part === words[at] || (part.length > 2 && sameWord(part, words[at] ?? '')))
  )
    return 0.93;
  // *Added something to the cart* is `add-to-cart`.
  const [phraseWords, valueWords] = [words, parts].map((all) =>
    all.filter((one) => !fillers.has(one) && !weakWords.has(one)),
  );
  if (
    phraseWords &&
    valueWords &&
    phraseWords.length > 1 &&
    phraseWords.length === valueWords.length &&
    phraseWords.every((one, at) => sameWord(one, valueWords[at] ?? ''))
  )
    return 0.88;
  const [word = ''] = words;
  const initials = words.map((one) => one[0]).join('');
  if (words.length > 1 && /^[a-z]{2,4}$/.test(text) && text.startsWith(initials) && text.length - initials.length <= 1)
    return 0.8;
  if (words.length === 1 && word.length > 3 && parts.length === 1) {
    if (/^[a-z]{3,}$/.test(text) && text.length < word.length && word.startsWith(text) && text.length <= 4) return 0.7;
    const kin = kinship(word, text);
    if (kin === 'derived') return 0.85;
  }
  const content = words.filter((one) => one.length > 3);
  if (
    content.length > 0 &&
    content.length === words.length &&
    parts.length > words.length &&
    (parts.slice(0, words.length).join(' ') === words.join(' ') ||
      parts.slice(-words.length).join(' ') === words.join(' '))
  )
    return 0.6;
  return 0;
}

function valueChoices(schema: Schema, words: readonly string[], phrase: string, quoted: boolean): Choice<ValueRef>[] {
  const refs: Choice<ValueRef>[] = [];
  for (const table of schema.tables) {
    for (const column of table.columns) {
      if (isFlag(column)) {
        const own = column.words.filter((word) => !['is', 'has', 'was', 'can', 'flag'].includes(word));
        const match = quoted
          ? undefined
          : nameMatch(words, own.map((word) => (word === 'would' ? '' : word)).filter(Boolean));
        if (match && match.score >= 0.7) refs.push({ to: { column, value: true }, score: match.score });
        else if (words.length === 1 && own.length === 1 && opposite(words[0] ?? '', own[0] ?? '')) {
          refs.push({ to: { column, value: false }, score: 0.85 });
        }
      }
      // *Shipped* of `shipped_at`, which only rows have that were: a date that is not missing.
      const groups = events.filter((group) => column.words.some((word) => group.words.includes(word)));
      if (!quoted && column.nulls > 0 && isTime(column) && groups.some(({ not }) => not.includes(phrase)))
        refs.push({ to: { column, value: false }, score: words.length > 1 ? 0.97 : 0.86 });
      if (
        !quoted &&
        words.length === 1 &&
        (column.kind === 'date' || column.kind === 'timestamp') &&
        column.nulls > 0
      ) {
        const own = column.words.filter((word) => !TIME_WORDS.has(word));
        const event = groups.some((group) => group.words.includes(phrase));
        if (own.length > 0 && (event || nameMatch(words, own)?.score))
          refs.push({ to: { column, value: true }, score: event ? 0.86 : 0.84 });
      }
      if (!isText(column)) continue;
      for (const value of column.values) {
        const score = valueScore(phrase, words, value);
        if (score > 0)
          refs.push({ to: { column, value }, score: quoted ? score : score * (value.length > 1 ? VALUE_WEIGHT : 0.8) });
      }
      for (const { columns, spellings } of valueSpellings) {
        if (!column.words.some((word) => columns.includes(word)) || !spellings.includes(phrase)) continue;
        const value = column.values.find((one) => spellings.includes(one.toLowerCase()));
        if (value) refs.push({ to: { column, value }, score: 0.92 });
      }
    }
  }
  return refs;
}

/** All links of a question's tokens to the tables, their columns and values, to operators, numbers and periods. */
export function linksOf(schema: Schema, tokens: readonly Token[]): Link[] {
  const links: Link[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    const token = tokens[from];
    if (!token) continue;
    // *In 2024* is a year.
    const dated = DATED.has(tokens[from - 1]?.lower ?? '') && periodAt(tokens, from) !== undefined;
    if (token.value !== undefined)
      links.push({ from, to: from + 1, score: dated ? DATED_NUMBER : 1, type: 'num', value: token.value });
    const numeral = numerals.get(token.lower);
    if (numeral !== undefined && !(numeral === 1 && POINTERS.has(tokens[from - 1]?.lower ?? '')))
      links.push({ from, to: from + 1, score: 0.95, type: 'num', value: numeral });
    const shared = distributed(schema, tokens, from);
    if (shared) links.push(shared);
    const bands = bandsAt(tokens, from);
    if (bands) links.push({ from, to: bands.to, score: 1, type: 'bands', bands: bands.bands });
    const period = periodAt(tokens, from);
    if (period) links.push({ from, to: from + period.length, score: 1, type: 'per', period: period.period });
    for (let to = from + 1; to <= Math.min(tokens.length, from + Math.max(MAX_PHRASE, MAX_VALUE_WORDS)); to += 1) {
      const span = tokens.slice(from, to);
      const phrase = span.map(({ lower }) => lower).join(' ');
      const quoted = span.length === 1 && token.kind === 'quoted';
      if (!quoted)
        for (const operator of operatorsOf(phrase))
          if (operator.type !== 'suf' || tokens[to]?.kind !== 'number')
            links.push({
              from,
              to,
              score: phrase === 'by' && isParticiple(tokens[from - 1]) ? AGENT : 1,
              type: 'op',
              operator,
            });
      const words = span.flatMap((one) => (one.kind === 'symbol' ? [] : one.words));
      const edges = [span[0], span.at(-1)];
      if (
        edges.some((one) => one === undefined || (one.kind === 'symbol' && span.length > 1) || one.kind === 'symbol')
      ) {
        if (!(span.length > 1 && edges[0]?.kind !== 'symbol' && span.at(-1)?.text === ')')) continue;
      }
      // After an article even *show* is a noun.
      const noun = ARTICLES.has(tokens[from - 1]?.lower ?? '');
      const functional = (one: Token | undefined) =>
        one !== undefined && fillers.has(one.lower) && !(noun && one === token && isNoun(one));
      if (span.length <= MAX_WORDS && span.every(({ kind }) => kind !== 'symbol')) {
        const trivial = span.some(functional) && (functional(span[0]) || functional(span.at(-1)));
        if (!trivial || span.length === 1 || conceptsOf(phrase).length > 0) {
          const verb = span.length === 1 && token.tags.has('PastTense') && !token.tags.has('Noun');
          const least = quoted ? QUOTED_NAME : 0;
          const columns = best(
            columnChoices(schema, words).map(({ to, score }) => ({
              to,
              score: verb && score < 0.95 ? score - VERB_PENALTY : score,
            })),
          ).filter(({ score }) => !trivial || score > 0.9 || conceptsOf(phrase).length > 0);
          if (columns.length > 0)
            links.push({ from, to, score: columns[0]?.score ?? 0, type: 'col', choices: columns });
          const tables = best(tableChoices(schema, words)).filter(
            ({ score }) => !trivial || score > 0.9 || conceptsOf(phrase).length > 0,
          );
          if ((tables[0]?.score ?? 0) > least)
            links.push({ from, to, score: tables[0]?.score ?? 0, type: 'ent', choices: tables });
        }
      }
      if (span.length > MAX_VALUE_WORDS) continue;
      const alone = span.length === 1 && functional(token) && !quoted;
      const values =
        token.kind === 'number' && span.length === 1 ? [] : best(valueChoices(schema, words, phrase, quoted));
      const sure = values.filter(({ score }) => !alone || score > 0.9);
      if (sure.length > 0) links.push({ from, to, score: sure[0]?.score ?? 0, type: 'val', choices: sure });
      const proper = span.every((one) => one.kind === 'word' && /^\p{Lu}/u.test(one.text)) && from > 0;
      if (quoted || (proper && span.length <= 5)) {
        links.push({
          from,
          to,
          score: quoted ? 0.9 : 0.55,
          type: 'unk',
          text: span.map(({ text }) => text.replace(/'s$/, '')).join(' '),
        });
      }
    }
  }
  return [...links.map((link) => shadowed(link, links)), ...compounds(links, tokens)];
}

/** Columns that share the end of a phrase: *name and release year of the song* are `song_name` and `song_release_year`. */
function distributed(schema: Schema, tokens: readonly Token[], start: number): Link | undefined {
  const word = tokens[start];
  if (word?.kind !== 'word' || tokens[start + 1]?.lower !== 'and') return undefined;
  const of = tokens.findIndex(
    ({ lower }, at) => at > start + 2 && at < start + 7 && (lower === 'of' || lower === 'for'),
  );
  const noun = tokens.slice(of + 1).find(({ lower }) => !LINKING_WORDS.has(lower));
  const second = tokens.slice(start + 2, of).filter(({ lower }) => !LINKING_WORDS.has(lower));
  if (of < 0 || noun?.kind !== 'word' || second.length === 0) return undefined;
  const exact = (words: readonly string[]) => columnChoices(schema, words).filter(({ score }) => score > 0.95);
  const others = exact([singular(noun.lower), ...second.flatMap(({ words }) => words)]);
  const choices = exact([singular(noun.lower), ...word.words]).filter(({ to }) =>
    others.some((one) => one.to.table === to.table),
  );
  return choices.length > 0 ? { from: start, to: start + 1, score: DISTRIBUTED, type: 'col', choices } : undefined;
}
const LINKING_WORDS = new Set(['the', 'a', 'an', 'all', 'each', 'every']);
/** More than for a column of only the one word. */
const DISTRIBUTED = 1.1;

/** Two or more ranges in a list: `18-29, 30-44 and 60 or older`. */
function bandsAt(tokens: readonly Token[], start: number): { bands: Band[]; to: number } | undefined {
  const bands: Band[] = [];
  let at = start;
  let end = start;
  const value = (offset: number) => tokens[at + offset]?.value;
  while (at < tokens.length) {
    const low = value(0);
    const under = ['under', 'below'].includes(tokens[at]?.lower ?? '') ? value(1) : undefined;
    const dash = ['-', '–', 'to'].includes(tokens[at + 1]?.lower ?? '');
    if (low !== undefined && dash && value(2) !== undefined) {
      bands.push({ low, high: value(2), label: `${low}-${value(2)}` });
      at += 3;
    } else if (low !== undefined && tokens[at + 1]?.text === '+') {
      bands.push({ low, label: `${low}+` });
      at += 2;
    } else if (
      low !== undefined &&
      /^(or|and)$/.test(tokens[at + 1]?.lower ?? '') &&
      /^(older|more|over|above|higher|up)$/.test(tokens[at + 2]?.lower ?? '')
    ) {
      bands.push({ low, label: `${low}+` });
      at += 3;
    } else if (under !== undefined) {
      bands.push({ high: under - 1, label: `under ${under}` });
      at += 2;
    } else break;
    end = at;
    while ([',', 'and', 'or'].includes(tokens[at]?.lower ?? '') && at < tokens.length) at += 1;
  }
  return bands.length > 1 ? { bands, to: end } : undefined;
}

/** An operator that is a part of a longer one seldom stands for itself: *least* in *at least*. */
function shadowed(link: Link, links: readonly Link[]): Link {
  if (link.type !== 'op') return link;
  const longer = links.some(
    (other) =>
      other.type === 'op' &&
      other.from <= link.from &&
      other.to >= link.to &&
      other.to - other.from > link.to - link.from,
  );
  return longer ? { ...link, score: link.score - 0.3 } : link;
}

/** Two nouns where the first one only says more about the second: *car models* are models. */
function compounds(links: readonly Link[], tokens: readonly Token[]): Link[] {
  const entities = links.filter((link) => link.type === 'ent');
  return entities.flatMap((first) =>
    entities.flatMap((second): Link[] => {
      const word = tokens[first.to - 1];
      if (first.to !== second.from || !word || singular(word.lower) !== word.lower || word.text.endsWith("'s"))
        return [];
      const choices = second.choices.map(({ to, score }) => ({ to, score: score * 0.92 }));
      return [{ from: first.from, to: second.to, score: second.score * 0.92, type: 'ent', choices }];
    }),
  );
}
