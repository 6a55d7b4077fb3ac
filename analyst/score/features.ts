import type { Link } from '../link/links';
import type { Token } from '../link/tokens';
import type { Column, Schema, Table } from '../schema/model';
import { singular } from '../lexicon/words';
import { COMMON } from '../ground/scope';
import { relationsOf } from '../schema/relations';
import { isFlag, isId, isTime, labelOf } from '../schema/roles';
import type { Candidate, Candidates } from './candidates';

/** What is seen of a statement, each a number from 0 up. */
export const FEATURES = [
  'linked',
  'skipped',
  'ruled',
  'grounded',
  'verbsLeft',
  'nounsLeft',
  'othersLeft',
  'weakest',
  'unsupported',
  'guessedTime',
  'missingEvent',
  'foreign',
  'foreignName',
  'unnamedSubject',
  'tablesUnused',
  'columnsUnused',
  'valuesUnused',
  'joins',
  'oddAggregate',
  'wholeRows',
  'unknownText',
  'verbAndTime',
  'timeOfOther',
  'otherWords',
  'near',
] as const;
export type Feature = (typeof FEATURES)[number];
export type Features = Readonly<Record<Feature, number>>;

const SURE = 0.9;
const MOST_NEAR = 0.5;

const covers = (link: Link, other: Link): boolean => link.from <= other.from && link.to >= other.to;

/** How well a question names a column, by a name or by a value. */
function supportOf(column: Column, links: readonly Link[]): number {
  const scores = links.flatMap((link) => {
    if (link.type === 'col') return link.choices.flatMap(({ to, score }) => (to === column ? [score] : []));
    if (link.type === 'val') return link.choices.flatMap(({ to, score }) => (to.column === column ? [score] : []));
    return [];
  });
  return Math.max(0, ...scores);
}

/** How well a question names a table. */
function nameOf(table: Table, links: readonly Link[]): number {
  const scores = links.flatMap((link) =>
    link.type === 'ent' ? link.choices.flatMap(({ to, score }) => (to === table ? [score] : [])) : [],
  );
  return Math.max(0, ...scores);
}

const count = <T>(list: readonly T[], holds: (one: T) => boolean): number => list.filter(holds).length;

/** The links that are sure and not inside of others, of words that stand for one thing. */
function sureLinks(links: readonly Link[], tokens: readonly Token[]): Link[] {
  const sure = links.filter(
    (link) => (link.type === 'ent' || link.type === 'col' || link.type === 'val') && link.score > SURE,
  );
  const operators = links.filter(({ type }) => type === 'op' || type === 'per');
  return sure.filter(
    (link) =>
      tokens[link.from]?.kind !== 'symbol' &&
      !operators.some((one) => covers(one, link)) &&
      !sure.some((one) => covers(one, link) && one.to - one.from > link.to - link.from),
  );
}

