import { linksOf } from './link/links';
import { tokenise } from './link/tokens';
import type { Schema } from './schema/model';

/** What begins a part of a question, with nothing before it that it could continue. */
const CONTINUES =
  /^\W*(?:(?:also|instead|what about|how about)\b|(?:and|but|or|then|now|only|just|what if|the same|same)\b(?!\W+(?:how|what|which|who|whom|whose|when|where|is|are|do|does|did|was|were|show|list|give|count|find)\b))/i;
/** *By month?*, *in May?* */
const FRAGMENT = /^\W*(?:by|per|for|in|from|with|without|sorted by|ordered by|grouped by)\b/i;
const MAX_FRAGMENT_WORDS = 3;
/** Words for rows or values that are named elsewhere. */
const POINTERS: ReadonlySet<string> = new Set([
  'them',
  'those',
  'these',
  'they',
  'their',
  'theirs',
  'its',
  'his',
  'her',
]);

/**
 * Whether a question plainly continues another one: it begins as its continuation, or points to rows before it has named
 * any.
 */
export function readsLikeFollowUp(schema: Schema, question: string): boolean {
  if (CONTINUES.test(question)) return true;
  const words = tokenise(question).filter(({ kind }) => kind === 'word');
  if (FRAGMENT.test(question) && words.length <= MAX_FRAGMENT_WORDS) return true;
  const pointer = words.findIndex(({ lower }) => POINTERS.has(lower));
  if (pointer < 0) return false;
  const named = linksOf(schema, words).some(
    ({ from, type, score }) => from < pointer && score > 0.7 && (type === 'ent' || type === 'col' || type === 'val'),
  );
  return !named;
}
