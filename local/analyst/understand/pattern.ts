import type { Word } from './resolve';

interface Item {
  readonly name: string;
  readonly roles: readonly string[];
  readonly optional: boolean;
  readonly repeated: boolean;
}

/** What a pattern found: words by the name of the item (its roles, where it has no name). */
export interface Match {
  readonly words: readonly Word[];
  readonly one: (name: string) => Word | undefined;
  readonly all: (name: string) => readonly Word[];
}

/** The words of a question of which some are already understood. */
export class Sentence {
  private readonly used = new Set<number>();

  constructor(readonly words: readonly Word[]) {}

  use(words: readonly Word[]): void {
    for (const word of words) this.used.add(word.at);
  }

  isUsed(word: Word): boolean {
    return this.used.has(word.at);
  }

  has(role: string): boolean {
    return this.words.some((word) => !this.isUsed(word) && word.roles.has(role));
  }

  /** Words not understood yet that carry a meaning of their own. */
  left(): Word[] {
    return this.words.filter((word) => !this.isUsed(word) && !isSilent(word));
  }
}

const silentRoles = [
  'skip',
  'prep',
  'be',
  'stop',
  'open',
  'wh',
  'rel',
  'list',
  'and',
  'exclusive',
  'build',
  'by',
  'than',
  'among',
];

/** A word that says nothing when no pattern asks for it. */
export const isSilent = (word: Word): boolean => silentRoles.some((role) => word.roles.has(role)) && !isNamed(word);
const isNamed = (word: Word): boolean =>
  word.phrases.length === 0 && (word.roles.has('column') || word.roles.has('table') || word.roles.has('value'));

/** Words that a pattern may pass over between its items. */
const isPassable = (word: Word): boolean =>
  ['skip', 'prep', 'open', 'act', 'carrier'].some((role) => word.roles.has(role)) &&
  !word.roles.has('be') &&
  !isNamed(word);

const parseItem = (text: string): Item => {
  const [, name, roles = '', mark] = /^(?:(\w+)=)?([^?*+]+)([?*+]?)$/.exec(text) ?? [];
  return {
    name: name ?? roles,
    roles: roles.split('|'),
    optional: mark === '?' || mark === '*',
    repeated: mark === '*' || mark === '+',
  };
};

const parsed = new Map<string, readonly Item[]>();
const parse = (pattern: string): readonly Item[] => {
  const known = parsed.get(pattern);
  if (known) return known;
  const items = pattern.split(/\s+/).map(parseItem);
  parsed.set(pattern, items);
  return items;
};

type Found = readonly (readonly [string, Word])[];

const fitsItem = (word: Word, item: Item): boolean => item.roles.some((role) => word.roles.has(role));

const follow = (sentence: Sentence, items: readonly Item[], at: number, first: boolean): Found | undefined => {
  const [item, ...rest] = items;
  if (!item) return [];
  const word = sentence.words[at];
  if (word && !sentence.isUsed(word) && fitsItem(word, item)) {
    const again = item.repeated ? [{ ...item, optional: true }, ...rest] : rest;
    const found = follow(sentence, again, at + 1, false);
    if (found) return [[item.name, word], ...found];
  }
  if (item.optional) {
    const found = follow(sentence, rest, at, first);
    if (found) return found;
  }
  const passable = word && !first && (sentence.isUsed(word) || isPassable(word));
  return passable ? follow(sentence, items, at + 1, false) : undefined;
};

/** The first place where the words not understood yet have the pattern's roles one after the other. */
export const find = (sentence: Sentence, pattern: string, from = 0): Match | undefined => {
  const items = parse(pattern);
  for (let at = from; at < sentence.words.length; at += 1) {
    const found = follow(sentence, items, at, true);
    if (found && found.length > 0) {
      return {
        words: found.map(([, word]) => word),
        one: (name) => found.find(([key]) => key === name || key.split('|').includes(name))?.[1],
        all: (name) => found.filter(([key]) => key === name).map(([, word]) => word),
      };
    }
  }
  return undefined;
};

/** A line of a grammar: where its pattern fits, `read` takes what it understands; false leaves the words alone. */
export interface Rule<State> {
  readonly pattern: string;
  readonly read: (match: Match, state: State) => boolean;
}

/** Applies the lines of a grammar one after the other, each wherever it fits. */
export const applyRules = <State>(sentence: Sentence, rules: readonly Rule<State>[], state: State): void => {
  for (const rule of rules) {
    let from = 0;
    for (;;) {
      const match = find(sentence, rule.pattern, from);
      const start = match?.words[0];
      if (!match || !start) break;
      if (rule.read(match, state)) sentence.use(match.words);
      from = start.at + 1;
    }
  }
};
