import { ground } from './ground/ground';
import type { Query } from './ground/query';
import { baseForms } from './lexicon/words';
import { read } from './parse/read';
import { namesOfVerbs } from './parse/skips';
import type { Schema } from './schema/model';

export type Interpretation = { readonly query: Query; readonly runnerUp?: Query } | { readonly problem: string };

const MAX_READINGS = 10;
/** A statement that is farther from the question is not trusted: a long question may leave more open than a short one. */
export const MAX_QUERY_COST = 1.05;
const maxCostOf = (words: number): number => Math.min(MAX_QUERY_COST, 0.6 + 0.04 * words);
/** A second statement that is as near as this makes a question ambiguous. */
const AMBIGUOUS = 0.004;

const listed = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');

/** Where a question ends and another one begins. */
const BOUNDARY = /(?<=[?.!])\s+|;\s+|,?\s+\band (?=(?:what|how (?:many|much|long|often)|which|who|whom|where|when)\b)/i;
/** What begins a question; *list the name* only says how to answer the one before. */
const ASKS =
  /^(?:and )?(?:(?:what|how|which|who|whom|where|when|is|are|do|does|did|was|were|count|number|average|total)\b|[a-z]+\?$)/i;
/** Words that make a question a part of the one before it. */
const POINTS =
  /\b(?:it|its|they|them|their|theirs|he|she|his|her|that|this|those|these|one|ones|each|every|same|there)\b/i;
/** *How many are there* points to nothing. */
const EXISTS = /\b(?:is|are|was|were) there\b/i;

/** The questions that a text may have. */
export const partsOf = (text: string): string[] => text.split(BOUNDARY).filter((part) => part.trim() !== '');

/** What a question asks for, or why it is not answered. */
export function interpret(schema: Schema, question: string): Interpretation {
  const [first = '', ...others] = partsOf(question);
  const whole = interpretWhole(schema, question);
  if (others.length === 0 || !others.every((part) => ASKS.test(part))) return whole;
  const parts = [first, ...others];
  const alone = others.every((part) => !POINTS.test(part.replace(EXISTS, ' ')));
  const answers = parts.map((part) => interpretWhole(schema, part));
  // A second question after *and* that changes nothing is lost; a sentence may only say how to answer.
  const [own] = answers;
  const joined = !/[.?!;]/.test(first);
  const lost = joined && own && 'query' in own && 'query' in whole && own.query.sql === whole.query.sql;
  if (!lost && !(alone && answers.every((one) => 'query' in one))) return whole;
  const number = parts.length === 2 ? 'two' : 'several';
  return { problem: `These are ${number} questions; ask them one at a time: ${listed(parts)}.` };
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
  // A verb may also be a value: *shipped*.
  const ignored = namesOfVerbs(schema, tokens).find(
    ({ verb, names }) => ![...names, verb].some((name) => query.sql.toLowerCase().includes(name.toLowerCase())),
  );
  if (ignored)
    return { problem: `It is not clear what "${ignored.verb}" means here: use the names of tables and columns.` };
  if (query.cost > maxCostOf(tokens.filter(({ kind }) => kind !== 'symbol').length)) {
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
