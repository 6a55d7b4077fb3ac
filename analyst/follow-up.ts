import { ground } from './ground/ground';
import type { Query } from './ground/query';
import { type Interpretation, interpret, MAX_QUERY_COST } from './interpret';
import { type Aggregate, operatorsOf } from './lexicon/lexicon';
import { baseForms } from './lexicon/words';
import { tokenise } from './link/tokens';
import type { Condition, Meaning, SetMeaning, Term } from './parse/meaning';
import { read } from './parse/read';
import type { Schema } from './schema/model';

/** A question leans on the one before it if it has one of these, or names no rows. */
const LEANS =
  /\b(their|them|they|those|these|its|it|he|she|his|her|that|this|ones?|each one|same|also|too|as well|instead|what about|how about|and what|only|just|now|again|there|former|latter)\b|^\W*(and|but|or|by|per|as|for|in|from|with|without|at least|more than)\b/i;
const EACH = /\b(each|every|per)\b/i;
/** Words that relate rows to other rows. */
const HAVE = /\b(have|has|had|with|without|no)\b/i;
const ADDS = /\b(also|too|as well|include|add|in addition|along with|additionally)\b/i;
const INSTEAD = /\b(what about|how about|instead)\b/i;
/** Words of a follow-up that only point back. */
const POINTING =
  /\b(what about|how about|of (those|these|them)|among (those|these|them)|which (one|ones)|the ones|those|these|them|their|its|his|her|each one|for each of them|as well|too|also|instead|now|again|just|only|can you|please|actually|then|this|that|he|she|it|they|the results?|the list)\b/gi;
const MAX_READINGS = 6;
/** A follow-up is less certain than a question in full. */
const MAX_FOLLOW_UP_COST = 0.6;

interface Step {
  readonly meaning: Meaning;
  readonly query: Query;
}

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(tokenise(text).flatMap(({ lower }) => [lower, ...baseForms(lower)]));

/** The rows that a question is about. */
const rowsOf = ({ terms, sets }: Meaning): SetMeaning | undefined =>
  terms
    .map((term) => term.set ?? (term.k === 'aggregate' ? term.of.set : undefined))
    .find((set) => set && set.tables.length > 0) ?? sets[0];

const sameTable = (one: SetMeaning, other: SetMeaning): boolean =>
  one.tables.some(({ to }) => other.tables.some((table) => table.to === to));

/** The aggregate that a follow-up names and nothing else: *what about the minimum?* */
function aggregateOf(text: string): Aggregate | undefined {
  const tokens = tokenise(text).filter(({ kind, lower }) => kind === 'word' && lower !== 'the');
  const [only] = tokens;
  if (tokens.length !== 1 || !only) return undefined;
  return operatorsOf(only.lower).flatMap((operator) => (operator.type === 'agg' ? [operator.op] : []))[0];
}

