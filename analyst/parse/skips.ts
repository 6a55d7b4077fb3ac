import { fillers, operatorsOf, weakWords } from '../lexicon/lexicon';
import { sameWord } from '../lexicon/words';
import { isParticiple, type Link } from '../link/links';
import type { Token } from '../link/tokens';
import type { Schema } from '../schema/model';
import { isRelated } from './verbs';
import { ATTRIBUTES, PEOPLE, SKIP, skipCost } from './word-cost';

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
/** Of a column that several words name for certain. */
const LONG = 0.95;
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
  const unlinked = (at: number): boolean =>
    tokens[at]?.kind === 'word' &&
    !fillers.has(tokens[at].lower) &&
    !links.some(({ from, to }) => from <= at && at < to);
  const beginsTable = (at: number): boolean =>
    links.some((link) => link.type === 'ent' && link.from === at && link.score > NAMED);
  const isColumn = (at: number): boolean =>
    links.some((link) => link.type === 'col' && link.score > VALUE && link.from <= at && at < link.to);
  // A word that names a column, or is a part of what surely does.
  const isSurelyColumn = (at: number): boolean => {
    const lower = tokens[at]?.lower ?? '';
    const named = (link: Link): boolean =>
      link.type === 'col' && link.from <= at && at < link.to && link.score > (link.to - link.from > 1 ? LONG : VALUE);
    const isOther = (at > 0 && tokens[at]?.tags.has('Verb')) || fillers.has(lower) || operatorsOf(lower).length > 0;
    return links.some((link) => named(link) && (link.to - link.from > 1 || !isOther));
  };
  const isJoint = (at: number): boolean => /^(,|and)$/.test(tokens[at]?.lower ?? '');
  // *Id, name and age*: what is listed with columns is one.
  const isListed = (at: number): boolean =>
    (isJoint(at - 1) && isColumn(at - 2)) || (isJoint(at + 1) && isColumn(at + 2));
  // *Were delayed?* says which ones.
  const isPredicate = (at: number): boolean =>
    isParticiple(tokens[at]) && tokens.slice(at + 1).every(({ kind }) => kind === 'symbol');
  return tokens.map((token, at) => {
    if (ATTRIBUTES.has(token.lower)) return SKIP.content;
    // *Cost per click*: what is asked for comes first.
    if (at === 0 && unlinked(at) && /^(per|by|of|for)$/.test(tokens[1]?.lower ?? '')) return SKIP.content;
    if (unlinked(at) && !weakWords.has(token.lower) && operatorsOf(token.lower).length === 0) {
      if (isListed(at)) return SKIP.content;
      if (isPredicate(at) && !isRelated(schema, token)) return SKIP.outcome;
    }
    // *Sold by course*, not *sold by Jim*.
    if (
      token.lower === 'by' &&
      isColumn(at + 1) &&
      !links.some(({ type, from }) => (type === 'val' || type === 'ent') && from === at + 1)
    )
      return SKIP.alternative;
    if (dated && token.lower === 'new') return SKIP.weak;
    // *Insured parcels*: which ones. *By subject*: a lost group.
    if (
      isParticiple(token) &&
      beginsTable(at + 1) &&
      unlinked(at) &&
      !isRelated(schema, token) &&
      !weakWords.has(token.lower) &&
      !inside.has(at)
    )
      return SKIP.content;
    if (token.lower === 'by' && unlinked(at + 1) && !isParticiple(tokens[at - 1])) return SKIP.content;
    const usual = skipCost(schema, token, tokens[at - 1], tokens[at + 1]);
    const repeated = inside.has(at) || echoes(at) ? SKIP.function : repeats(at) ? SKIP.verb : Infinity;
    // Of *double rooms*, the value may say it all.
    const isNoun = token.tags.has('Noun') && !links.some((link) => link.type !== 'op' && link.to === at);
    const meant = isSurelyColumn(at) ? (at === 0 || isNoun ? SKIP.content : SKIP.pointed) : 0;
    const least = [meant, named(at) || valued(at) ? SKIP.pointed : 0, inPeriod(at) ? SKIP.verb : 0];
    return Math.max(...least, Math.min(usual, repeated));
  });
}
