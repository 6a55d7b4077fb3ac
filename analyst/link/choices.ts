import type { Schema } from '../schema/model';

/** A candidate with its score, from 0 to 1. */
export interface Choice<T> {
  readonly to: T;
  readonly score: number;
}

const MIN_SCORE = 0.5;
/** Candidates far below the best one of a span are left out. */
const MARGIN = 0.22;
const MAX_CHOICES = 8;

/** The best candidates, the first one first. */
export function best<T>(choices: readonly Choice<T>[]): Choice<T>[] {
  const sorted = [...choices].sort((one, other) => other.score - one.score);
  const top = sorted[0]?.score ?? 0;
  return sorted.filter(({ score }) => score >= MIN_SCORE && score >= top - MARGIN).slice(0, MAX_CHOICES);
}

const MAX_PHRASES = 10_000;

/** A function of a schema and words that looks up each phrase of a schema once. */
export function oncePerPhrase<Result>(
  compute: (schema: Schema, words: readonly string[]) => Result,
): (schema: Schema, words: readonly string[]) => Result {
  const bySchema = new WeakMap<Schema, Map<string, Result>>();
  return (schema, words) => {
    const known = bySchema.get(schema) ?? new Map<string, Result>();
    bySchema.set(schema, known);
    const phrase = words.join(' ');
    const before = known.get(phrase);
    if (before !== undefined) return before;
    const result = compute(schema, words);
    if (known.size < MAX_PHRASES) known.set(phrase, result);
    return result;
  };
}
