import { kinship, opposite } from '../lexicon/kinship';
import { events, fillers, valueSpellings, weakWords } from '../lexicon/lexicon';
import { sameWord } from '../lexicon/words';
import type { Column, Term } from '../schema/model';
import { isFlag, isText, isTime } from '../schema/roles';
import { type Choice, oncePerPhrase } from './choices';
import { nameMatch } from './names';

/** A value that a column has. A flag has the value true or false, a time of an event whether there is one. */
export interface ValueRef {
  readonly column: Column;
  readonly value: string | boolean;
}

/** A flag of the same name is meant before a value. */
const VALUE_WEIGHT = 0.98;
const LETTER_WEIGHT = 0.8;
const SCORE = { event: 0.86, ownEvent: 0.84, absence: 0.97, opposite: 0.85, spelling: 0.92 };
const MIN_FLAG = 0.7;
const SAME_WORD = 0.9;
const FLAG_WORDS = new Set(['is', 'has', 'was', 'can', 'flag', 'would']);
const TIME_WORDS = new Set(['date', 'at', 'on', 'time', 'day', 'timestamp', 'datetime']);

const isContent = (word: string): boolean => !fillers.has(word) && !weakWords.has(word);

/** A value as it is compared with words. */
interface Spelling {
  readonly value: string;
  readonly text: string;
  readonly parts: readonly string[];
  readonly joined: string;
  readonly content: readonly string[];
}

function spellingOf(value: string): Spelling {
  const text = value.toLowerCase().trim();
  const parts = text
    .split(/[^\p{L}\p{N}.]+/u)
    .map((part) => part.replace(/\.$/, ''))
    .filter(Boolean);
  return { value, text, parts, joined: parts.join(' '), content: parts.filter(isContent) };
}

const byColumn = new WeakMap<Column, readonly Spelling[]>();
function spellingsOf(column: Column): readonly Spelling[] {
  const known = byColumn.get(column) ?? column.values.map(spellingOf).filter(({ text }) => text !== '');
  byColumn.set(column, known);
  return known;
}

/** How one word agrees with a value of one word: as its beginning, or as another form of it. */
function wordScore(word: string, text: string): number {
  if (/^[a-z]{3,4}$/.test(text) && text.length < word.length && word.startsWith(text)) return 0.7;
  return kinship(word, text) === 'derived' ? 0.85 : 0;
}

const isAbbreviation = (words: readonly string[], text: string): boolean =>
  words.length > 1 &&
  /^[a-z]{2,4}$/.test(text) &&
  text.length - words.length <= 1 &&
  text.startsWith(words.map((one) => one[0]).join(''));

function valueScore(phrase: string, words: readonly string[], value: Spelling): number {
  const { text, parts, joined, content } = value;
  if (text === phrase) return 1;
  const spelled = words.join(' ');
  if (joined === spelled) return 0.98;
  if (
    parts.length === words.length &&
    parts.every((part, at) => part === words[at] || (part.length > 2 && sameWord(part, words[at] ?? '')))
  )
    return 0.93;
  // *Added something to the cart* is `add-to-cart`.
  const own = content.length > 1 && words.length > 1 ? words.filter(isContent) : [];
  if (own.length > 1 && own.length === content.length && own.every((one, at) => sameWord(one, content[at] ?? '')))
    return 0.88;
  if (isAbbreviation(words, text)) return 0.8;
  const [word = ''] = words;
  const kin = words.length === 1 && word.length > 3 && parts.length === 1 ? wordScore(word, text) : 0;
  if (kin > 0) return kin;
  const isEnd = parts.length > words.length && (joined.startsWith(`${spelled} `) || joined.endsWith(` ${spelled}`));
  return isEnd && words.length > 0 && words.every((one) => one.length > 3) ? 0.6 : 0;
}

/** A flag by its name, or by the opposite of its name. */
function flagChoices(column: Column, words: readonly string[]): Choice<ValueRef>[] {
  const own = column.words.filter((word) => !FLAG_WORDS.has(word));
  const score = nameMatch(words, own)?.score ?? 0;
  if (score >= MIN_FLAG) return [{ to: { column, value: true }, score }];
  const [word = '', name = ''] = [words[0], own[0]];
  return words.length === 1 && own.length === 1 && opposite(word, name)
    ? [{ to: { column, value: false }, score: SCORE.opposite }]
    : [];
}

/** A term that means a condition. */
function termChoices({ words: own, column }: Term, words: readonly string[]): Choice<ValueRef>[] {
  const score = isFlag(column) ? (nameMatch(words, own)?.score ?? 0) : 0;
  return score >= MIN_FLAG ? [{ to: { column, value: true }, score }] : [];
}

/** *Shipped* of `shipped_at`, which only rows have that were: a date that is not missing. */
function eventChoices(column: Column, words: readonly string[], phrase: string): Choice<ValueRef>[] {
  const groups = events.filter((group) => column.words.some((word) => group.words.includes(word)));
  const choices: Choice<ValueRef>[] = [];
  if (groups.some(({ not }) => not.includes(phrase)))
    choices.push({ to: { column, value: false }, score: words.length > 1 ? SCORE.absence : SCORE.event });
  if (words.length !== 1 || column.kind === 'year') return choices;
  const own = column.words.filter((word) => !TIME_WORDS.has(word));
  const event = groups.some((group) => group.words.includes(phrase));
  if (own.length > 0 && (event || (nameMatch(words, own)?.score ?? 0) > SAME_WORD))
    choices.push({ to: { column, value: true }, score: event ? SCORE.event : SCORE.ownEvent });
  return choices;
}

/** A value that has the same meaning as a phrase, in columns of one kind: `F` for *women*. */
const spelledChoices = (column: Column, phrase: string): Choice<ValueRef>[] =>
  valueSpellings.flatMap(({ columns, spellings }) => {
    if (!spellings.includes(phrase) || !column.words.some((word) => columns.includes(word))) return [];
    const value = column.values.find((one) => spellings.includes(one.toLowerCase()));
    return value === undefined ? [] : [{ to: { column, value }, score: SCORE.spelling }];
  });

const textChoices = (column: Column, words: readonly string[], phrase: string): Choice<ValueRef>[] =>
  spellingsOf(column).flatMap((spelling) => {
    const score = valueScore(phrase, words, spelling);
    return score > 0 ? [{ to: { column, value: spelling.value }, score }] : [];
  });

/** The values that a quoted text may be. */
export const quotedChoices = oncePerPhrase((schema, [phrase = '', ...words]): Choice<ValueRef>[] =>
  schema.tables.flatMap(({ columns }) =>
    columns
      .filter(isText)
      .flatMap((column) => [...textChoices(column, words, phrase), ...spelledChoices(column, phrase)]),
  ),
);

/** The values that words may be, by the phrase as it is written and its words. */
export const valueChoices = oncePerPhrase((schema, [phrase = '', ...words]): Choice<ValueRef>[] =>
  schema.tables.flatMap(({ columns, terms }) => [
    ...terms.flatMap((term) => termChoices(term, words)),
    ...columns.flatMap((column) => [
      ...(isFlag(column) ? flagChoices(column, words) : []),
      ...(isTime(column) && column.nulls > 0 ? eventChoices(column, words, phrase) : []),
      ...(isText(column)
        ? textChoices(column, words, phrase).map(({ to, score }) => ({
            to,
            score: score * (String(to.value).length > 1 ? VALUE_WEIGHT : LETTER_WEIGHT),
          }))
        : []),
      ...(isText(column) ? spelledChoices(column, phrase) : []),
    ]),
  ]),
);
