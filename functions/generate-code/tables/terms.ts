import type { TermDescription } from './description';
import { contains, stemsOf } from './words';

/** As many are always sent. */
const FEW = 5;
const MAX_TERMS = 20;
const MAX_CHARACTERS = 4000;

/** The terms that the question has, in any number, the longest first. */
export function termsIn<Term extends TermDescription>(terms: readonly Term[], question: string): Term[] {
  const text = stemsOf(question);
  return terms
    .map((term) => ({ term, words: stemsOf(term.term) }))
    .filter(({ words }) => contains(text, words))
    .sort((one, other) => other.words.length - one.words.length)
    .map(({ term }) => term);
}

/** The terms to send: those that the question has first, and all of them where there are few. */
export function termsFor<Term extends TermDescription>(terms: readonly Term[], question: string): Term[] {
  const found = termsIn(terms, question);
  const chosen = terms.length <= FEW ? [...new Set([...found, ...terms])] : found;
  let left = MAX_CHARACTERS;
  return chosen.slice(0, MAX_TERMS).filter((term) => {
    const { length } = JSON.stringify(term);
    if (length > left) return false;
    left -= length;
    return true;
  });
}
