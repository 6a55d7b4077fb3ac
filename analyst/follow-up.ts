import { ground } from './ground/ground';
import type { Query } from './ground/query';
import { type Interpretation, interpret, MAX_QUERY_COST } from './interpret';
import { type Aggregate, fillers, operatorsOf } from './lexicon/lexicon';
import { baseForms } from './lexicon/words';
import { tokenise } from './link/tokens';
import type { Condition, Meaning, SetMeaning, Term } from './parse/meaning';
import { read } from './parse/read';
import type { Schema } from './schema/model';

/** A question leans on the one before it if it has one of these, or names no rows. */
const LEANS =
  /\b(their|them|they|those|these|its|it|he|she|him|his|her|that|this|results?|entries|list|ones?|each one|same|also|too|as well|instead|what about|how about|and what|only|just|now|again|there|former|latter)\b|^\W*(order|sort|limit|group|rank|and|but|or|by|per|as|for|in|from|with|without|at least|more than)\b/i;
const EACH = /\b(each|every|per)\b/i;
/** Words that relate rows to other rows. */
const HAVE = /\b(have|has|had|with|without|no)\b/i;
const ADDS = /\b(also|too|as well|include|add|in addition|along with|additionally)\b/i;
const INSTEAD = /\b(what about|how about|instead)\b/i;
/** Words of a follow-up that only point back. */
const POINTING =
  /\b(what about|how about|of (those|these|them)|among (those|these|them)|which (one|ones)|the ones|those|these|them|their|its|his|her|each one|for each of them|as well|too|also|instead|now|again|just|only|can you|please|actually|then|this|that|he|she|it|they|the results?|the list)\b/gi;
const ORDERS = /^\W*(please )?(order|sort|rank)\b/i;
const LISTS = /^\W*(please )?(show|list|give|find|display)\b/i;
const OF_THEM = /\bhow many of (them|those|these)\b/i;
const POINTS = /\b(these|those|them|they|he|she|him|her|it|their|his|its)\b/i;
/** What one value of the answer before is compared with. */
const THIS_VALUE = /\b(this|that|these|those)\b/i;
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

const sameTable = (one: SetMeaning, other: SetMeaning): boolean => one.tables[0]?.to === other.tables[0]?.to;

/** The conditions of a question, on its rows and on those that it counts. */
const conditionsOf = ({ sets, terms, groups, filters }: Meaning): Condition[] => [
  ...filters,
  ...[...sets, ...terms.map(({ set }) => set), ...groups.map((group) => (group.k === 'set' ? group.set : undefined))]
    .flatMap((set) => set?.conditions ?? [])
    .flatMap((one) => (one.k === 'exists' ? [one, ...one.set.conditions] : [one])),
];
const kindOf = (condition: Condition): string => (condition.k === 'not' ? kindOf(condition.condition) : condition.k);

/** The aggregate that a follow-up names and nothing else: *what about the minimum?* */
function aggregateOf(text: string): Aggregate | undefined {
  const tokens = tokenise(text).filter(({ kind, lower }) => kind === 'word' && !fillers.has(lower));
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
  const replaced = (condition: Condition): boolean =>
    instead && [...fragment.filters, ...(own?.conditions ?? [])].some((one) => kindOf(one) === kindOf(condition));
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
  // What is ordered by a figure, or compared without a column, is not clear from the fragment.
  if (ORDERS.test(text) && fragment.terms.length > 0) return undefined;
  if (fragment.filters.some((one) => one.k === 'compare' && !one.term)) return undefined;
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
    if (own && !foreign && LISTS.test(text) && before.terms.some(({ k }) => k === 'column'))
      return { ...before, ...shared, terms: [], sets: [merged], groups: [], flags: fragment.flags };
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
  if (OF_THEM.test(text) && (foreign || fragment.terms.some((term) => term.k === 'count' && term.columns)))
    return undefined;
  if (counts && foreign) {
    if (own.conditions.some(({ k }) => k === 'not')) return undefined;
    // *How many visits to these museums?*
    const all: SetMeaning = { ...own, conditions: [...own.conditions, { k: 'exists', set: merged }] };
    const ofOwn = fragment.terms.every(({ k, set }) => k === 'count' && set !== undefined && sameTable(set, own));
    if (!each && !(ofOwn && POINTS.test(text))) return undefined;
    if (!each)
      return { ...fragment, filters, terms: fragment.terms.map((term) => ({ ...term, set: all }) as Term), sets: [] };
    return {
      ...shared,
      terms: fragment.terms,
      sets: [],
      groups: [{ k: 'set', set: merged }],
      order: fragment.order,
      rank: fragment.rank,
    };
  }
  // *For each of them*: the columns before become groups.
  if (counts && each && fragment.groups.length === 0)
    return kept.every(({ k }) => k === 'column')
      ? { ...shared, terms: [...kept, ...terms], sets: [], groups: [] }
      : undefined;
  if (counts)
    return { ...shared, terms, sets: [], groups: fragment.groups, order: fragment.order, rank: fragment.rank };
  if (foreign) {
    // *The names of their authors*; who has none of those is not clear.
    if (own.conditions.some(({ k }) => k === 'not')) return undefined;
    const related: SetMeaning = { ...own, conditions: [...own.conditions, { k: 'exists', set: merged }] };
    return { ...fragment, filters, terms: fragment.terms.map((term) => ({ ...term, set: related }) as Term), sets: [] };
  }
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
    const narrowed = before !== undefined && conditionsOf(before.meaning).length > 0;
    if (questions.length === 1) return alone;
    if (alone && rowsOf(alone.meaning)) return narrowed && conditionsOf(alone.meaning).length === 0 ? undefined : alone;
  }
  if (!before) return undefined;
  const plain = text.replace(POINTING, ' ').replace(/\s+/g, ' ');
  const aggregate = aggregateOf(plain);
  const computed = before.meaning.terms.some(({ k }) => k === 'aggregate');
  if (computed && !aggregate && THIS_VALUE.test(text)) return undefined;
  const rank = before.meaning.rank ?? rowsOf(before.meaning)?.rank;
  if (aggregate && rank) return undefined;
  if (aggregate) {
    const terms = before.meaning.terms.map(
      (term): Term =>
        term.k === 'aggregate'
          ? { ...term, op: aggregate }
          : term.k === 'column'
            ? { k: 'aggregate', op: aggregate, of: term, set: term.set }
            : term,
    );
    const all = ADDS.test(text) ? [...before.meaning.terms, ...terms] : terms;
    return best(
      schema,
      [{ meaning: { ...before.meaning, terms: all, order: undefined }, cost: 0.1 }],
      words,
      MAX_FOLLOW_UP_COST,
    );
  }
  const { readings } = read(schema, plain);
  const candidates = readings.slice(0, MAX_READINGS).flatMap(({ meaning, cost }) => {
    const one = changed(before.meaning, meaning, text);
    if (!one) return [];
    const remaining = new Set(conditionsOf(one));
    const isLost = (condition: Condition): boolean => !remaining.has(condition);
    return !INSTEAD.test(text) && conditionsOf(before.meaning).some(isLost) ? [] : [{ meaning: one, cost }];
  });
  const result = best(schema, candidates, words, MAX_FOLLOW_UP_COST);
  return result?.query.sql === before.query.sql ? undefined : result;
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
  return { problem: 'It is not clear what this question changes about the one before; ask it in full.' };
}
