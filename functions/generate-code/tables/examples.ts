import type { ExampleDescription } from './description';
import { isMeaningful, stemsOf } from './words';

const MAX_EXAMPLES = 3;
const MAX_CHARACTERS = 6000;

const wordsOf = (text: string): Set<string> => new Set(stemsOf(text).filter(isMeaningful));

/**
 * The examples whose questions are nearest to a question, the nearest first: by the words in common, of all words of
 * both questions. A word counts more the fewer examples have it. Examples without a common word are left out.
 */
export function nearestExamples(examples: readonly ExampleDescription[], question: string): ExampleDescription[] {
  const words = wordsOf(question);
  const candidates = examples.map((example) => ({ example, words: wordsOf(example.question) }));
  const weightOf = (word: string) =>
    Math.log(1 + examples.length / Math.max(1, candidates.filter((candidate) => candidate.words.has(word)).length));
  const weight = (some: Iterable<string>) => [...some].reduce((sum, word) => sum + weightOf(word), 0);
  let left = MAX_CHARACTERS;
  return candidates
    .map(({ example, words: own }) => {
      const common = [...words].filter((word) => own.has(word));
      return { example, score: common.length === 0 ? 0 : weight(common) / weight(new Set([...words, ...own])) };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, MAX_EXAMPLES)
    .map(({ example }) => example)
    .filter(({ question: text, sql }) => {
      left -= text.length + sql.length;
      return left >= 0;
    });
}
