import { type Link, linksOf } from './link/links';
import { type Token, tokenise } from './link/tokens';
import type { Schema } from './schema/model';

/** What begins a part of a question, with nothing before it that it could continue. */
const CONTINUES =
  /^\W*(?:(?:also|instead|what about|how about)\b|(?:and|but|or|then|now|only|just|what if|the same|same)\b(?!\W+(?:how|what|which|who|whom|whose|when|where|is|are|do|does|did|was|were|show|list|give|count|find)\b))/i;
/** *By month?*, *in May?* */
const FRAGMENT = /^\W*(?:by|per|for|in|from|with|without|sorted by|ordered by|grouped by)\b/i;
const MAX_FRAGMENT_WORDS = 3;

const THERE = String.raw`(?:(?:are|were)\s+there|(?:in|per|by|for|from|at)\b)`;
const RESULTS = String.raw`(?:results?|entries|list|output|rows)\b`;
const THESE = '(?:them|these|those)';
/** Up to the first verb, no other part of the question in which something could be named. */
const FIRST_PART = String.raw`^(?:(?!\b(?:and|when|if|that|who|whose|whom|after|before|while|because|where)\b)[^,;:.?!])*?\b`;
/** Wordings that point to an answer or to rows before them, whatever else the question names. */
const POINTS_BACK: readonly RegExp[] = [
  // *How many in May?*: of what?
  String.raw`^\W*(?:and\s+)?how many\s+(?:${THERE}|of ${THESE}\b)`,
  // *Sort them by age*, *limit the results to ten*
  String.raw`^\W*(?:(?:please|now|can you|could you)\W+)*(?:sort|order|rank|limit|filter|group)\s+(?:it|by|${THESE}|(?:the|these|those|that)\s+${RESULTS})`,
  String.raw`\b(?:in|of|from)\s+(?:that|this|these|those)\s+${RESULTS}`,
  // *Which one has the highest?*, *only those in May*, *for each of them*
  String.raw`^\W*which ones?\b|\b(?:that|this) one\b`,
  String.raw`^(?:(?!\beach\b).)*\beach one\b`,
  String.raw`\b(?:just|only)\s+(?:the ones|${THESE})\b|^\W*(?:show|list|give|find|display)(?:\s+me)?(?:\s+all)?\s+(?:the ones|${THESE})\b`,
  String.raw`^\W*for\s+each\b(?:\W*,|\s+of\s+${THESE})|^(?:(?!,|\band\b).)*\bfor each\W*$`,
  // *The names other than these*, *their names, too*
  String.raw`\b(?:these|those)\W*$|,\s*(?:too|as well)\W*$`,
  // *How many orders does she have?*
  String.raw`${FIRST_PART}(?:do|does|did|is|are|was|were|has|have|had)\s+(?:he|she|they|(?:each|any|some|all|most|many) of ${THESE})\b`,
].map((pattern) => new RegExp(pattern, 'i'));

/** Words for rows or values that are named elsewhere, and what can name them. */
const PRONOUNS: ReadonlyMap<string, 'owner' | 'rows' | 'one'> = new Map([
  ...(['their', 'theirs'] as const).map((word) => [word, 'owner'] as const),
  ...(['them', 'they'] as const).map((word) => [word, 'rows'] as const),
  ...(['he', 'she', 'him', 'his', 'her', 'hers', 'its'] as const).map((word) => [word, 'one'] as const),
]);
const DEMONSTRATIVE = /^(?:this|these|those)$/;
const ADJECTIVE = /^(?:different|distinct|other|same|two|three)$/;
/** Words after *those customers* that say which ones. */
const DEFINES = /^(?:that|who|which|whose|with|without|where|when|from|in|of|above|below)$/;

/**
 * Whether a question plainly continues another one: it begins as its continuation, or points to rows that it has not
 * named.
 */
export function readsLikeFollowUp(schema: Schema, question: string): boolean {
  if (CONTINUES.test(question) || POINTS_BACK.some((pattern) => pattern.test(question))) return true;
  const words = tokenise(question).filter(({ kind }) => kind === 'word');
  if (FRAGMENT.test(question) && words.length <= MAX_FRAGMENT_WORDS) return true;
  const links = linksOf(schema, words).filter(({ score }) => score > 0.7);
  return words.some(
    ({ lower }, index) =>
      (PRONOUNS.has(lower) && !hasAntecedent(words, links, index)) ||
      (DEMONSTRATIVE.test(lower) && pointsToRows(words, links, index)),
  );
}

/** Whether what a pronoun stands for is named before it. In *the countries they belong to*, the countries are not they. */
function hasAntecedent(words: readonly Token[], links: readonly Link[], index: number): boolean {
  const pronoun = words[index]?.lower ?? '';
  const kind = PRONOUNS.get(pronoun);
  const end = pronoun === 'they' ? index - 1 : index;
  return links.some(({ to, type }) => {
    if (to > end) return false;
    if (type === 'val') return true;
    if (kind === 'one') return type === 'ent' && !words[to - 1]?.lower.endsWith('s');
    return type === 'ent' || (type === 'col' && kind === 'owner');
  });
}

/** Whether *these orders* have not been named before, and no words after them define which ones. */
function pointsToRows(words: readonly Token[], links: readonly Link[], index: number): boolean {
  const start = ADJECTIVE.test(words[index + 1]?.lower ?? '') ? index + 2 : index + 1;
  const noun = links.find(({ from, type }) => from === start && (type === 'ent' || type === 'col'));
  if (!noun || DEFINES.test(words[noun.to]?.lower ?? '')) return false;
  const name = words[start]?.lower.replace(/s$/, '') ?? '';
  return !words.slice(0, index).some(({ lower }) => lower.startsWith(name));
}
