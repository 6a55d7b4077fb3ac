import type { Reading } from './reading';

/** Parts of a reading that a shape may make use of; what it leaves aside has to be absent. */
export type Aspect = 'groups' | 'rank' | 'measures' | 'havings' | 'contrasts' | 'conditions' | 'columns' | 'asked';

const intentsThatMatter = [
  'share',
  'trend',
  'growth',
  'distribution',
  'compare',
  'significance',
  'correlate',
  'affect',
  'cumulative',
  'moving',
];

/** Words of a reading that a shape does not make use of: answered without them, the question would be another one. */
export const unused = (reading: Reading, aspects: readonly Aspect[], intents: readonly string[]): string[] => {
  const words = intentsThatMatter
    .filter((intent) => !intents.includes(intent))
    .flatMap((intent) => reading.intents.get(intent)?.text ?? []);
  const lacks = (aspect: Aspect): boolean => !aspects.includes(aspect);
  if (lacks('groups'))
    words.push(...reading.groups.map((ask) => ('word' in ask && ask.word ? ask.word.text : ask.kind)));
  if (lacks('rank') && reading.rank?.word) words.push(reading.rank.word.text);
  if (lacks('measures'))
    words.push(...reading.measures.map((ask) => ('word' in ask ? ask.word.text : (ask.of?.text ?? ask.kind))));
  if (lacks('contrasts')) words.push(...reading.splits.map(({ word }) => word.text));
  if (lacks('contrasts')) words.push(...reading.contrasts.flatMap((contrast) => contrast.values));
  if (lacks('columns')) words.push(...reading.columns.map((word) => word.text));
  if (lacks('asked') && reading.asked) words.push(reading.asked.text);
  if (lacks('havings')) words.push(...reading.havings.map((ask) => `${ask.op} ${ask.number}`));
  if (lacks('conditions')) words.push(...reading.conditions.flatMap((ask) => ask.words.map((word) => word.text)));
  return words;
};