/** The meaning before, changed by a fragment; undefined if a part of the fragment would be lost. */
function changed(before: Meaning, fragment: Meaning, text: string): Meaning | undefined {
  const named = rowsOf(before);
  const own = rowsOf(fragment);
  if (!named && own) return undefined;
  const rows = named ?? { tables: [], conditions: [] };
  const instead = INSTEAD.test(text);
  const replaced = ({ k }: Condition): boolean =>
    instead && [...fragment.filters, ...(own?.conditions ?? [])].some((one) => one.k === k);
  const added: readonly Condition[] = !own ? [] : sameTable(rows, own) ? own.conditions : [];
  const foreign = own && !sameTable(rows, own);
  const rank = fragment.rank ?? own?.rank;
  const merged: SetMeaning = {
    ...rows,
    conditions: [
      ...rows.conditions.filter((one) => !replaced(one)),
      ...added,
      ...(foreign && fragment.terms.length === 0 ? [{ k: 'exists' as const, set: own }] : []),
    ],
    rank: rank && !foreign ? own?.rank : rows.rank,
  };
  if (foreign && fragment.terms.length === 0 && own.conditions.length === 0 && !HAVE.test(text)) return undefined;
  const each = EACH.test(text);
  const counts =
    fragment.terms.length > 0 && fragment.terms.every(({ k }) => k === 'count' || k === 'aggregate' || k === 'share');
  const filters = [...before.filters.filter((one) => !replaced(one)), ...fragment.filters];
  const flags = [...new Set([...before.flags.filter((flag) => flag !== 'distinct'), ...fragment.flags])];
  const shared = { filters, flags, having: fragment.having ?? before.having, limit: fragment.limit ?? before.limit };
  const placed = (term: Term): Term =>
    !named ? term : term.set === undefined || sameTable(term.set, rows) ? ({ ...term, set: merged } as Term) : term;
  const kept = before.terms.map(placed);
  const sets = before.terms.length > 0 || !named ? [] : [merged];
  if (fragment.terms.length === 0) {
    const groups = fragment.groups.length > 0 ? fragment.groups : before.groups;
    return {
      ...before,
      ...shared,
      terms: kept,
      sets,
      groups,
      order: fragment.order ?? before.order,
      rank: fragment.rank ?? before.rank,
    };
  }
  const terms = fragment.terms.map(placed);
  if (ADDS.test(text))
    return {
      ...before,
      ...shared,
      terms: [...kept, ...terms],
      sets: [],
      order: fragment.order ?? before.order,
      rank: rank ?? before.rank,
    };
  if (counts && foreign) {
    if (!each) return undefined;
    return {
      ...shared,
      terms: fragment.terms,
      sets: [],
      groups: [{ k: 'set', set: merged }],
      order: fragment.order,
      rank: fragment.rank,
    };
  }
  if (counts)
    return { ...shared, terms, sets: [], groups: fragment.groups, order: fragment.order, rank: fragment.rank };
  return {
    ...shared,
    terms,
    sets: [],
    groups: [],
    order: fragment.order ?? before.order,
    rank: fragment.rank ?? before.rank,
  };
}

function best(
  schema: Schema,
  candidates: readonly { meaning: Meaning; cost: number }[],
  words: ReadonlySet<string>,
  most: number,
): Step | undefined {
  const steps = candidates.flatMap(({ meaning, cost }) =>
    ground(schema, { meaning, cost }, words).queries.map((query) => ({ meaning, query })),
  );
  return steps.filter(({ query }) => query.cost <= most).sort((one, other) => one.query.cost - other.query.cost)[0];
}

/** The meaning of the last of several questions, each of which may lean on those before it. */
function step(schema: Schema, questions: readonly string[]): Step | undefined {
  const text = questions.at(-1) ?? '';
  const before = questions.length > 1 ? step(schema, questions.slice(0, -1)) : undefined;
  const words = wordsOf(questions.join(' '));
  if (questions.length === 1 || !LEANS.test(text)) {
    const alone = best(schema, read(schema, text).readings.slice(0, MAX_READINGS), wordsOf(text), MAX_QUERY_COST);
    // What names no rows is about those of the question before.
    if (questions.length === 1 || (alone && rowsOf(alone.meaning))) return alone;
  }
  if (!before) return undefined;
  const plain = text.replace(POINTING, ' ').replace(/\s+/g, ' ');
  const aggregate = aggregateOf(plain);
  if (aggregate) {
    const terms = before.meaning.terms.map(
      (term): Term =>
        term.k === 'aggregate'
          ? { ...term, op: aggregate }
          : term.k === 'column'
            ? { k: 'aggregate', op: aggregate, of: term, set: term.set }
            : term,
    );
    return best(
      schema,
      [{ meaning: { ...before.meaning, terms, order: undefined }, cost: 0.1 }],
      words,
      MAX_FOLLOW_UP_COST,
    );
  }
  const { readings } = read(schema, plain);
  const candidates = readings.slice(0, MAX_READINGS).flatMap(({ meaning, cost }) => {
    const one = changed(before.meaning, meaning, text);
    return one ? [{ meaning: one, cost }] : [];
  });
  return best(schema, candidates, words, MAX_FOLLOW_UP_COST);
}

/**
 * What the last of several questions asks for. A pure function of the questions: *and by gender?* changes what the one
 * before it means.
 */
export function followUp(schema: Schema, questions: readonly string[]): Interpretation {
  const text = questions.at(-1) ?? '';
  if (questions.length < 2) return interpret(schema, text);
  const found = step(schema, questions);
  if (found) return { query: found.query };
  const alone = interpret(schema, text);
  if ('query' in alone && !LEANS.test(text)) return alone;
  return { problem: 'It is not clear what this question changes about the one before; ask it in full.' };
}
