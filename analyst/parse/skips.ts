import { basesOf, isEnglish } from '../lexicon/forms';
import { isKindOf } from '../lexicon/kinship';
import { fillers, type Operator, operatorsOf, outcomes, weakWords } from '../lexicon/lexicon';
import { baseForms, sameWord, singular } from '../lexicon/words';
import { isParticiple, type Link } from '../link/links';
import type { Token } from '../link/tokens';
import type { Schema } from '../schema/model';
import { isFlag, isMeasure } from '../schema/roles';

/** What it costs to leave out a word of this kind. */
export const SKIP = {
  filler: 0,
  function: 0.1,
  conjunction: 0.45,
  weak: 0.15,
  person: 0.25,
  relatedVerb: 0.15,
  relatedNoun: 0.9,
  verb: 0.35,
  adverb: 0.5,
  pointed: 0.8,
  alternative: 1.2,
  outcome: 2.2,
  content: 3,
  number: 9,
};
const FUNCTION_TAGS = [
  'Determiner',
  'Preposition',
  'Pronoun',
  'Auxiliary',
  'Copula',
  'Conjunction',
  'QuestionWord',
  'Modal',
  'Expression',
];
const DISTRIBUTIVE = new Set(['each', 'per', 'every']);
const PEOPLE = new Set(['people', 'person', 'folks', 'guys', 'individuals']);
/** Names of those who ask, where no table has them. */
const ORGANISATIONS = new Set([
  'company',
  'employer',
  'organisation',
  'organization',
  'firm',
  'business',
  'shop',
  'store',
  'site',
  'website',
  'platform',
  'school',
  'hospital',
  'library',
]);
const UNIT_KINDS = ['unit_of_measurement', 'monetary_unit', 'time_unit', 'linear_unit'];
const OUR = new Set(['the', 'our', 'an', 'us']);
const LIGHT_OBJECT = new Set(['no', 'any', 'a', 'an']);
const POINTING = new Set(['that', 'this', 'those', 'these', 'such']);
const PREFIX = /^(re|un|dis|de|over|under|out|mis)(?=.{3})/;

/** Whether a word is made from a name, as *teach* is of teachers. */
const isMadeOf = ({ lower }: Token, names: readonly string[]): boolean =>
  names.some(
    (word) =>
      word.length > 3 && baseForms(lower).some((form) => form.length > 3 && form.slice(0, 5) === word.slice(0, 5)),
  );

/** Verbs made from the name of a table or a column, such as *teach* of teachers, only name a relation. */
const isRelated = (schema: Schema, token: Token): boolean =>
  schema.tables.some(({ words, columns }) => isMadeOf(token, [...words, ...columns.flatMap((one) => one.words)]));

// *Not released* is tagged as an adjective.
const isVerb = ({ lower, tags }: Token): boolean =>
  tags.has('Verb') || (tags.has('Adjective') && basesOf(lower, 'verb').some((base) => base !== lower));

/**
 * The tables and measures that each verb is made of: *refunded* of refunds, *satisfied* of satisfaction. A statement
 * without any of them answers another question.
 */
export function namesOfVerbs(
  schema: Schema,
  tokens: readonly Token[],
): { readonly verb: string; readonly names: readonly string[] }[] {
  return tokens.flatMap((token) => {
    const { lower, text } = token;
    // *Models* may be a noun, which is a name itself.
    const isOnlyVerb = isVerb(token) && basesOf(lower, 'noun').length === 0;
    if (!isOnlyVerb || operatorsOf(lower).length > 0 || fillers.has(lower) || weakWords.has(lower)) return [];
    const names = schema.tables.flatMap((table) => [
      ...(isMadeOf(token, [...table.words, ...table.words.map(singular)]) ? [table.name] : []),
      ...table.columns
        .filter((one) => (isMeasure(one) || isFlag(one)) && isMadeOf(token, one.words))
        .map(({ name }) => name),
    ]);
    return names.length > 0 ? [{ verb: text, names }] : [];
  });
}

/** Whether a verb says what became of something, so that leaving it out would answer another question. */
const isOutcome = (word: string): boolean =>
  baseForms(word).some((base) => outcomes.has(base) || (PREFIX.test(base) && isEnglish(base.replace(PREFIX, ''))));

const LIGHT_WORDS = new Set([
  'of',
  'and',
  'any',
  'article',
  'to',
  'only',
  'ignored',
  'list',
  'named',
  'information',
  'record',
  'who',
  'when',
  'where',
  'by',
  'each',
  'same',
  'times',
  'like',
  'or',
  'order',
  'describe',
  'have',
  'source',
  'target',
]);

/** Whether leaving out an operator would change what a question asks. */
const isTelling = (operator: Operator): boolean => (operator.type === 'word' ? !LIGHT_WORDS.has(operator.word) : true);

