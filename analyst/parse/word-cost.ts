import { isKindOf } from '../lexicon/kinship';
import { fillers, type Operator, operatorsOf, weakWords } from '../lexicon/lexicon';
import { isParticiple } from '../link/links';
import type { Token } from '../link/tokens';
import type { Schema } from '../schema/model';
import { isOutcome, isRelated, isVerb } from './verbs';

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
export const PEOPLE = new Set(['people', 'person', 'folks', 'guys', 'individuals']);
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

/** Attributes of rows, whatever compromise takes them for. */
export const ATTRIBUTES = new Set(['name', 'names', 'title', 'titles']);

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

/** What it costs to leave out a word, by itself and the words next to it. */
export function skipCost(schema: Schema, token: Token, before: Token | undefined, after: Token | undefined): number {
  const { lower, tags } = token;
  if (!before && lower === 'who') return SKIP.alternative;
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
