import { comparative } from '../language/synonyms';
import { find, type Match } from './pattern';
import type { Reading } from './reading';
import type { Word } from './resolve';

const has = (word: Word | undefined, ...roles: readonly string[]): boolean =>
  roles.some((role) => word?.roles.has(role) ?? false);
const argOf = (word: Word | undefined, ...roles: readonly string[]): string | undefined =>
  roles.map((role) => word?.phrases.find((phrase) => phrase.role === role)?.arg).find((arg) => arg !== undefined);
const thing = 'table|column|grain|part';

interface Wording {
  readonly pattern: string;
  readonly frequent?: boolean;
  /** Ranks only in a question for a thing. */
  readonly asking?: boolean;
}

/** What is ranked beside the word that ranks it: `top 5 countries`, `the oldest user`, `most common status`. */
const beside: readonly Wording[] = [
  { pattern: `rank=frequent number entity=${thing}`, frequent: true },
  { pattern: `number rank=frequent entity=${thing}`, frequent: true },
  { pattern: `rank=top number frequent entity=${thing}`, frequent: true },
  { pattern: `rank=top number adjective=superlative entity=${thing}` },
  { pattern: 'number rank=most by=measure entity=table' },
  { pattern: 'rank=top number by=measure entity=table' },
  { pattern: `rank=top number entity=${thing}` },
  { pattern: `number rank=top entity=${thing}` },
  { pattern: `number rank=most adjective entity=${thing}` },
  { pattern: `rank=most adjective entity=${thing}` },
  { pattern: `number rank=superlative entity=${thing}` },
  { pattern: `rank=superlative entity=${thing}` },
  { pattern: `number rank=most which=value|flag entity=${thing}`, frequent: true },
  { pattern: `rank=most which=value|flag entity=${thing}`, frequent: true },
  { pattern: `rank=frequent entity=${thing}`, frequent: true },
  { pattern: `rank=top entity=${thing}` },
];

/** The word that ranks stands apart from what it ranks: `which product is most expensive`, `who spent the most`. */
const apart: readonly Wording[] = [
  { pattern: 'rank=most adjective' },
  { pattern: 'number rank=most' },
  { pattern: 'rank=superlative' },
  { pattern: 'rank=frequent', frequent: true },
  { pattern: 'rank=most' },
  { pattern: 'rank=degree', asking: true },
];

const isEntity = (word: Word): boolean =>
  has(word, 'table') || has(word, 'grain') || has(word, 'part') || (has(word, 'column') && !has(word, 'measure'));

/** The thing asked for: after which or what, or `who`; otherwise the noun that `with`, `that` or `has` follows. */
const askedFor = (reading: Reading, before: number): Word | undefined => {
  const { words } = reading.sentence;
  const question =
    find(reading.sentence, 'wh:what number? entity=table') ??
    find(reading.sentence, 'wh:what number? entity=column|grain|part');
  const entity = question?.one('entity');
  const passed = words.slice((question?.words[0]?.at ?? 0) + 1, entity?.at ?? 0);
  if (entity && passed.every((word) => !reading.sentence.isUsed(word)) && isEntity(entity) && entity.at < before)
    return entity;
  const noun = find(reading.sentence, `entity=${thing} prep:with|rel`)?.one('entity');
  return noun && isEntity(noun) && noun.at < before && !words.slice(0, noun.at).some((word) => has(word, 'count'))
    ? noun
    : undefined;
};

/** Numbers of which more is worse, and of which more is better. */
const bad =
  /delay|late|wait|cost|error|fail|complain|defect|fault|return|refund|churn|cancel|downtime|response|reply|resolution|loss|debt/;
const good =
  /rating|score|satisf|revenue|sale|profit|income|csat|nps|margin|accuracy|attendance|grade|conversion|growth|yield/;

/** `worst` is the highest delay and the lowest rating; of other numbers nobody knows. */
const readQuality = (reading: Reading, said: string): void => {
  const { rank, sentence, notes } = reading;
  const numbers = sentence.words.filter((word) => has(word, 'measure') || has(word, 'flag'));
  const names = numbers.map((word) => word.column?.column.words.join(' ') ?? '');
  const [worse, better] = [names.some((name) => bad.test(name)), names.some((name) => good.test(name))];
  if (!rank || names.length === 0) return;
  if (worse === better) notes.refuse(`It is not clear whether more or less of it is meant by '${said}'.`);
  else reading.rank = { ...rank, direction: (said === 'best') === better ? 'desc' : 'asc' };
};