function skipCost(schema: Schema, token: Token, before: Token | undefined, after: Token | undefined): number {
  const { lower, tags } = token;
  if (!before && lower === 'who') return SKIP.person;
  if (token.kind === 'symbol') return token.text === '%' ? 0 : 0.02;
  if (token.kind !== 'word') return SKIP.number;
  // With an object that is counted, the noun says what is meant: *left no comment*.
  if (tags.has('Verb') && before && LIGHT_OBJECT.has(after?.lower ?? '')) return SKIP.weak;
  const operators = operatorsOf(lower);
  if (operators.some((operator) => operator.type === 'word' && operator.word === 'not')) return SKIP.number;
  if (lower === 'number' && after?.lower === 'of') return SKIP.adverb;
  // *The number of times tracks were played* is not the number of tracks.
  if (lower === 'times' && before?.lower === 'of') return SKIP.outcome;
  if (lower === 'or') return SKIP.alternative;
  if (lower === 'and') return SKIP.conjunction;
  if (DISTRIBUTIVE.has(lower)) {
    if (after?.kind !== 'word') return SKIP.function;
    return fillers.has(after.lower) ? SKIP.adverb : SKIP.alternative;
  }
  if (lower === 'by') return isParticiple(before) ? SKIP.weak : SKIP.conjunction;
  if (weakWords.has(lower) && operators.every(({ type }) => type === 'word')) return SKIP.weak;
  if (operators.some(isTelling)) return fillers.has(lower) ? SKIP.weak : SKIP.content;
  if (fillers.has(lower)) return SKIP.filler;
  if (weakWords.has(lower)) return SKIP.weak;
  if (PEOPLE.has(lower)) return SKIP.person;
  if (FUNCTION_TAGS.some((tag) => tags.has(tag))) return SKIP.function;
  if (tags.has('Adverb')) return SKIP.adverb;
  const verb = isVerb(token);
  if (verb && isRelated(schema, token)) return SKIP.relatedVerb;
  if (verb && !tags.has('Noun')) return isOutcome(lower) ? SKIP.outcome : SKIP.verb;
  if (before && OUR.has(before.lower) && ORGANISATIONS.has(lower)) return SKIP.person;
  if (isRelated(schema, token)) return SKIP.relatedNoun;
  if (before?.value !== undefined && isKindOf(lower, UNIT_KINDS)) return SKIP.function;
  return before && POINTING.has(before.lower) ? SKIP.pointed : SKIP.content;
}

/** Tokens between brackets, which say something again. */
function bracketed(tokens: readonly Token[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let open = -1;
  for (const [at, { text }] of tokens.entries()) {
    if (text === '(') open = at;
    if (text === ')' && open >= 0) for (let one = open + 1; one < at; one += 1) inside.add(one);
  }
  return inside;
}

/** Of a table that a word names for certain. */
const NAMED = 0.9;
/** Of a value that a verb names for certain. */
const VALUE = 0.8;
/** Of a table of people, for *people*. */
const PERSON = 0.75;
/** What it costs to leave out each token. */
export function skipCosts(schema: Schema, tokens: readonly Token[], links: readonly Link[]): readonly number[] {
  const inside = bracketed(tokens);
  // *Like* adds nothing, unless a table has likes.
  const named = (at: number): boolean => {
    const lower = tokens[at]?.lower ?? '';
    const least = PEOPLE.has(lower) ? PERSON : fillers.has(lower) ? NAMED : 1;
    return (
      at > 0 &&
      links.some((link) => link.type === 'ent' && link.from === at && link.to === at + 1 && link.score > least)
    );
  };
  // What is a value is not only a verb: *returned* of `returned_on`.
  const valued = (at: number): boolean =>
    tokens[at]?.tags.has('Verb') === true &&
    !fillers.has(tokens[at]?.lower ?? '') &&
    links.some((link) => link.type === 'val' && link.from === at && link.to === at + 1 && link.score > VALUE);
  // *Annual members* of `member_type`: the noun repeats the column of the value.
  const repeats = (at: number): boolean =>
    links.some(
      (link) =>
        link.type === 'val' &&
        link.to === at &&
        link.choices.some(({ to }) => to.column.words.some((word) => sameWord(word, tokens[at]?.lower ?? ''))),
    );
  // *New members per month*: the period is that of their beginning.
  const dated = links.some((link) => link.type === 'per' || (link.type === 'op' && link.operator.type === 'grain'));
  // *Which categories sold the most pieces?*: the verb names the column of the noun.
  const columnAt = (at: number) =>
    links.flatMap((link) => (link.type === 'col' && link.from <= at && at < link.to ? [link.choices[0]?.to] : []));
  const echoes = (at: number): boolean => {
    if (!tokens[at]?.tags.has('Verb')) return false;
    const own = columnAt(at);
    return tokens.some((_, other) => other !== at && columnAt(other).some((one) => own.includes(one)));
  };
  const inPeriod = (at: number): boolean =>
    links.some(({ type, from, to }) => type === 'per' && to - from > 1 && from <= at && at < to);
  return tokens.map((token, at) => {
    if (dated && token.lower === 'new') return SKIP.weak;
    const usual = skipCost(schema, token, tokens[at - 1], tokens[at + 1]);
    const repeated = inside.has(at) || echoes(at) ? SKIP.function : repeats(at) ? SKIP.verb : Infinity;
    const least = [named(at) || valued(at) ? SKIP.pointed : 0, inPeriod(at) ? SKIP.verb : 0];
    return Math.max(...least, Math.min(usual, repeated));
  });
}
