import { ground } from './ground/ground';
import type { Query } from './ground/query';
import { baseForms } from './lexicon/words';
import { MAX_COST, read } from './parse/read';
import type { Schema } from './schema/model';

export type Interpretation = { readonly query: Query; readonly runnerUp?: Query } | { readonly problem: string };

const MAX_READINGS = 10;

/** What a question asks for, or why it is not answered. */
export function interpret(schema: Schema, question: string): Interpretation {
  const { tokens, readings, unexplained } = read(schema, question);
  if (readings.length === 0) {
    const words = unexplained.map((word) => `"${word}"`).join(', ');
    return { problem: words ? `unknown: ${words}` : 'not understood' };
  }
  const words = new Set(tokens.flatMap(({ lower }) => [lower, ...baseForms(lower)]));
  const queries: Query[] = [];
  const problems: string[] = [];
  for (const reading of readings.slice(0, MAX_READINGS)) {
    const grounded = ground(schema, reading, words);
    queries.push(...grounded.queries);
    problems.push(...grounded.problems);
  }
  queries.sort((one, other) => one.cost - other.cost);
  const [query] = queries;
  if (!query) return { problem: problems[0] ?? 'not understood' };
  if (query.cost > MAX_COST) return { problem: `far from the question (${query.cost.toFixed(2)})` };
  return { query, runnerUp: queries.find(({ sql }) => sql !== query.sql) };
}
