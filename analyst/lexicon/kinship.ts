import { basesOf } from './forms';
import { memoised } from './memoised';
import { type PartOfSpeech, type Pointer, partsOfSpeech, type Synset, sensesOf, synsetAt } from './wordnet';

/** How words belong together, the closest first. */
export type Kinship = 'form' | 'derived' | 'synonym' | 'attribute' | 'kind';

const order: readonly Kinship[] = ['form', 'derived', 'synonym', 'attribute', 'kind'];

/** Relatives of rarer meanings mislead. */
const frequentSenses = 4;
const kindSenses = 1;

const targets = (pointer: Pointer): readonly string[] => {
  const { words } = synsetAt(pointer.part, pointer.offset);
  const one = words[pointer.target - 1];
  return pointer.target > 0 && one ? [one] : words;
};

const follow = (synset: Synset, base: string, signs: string): string[] =>
  synset.pointers
    .filter(({ sign, source }) => signs.includes(sign) && (source === 0 || synset.words[source - 1] === base))
    .flatMap(targets);

type Family = ReadonlyMap<string, Kinship>;

const addAll = (family: Map<string, Kinship>, words: readonly string[], kinship: Kinship): void => {
  for (const word of words) {
    const before = family.get(word);
    if (!before || order.indexOf(kinship) < order.indexOf(before)) family.set(word, kinship);
  }
};

const addSenses = (family: Map<string, Kinship>, base: string, part: PartOfSpeech): void => {
  for (const [rank, offset] of sensesOf(base, part).entries()) {
    const synset = synsetAt(part, offset);
    addAll(family, follow(synset, base, '+\\<'), 'derived');
    if (rank >= frequentSenses) continue;
    addAll(family, synset.words, 'synonym');
    addAll(family, follow(synset, base, '='), 'attribute');
    if (part === 'noun' && rank < kindSenses) addAll(family, follow(synset, base, '@'), 'kind');
    // Satellites of an adjective share its attribute: `elderly` is about age as `old` is.
    const heads = part === 'adj' ? synset.pointers.filter(({ sign }) => sign === '&') : [];
    for (const head of heads) {
      const shared = synsetAt('adj', head.offset);
      addAll(family, follow(shared, shared.words[0] ?? '', '='), 'attribute');
    }
  }
};

const familyOf = memoised((word: string): Family => {
  const family = new Map<string, Kinship>();
  for (const part of partsOfSpeech) {
    for (const base of basesOf(word, part)) {
      addSenses(family, base, part);
      family.set(base, 'form');
    }
  }
  return family;
});

const closest = (family: Family, words: readonly string[]): Kinship | undefined =>
  order.find((kinship) => words.some((word) => family.get(word) === kinship));

const basesOfAny = memoised((word: string): readonly string[] => [
  ...new Set([word, ...partsOfSpeech.flatMap((part) => basesOf(word, part))]),
]);

/** How two words (lower case) belong together; undefined when they do not. `humid` and `humidity`: derived. */
export const kinship = memoised((left: string, right: string): Kinship | undefined => {
  const one = closest(familyOf(left), basesOfAny(right));
  const other = closest(familyOf(right), basesOfAny(left));
  const found = order.find((kind) => kind === one || kind === other);
  // A kind is meant by its kind's name, not the other way round.
  return found === 'kind' ? one : found;
});

const negations = ['un', 'in', 'im', 'non', 'dis', 'non-', 'not '];

/** Whether two words are opposites: indoor and outdoor, by the lexicon or by `un-`. */
export const opposite = memoised((left: string, right: string): boolean => {
  const others = new Set(basesOfAny(right).flatMap((word) => [word, `${word}s`]));
  const turned = (one: string, other: string): boolean => negations.some((prefix) => one === prefix + other);
  const negated = basesOfAny(left).some((base) => [...others].some((word) => turned(base, word) || turned(word, base)));
  return (
    negated ||
    partsOfSpeech.some((part) =>
      basesOf(left, part).some((base) =>
        sensesOf(base, part)
          .slice(0, frequentSenses)
          .some((offset) => follow(synsetAt(part, offset), base, '!').some((word) => others.has(word))),
      ),
    )
  );
});

const farthest = 12;
/** Whether a noun, in one of its frequent meanings, is a kind of one of the things named: `gram` is a kind of `unit_of_measurement`. */
export const isKindOf = (word: string, things: readonly string[], meanings = 2): boolean =>
  basesOf(word, 'noun').some((base) =>
    sensesOf(base, 'noun')
      .slice(0, meanings)
      .some((offset) => {
        let border = [offset];
        for (let depth = 0; depth < farthest && border.length > 0; depth += 1) {
          const level = border.map((one) => synsetAt('noun', one));
          if (level.some((synset) => synset.words.some((name) => things.includes(name)))) return true;
          border = level.flatMap((synset) =>
            synset.pointers.filter(({ sign }) => sign.startsWith('@')).map((pointer) => pointer.offset),
          );
        }
        return false;
      }),
  );