const take = (reading: Reading, match: Match, wording: Wording, entity?: Word): void => {
  const word = match.one('rank');
  const adjective = match.one('adjective')?.lower ?? (has(word, 'superlative') ? word?.lower : undefined);
  const named = argOf(word, 'frequent', 'top', 'most', 'degree');
  const lessens = named === undefined && comparative(word?.lower ?? '')?.more === false;
  const direction = lessens || ['asc', 'less'].includes(named ?? '') ? 'asc' : 'desc';
  const frequent = wording.frequent === true;
  reading.rank = {
    direction,
    count: match.one('number')?.number,
    adjective,
    frequent,
    word,
    at: match.words[0]?.at ?? 0,
  };
  reading.asked = entity;
  if (word && /^(best|worst)$/.test(word.lower)) readQuality(reading, word.lower);
  const by = match.one('by');
  if (by) reading.columns.push(by);
  const which = match.one('which');
  if (which) reading.measures.push({ kind: 'count', of: which, distinct: false, at: which.at });
  reading.sentence.use(match.words);
  if (entity) reading.sentence.use([entity]);
};

/** `most orders`: what is counted stands right behind the word that ranks. */
const readRanked = (reading: Reading, rank: Word): void => {
  if (has(rank, 'superlative') && !has(rank, 'most')) return;
  const { sentence } = reading;
  const of = sentence.words.find((word) => word.at > rank.at && !has(word, 'skip') && !has(word, 'prep'));
  if (!of || sentence.isUsed(of) || !(has(of, 'table') || has(of, 'flag') || has(of, 'value')) || has(of, 'measure'))
    return;
  if (has(sentence.words[of.at + 1], 'rate')) return;
  reading.measures.push({ kind: 'count', of, distinct: false, at: of.at });
  sentence.use([of]);
};

/** `which 3 months`: how many are asked for stands before them. */
const readNumber = (reading: Reading): void => {
  const { rank, asked, sentence } = reading;
  const further = rank && rank.count === undefined ? find(sentence, 'top number') : undefined;
  if (rank && further) {
    reading.rank = { ...rank, count: further.one('number')?.number };
    sentence.use(further.words);
    return;
  }
  const number = asked && sentence.words[asked.at - 1];
  if (!rank || rank.count !== undefined || number?.number === undefined || sentence.isUsed(number)) return;
  reading.rank = { ...rank, count: number.number };
  sentence.use([number]);
};

/** Reads what is to come first, and of what. Highest and lowest without such a thing are no rank: they are figures. */
export const readRank = (reading: Reading): void => {
  const { sentence } = reading;
  for (const wording of beside) {
    const match = find(sentence, wording.pattern);
    const entity = match?.one('entity');
    if (!match || !entity) continue;
    const plainTop =
      has(match.one('rank'), 'top') && match.one('number') === undefined && !has(match.one('rank'), 'superlative');
    if ((plainTop || !isEntity(entity)) && has(entity, 'measure')) continue;
    const other = askedFor(reading, match.words[0]?.at ?? 0);
    if (other && other !== entity && match.one('number') === undefined) continue;
    if (find(sentence, 'wh:when') && has(match.one('rank'), 'extreme_time')) continue;
    take(reading, match, wording, entity);
    return;
  }
  const first = find(sentence, 'number rank=most by=measure');
  if (first && reading.groups.length === 0) {
    take(reading, first, { pattern: '' });
    return;
  }
  for (const wording of apart) {
    const match = find(sentence, wording.pattern);
    const word = match?.one('rank');
    if (!match || !word) continue;
    const entity =
      askedFor(reading, word.at) ??
      (wording.frequent ? find(sentence, 'wh:what entity=measure')?.one('entity') : undefined);
    const next = sentence.words[word.at + 1];
    const whichGroup = reading.groups.some((ask) => has(sentence.words[ask.at - 1], 'wh'));
    if (wording.asking && (!((entity && find(sentence, 'wh:what')) || whichGroup) || has(next, 'than'))) continue;
    const ofGroups = whichGroup || (reading.groups.length > 0 && (has(next, 'agg') || has(next, 'count')));
    const who = find(sentence, 'wh:who') !== undefined;
    if (!entity && !ofGroups && !who) continue;
    take(reading, match, wording, entity);
    reading.who = who && !entity;
    readRanked(reading, word);
    readNumber(reading);
    return;
  }
};

/** The thing asked for in a question that ranks nothing: `which users never …`. */
export const readAsked = (reading: Reading): void => {
  if (reading.rank || reading.measures.length > 0) return;
  const found = find(reading.sentence, 'wh:what entity=table') ?? find(reading.sentence, 'wh:what entity=column|grain');
  const entity = found?.one('entity');
  const wh = found?.words[0];
  if (
    !entity ||
    !wh ||
    !isEntity(entity) ||
    reading.sentence.words.slice(wh.at + 1, entity.at).some((word) => !has(word, 'skip', 'prep:of'))
  )
    return;
  reading.asked = entity;
  reading.sentence.use([entity]);
};
