import { ground } from '../ground/ground';
import type { Query } from '../ground/query';
import { baseForms } from '../lexicon/words';
import type { Link } from '../link/links';
import type { Token } from '../link/tokens';
import { type Reading, read } from '../parse/read';
import type { Schema } from '../schema/model';

/** A statement that a question may ask for, and the reading that it comes from. */
export interface Candidate {
  readonly query: Query;
  readonly reading: Reading;
}

export interface Candidates {
  readonly tokens: readonly Token[];
  readonly links: readonly Link[];
  /** Each statement once, the nearest to the question first. */
  readonly candidates: readonly Candidate[];
  /** Why readings have no statement. */
  readonly problems: readonly string[];
  /** Words that no reading explains. */
  readonly unexplained: readonly string[];
  /** Whether any reading has all words. */
  readonly isRead: boolean;
}

const MAX_READINGS = 10;

/** The statements that a question may ask for. */
export function candidatesOf(schema: Schema, question: string): Candidates {
  const { tokens, links, readings, unexplained } = read(schema, question);
  const words = new Set(tokens.flatMap(({ lower }) => [lower, ...baseForms(lower)]));
  const bySql = new Map<string, Candidate>();
  const problems: string[] = [];
  for (const reading of readings.slice(0, MAX_READINGS)) {
    const grounded = ground(schema, reading, words);
    problems.push(...grounded.problems);
    for (const query of grounded.queries) {
      const known = bySql.get(query.sql);
      if (!known || query.cost < known.query.cost) bySql.set(query.sql, { query, reading });
    }
    if (grounded.ambiguous) break;
  }
  const candidates = [...bySql.values()].sort((one, other) => one.query.cost - other.query.cost);
  return { tokens, links, candidates, problems, unexplained, isRead: readings.length > 0 };
}
