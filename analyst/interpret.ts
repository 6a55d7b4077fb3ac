import { ground } from './ground/ground';
import type { Query } from './ground/query';
import { baseForms } from './lexicon/words';
import { read } from './parse/read';
import type { Schema } from './schema/model';

export type Interpretation = { readonly query: Query; readonly runnerUp?: Query } | { readonly problem: string };

const MAX_READINGS = 10;
/** A statement that is farther from the question is not trusted. */
export const MAX_QUERY_COST = 1.05;
/** A second statement that is as near as this makes a question ambiguous. */
const AMBIGUOUS = 0.004;

const listed = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');

/** Sentences and questions of a text, where there are several. */
const sentencesOf = (question: string): string[] =>
  question
    .split(/(?<=[?.!])\s+|;\s+|\band (?=(what|how many|which)\b)/i)
    .filter((one) => one && one.split(/\s+/).length > 2);

/** What a question asks for, or why it is not answered. */
export function interpret(schema: Schema, question: string): Interpretation {
  const result = interpretWhole(schema, question);
  if ('query' in result) return result;
  const parts = sentencesOf(question);
  if (parts.length > 1 && parts.every((part) => 'query' in interpretWhole(schema, part))) {
    return {
      problem: `These are ${parts.length === 2 ? 'two' : 'several'} questions; ask them one at a time: ${listed(parts)}.`,
    };
  }
  return result;
}

function interpretWhole(schema: Schema, question: string): Interpretation {
  const { tokens, readings, unexplained } = read(schema, question);
  const unknown =
    unexplained.length > 3
      ? 'This is more than the offline analyst can do; connect a model.'
      : `The tables have nothing called ${listed(unexplained)}.`;
  if (readings.length === 0)
    return { problem: unexplained.length > 0 ? unknown : 'The offline analyst does not understand this question.' };
  const words = new Set(tokens.flatMap(({ lower }) => [lower, ...baseForms(lower)]));
  const queries: Query[] = [];
  const problems: string[] = [];
  for (const reading of readings.slice(0, MAX_READINGS)) {
    const grounded = ground(schema, reading, words);
    queries.push(...grounded.queries);
    problems.push(...grounded.problems);
    if (grounded.ambiguous) break;
  }
  queries.sort((one, other) => one.cost - other.cost);
  const [query] = queries;
  if (!query) return { problem: `The question cannot be answered: ${problems[0] ?? 'it is not understood'}.` };
  if (query.cost > MAX_QUERY_COST) {
    return {
      problem:
        unexplained.length > 0
          ? unknown
          : 'The offline analyst is not sure what this question means; ask it in other words, with the names of tables and columns.',
    };
  }
  const runnerUp = queries.find(({ sql }) => sql !== query.sql);
  if (runnerUp && runnerUp.cost - query.cost < AMBIGUOUS && differ(query, runnerUp)) {
    return {
      problem: `The question has two meanings: ${meaningOf(query)}, or ${meaningOf(runnerUp)}. Ask for one of them.`,
    };
  }
  return { query, runnerUp };
}

const meaningOf = ({ items, where }: Query): string =>
  `${items
    .map(({ label }) => label)
    .slice(0, 4)
    .join(', ')}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;

/** Whether two statements have other rows: not if they differ in shown columns only. */
const differ = (one: Query, other: Query): boolean =>
  one.base !== other.base || [...one.where].sort().join() !== [...other.where].sort().join();