/** What is seen of a statement and of the question that it may answer. */
export function featuresOf(
  schema: Schema,
  { tokens, links, candidates }: Pick<Candidates, 'tokens' | 'links' | 'candidates'>,
  { query, reading }: Candidate,
): Features {
  const tableOf = (column: Column): Table | undefined => schema.tables.find(({ name }) => name === column.table);
  const references = new Set(relationsOf(schema).flatMap(({ column, key }) => [column, key]));
  const used = query.columns;
  const tables = new Set([query.base, ...used.flatMap((column) => tableOf(column) ?? [])]);
  const named = (table: Table | undefined): boolean => table !== undefined && nameOf(table, links) > 0.7;
  const somethingNamed = schema.tables.some(named);
  const isLabel = (column: Column): boolean => {
    const table = tableOf(column);
    return table !== undefined && labelOf(table) === column;
  };
  const whole = query.task === 'rows' && query.items.length > 3 && query.items.length >= query.subject.columns.length - 2;
  const meant = used.filter(
    (column) =>
      !((references.has(column) || isId(column)) && supportOf(column, links) < SURE) &&
      !column.formula &&
      !(whole && column.table === query.subject.name && supportOf(column, links) === 0),
  );
  const support = new Map(meant.map((column) => [column, supportOf(column, links)]));
  const supported = (column: Column): number => support.get(column) ?? 0;
  const times = meant.filter((column) => isTime(column) && supported(column) < 0.7);
  const others = meant.filter((column) => !times.includes(column));
  const foreign = others.filter(
    (column) => somethingNamed && !named(tableOf(column)) && supported(column) < 0.97 && supported(column) > 0,
  );
  const left = reading.left.flatMap((at) => (tokens[at]?.kind === 'word' ? [tokens[at] as Token] : []));
  const isVerb = ({ tags }: Token): boolean => tags.has('Verb');
  const isNoun = ({ tags }: Token): boolean => tags.has('Noun') || tags.has('Adjective');
  const sure = sureLinks(links, tokens);
  const unused = (type: Link['type'], isUsed: (link: Link) => boolean): number =>
    count(
      sure,
      (link) =>
        link.type === type && !sure.some((one) => one.from < link.to && link.from < one.to && isUsed(one)),
    );
  const isUsed = (link: Link): boolean =>
    link.type === 'ent'
      ? link.choices.some(({ to }) => tables.has(to))
      : link.type === 'col'
        ? link.choices.some(({ to }) => used.includes(to) || to.formula !== undefined)
        : link.type === 'val'
          ? link.choices.some(({ to }) => used.includes(to.column))
          : true;
  const spoken = new Set(tokens.flatMap((token) => [token.lower, ...token.words].map(singular)));
  const byName = (column: Column): boolean =>
    links.some((link) => link.type === 'col' && link.choices.some(({ to }) => to === column));
  const otherWords = (column: Column): boolean => {
    const own = column.words.filter((word) => !COMMON.has(word));
    const table = tableOf(column);
    return (
      own.length < column.words.length &&
      own.length > 0 &&
      ![...own, ...(table?.words ?? [])].some((word) => spoken.has(singular(word)))
    );
  };
  const verbsLeft = count(left, isVerb);
  const second = candidates.find((one) => one.query !== query && one.query.cost >= query.cost);
  return {
    linked: reading.linked,
    skipped: reading.skipped,
    ruled: reading.cost - reading.linked - reading.skipped,
    grounded: query.cost - reading.cost,
    verbsLeft,
    nounsLeft: count(left, (token) => !isVerb(token) && isNoun(token)),
    othersLeft: count(left, (token) => !isVerb(token) && !isNoun(token)),
    weakest: 1 - Math.min(1, ...others.map(supported).filter((score) => score > 0)),
    unsupported: count(others, (column) => supported(column) === 0 && !(isLabel(column) && named(tableOf(column)))),
    guessedTime: Math.min(1, times.length),
    missingEvent: count(times, ({ nulls }) => nulls > 0),
    foreign: foreign.length,
    foreignName: count(
      others,
      (column) =>
        somethingNamed && !named(tableOf(column)) && byName(column) && column.words.some((word) => COMMON.has(word)),
    ),
    unnamedSubject: named(query.subject) ? 0 : 1,
    tablesUnused: unused('ent', isUsed),
    columnsUnused: unused('col', isUsed),
    valuesUnused: unused('val', isUsed),
    joins: tables.size - 1,
    oddAggregate: count(
      query.items,
      ({ op, column }) =>
        op !== undefined && op !== 'count' && column !== undefined && (isFlag(column) || isId(column) || isTime(column)),
    ),
    wholeRows: whole ? 1 : 0,
    unknownText: count([...query.sql.matchAll(/LOWER\([^)]*\) = /g)], () => true),
    verbAndTime: times.length > 0 ? Math.min(1, verbsLeft) : 0,
    timeOfOther: count(times, ({ table }) => table !== query.subject.name),
    otherWords: count(others, otherWords),
    near: second ? Math.max(0, MOST_NEAR - (second.query.cost - query.cost)) / MOST_NEAR : 0,
  };
}
