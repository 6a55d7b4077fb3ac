import { COMMON } from '../ground/scope';
import { type Link, scoreOf } from '../link/links';
import type { Token } from '../link/tokens';
import { namesOfVerbs } from '../parse/skips';
import type { Column, Schema, Table } from '../schema/model';
import { relationsOf } from '../schema/relations';
import { isId, isTime, labelOf } from '../schema/roles';
import type { Candidate, Candidates } from './candidates';

/** Signs that a statement is not what a question asks for, each a number from 0 up. */
export interface Features {
  /** Costs of names that are not the words themselves, of words left out, of the rules, and of the tables. */
  readonly linked: number;
  readonly skipped: number;
  readonly ruled: number;
  readonly grounded: number;
  readonly nounsLeft: number;
  /** How far the least certain column is from its name. */
  readonly weakest: number;
  /** Columns that the question does not name. */
  readonly unsupported: number;
  /** Times that the question does not name; those that some rows lack; those of other tables. */
  readonly guessedTime: number;
  readonly missingEvent: number;
  readonly timeOfOther: number;
  /** Columns with a name that any table may have, of tables that the question does not name. */
  readonly foreignName: number;
  /** Tables and columns that the question names and the statement does not have. */
  readonly tablesUnused: number;
  readonly columnsUnused: number;
  /** Texts that no column is known to have. */
  readonly unknownText: number;
  /** Verbs made of names that the statement does not have. */
  readonly verbIgnored: number;
  /** How near the next statement is. */
  readonly near: number;
}

const NAMED = 0.7;
const SURE = 0.9;
const NEAR_COST = 0.5;
/** Columns of rows that are shown whole, apart from those that are shown anyway. */
const WHOLE = 3;

const count = <T>(list: readonly T[], holds: (one: T) => boolean): number => list.filter(holds).length;
const covers = (link: Link, other: Link): boolean => link.from <= other.from && link.to >= other.to;
const overlap = (one: Link, other: Link): boolean => one.from < other.to && other.from < one.to;

/** Links of words that surely name something of the tables, and nothing else. */
function sureLinks(links: readonly Link[]): Link[] {
  const sure = links.filter(({ type, score }) => (type === 'ent' || type === 'col' || type === 'val') && score > SURE);
  const operators = links.filter(({ type }) => type === 'op' || type === 'per');
  const isPart = (link: Link): boolean =>
    sure.some((one) => covers(one, link) && one.to - one.from > link.to - link.from);
  return sure.filter((link) => !isPart(link) && !operators.some((one) => covers(one, link)));
}

/** Words that are nouns or adjectives, and no verbs. */
const isNoun = ({ kind, tags }: Token): boolean =>
  kind === 'word' && !tags.has('Verb') && (tags.has('Noun') || tags.has('Adjective'));

/** The columns that a statement is about: without references, and without those of rows that are shown whole. */
function columnsOf(schema: Schema, { query }: Candidate, support: (column: Column) => number): Column[] {
  const references = new Set(relationsOf(schema).flatMap(({ column, key }) => [column, key]));
  const { items, subject, task } = query;
  const whole = task === 'rows' && items.length > WHOLE && items.length >= subject.columns.length - 2;
  return query.columns.filter(
    (column) =>
      !column.formula &&
      !((references.has(column) || isId(column)) && support(column) < SURE) &&
      !(whole && column.table === subject.name && support(column) === 0),
  );
}

/** The signs that a statement is not what a question asks for. */
export function featuresOf(schema: Schema, question: Candidates, candidate: Candidate): Features {
  const { tokens, links, candidates } = question;
  const { query, reading } = candidate;
  const support = (column: Column): number =>
    Math.max(0, ...links.map((link) => scoreOf(link, { column, asName: false })));
  const byName = (column: Column): boolean => links.some((link) => scoreOf(link, { column, asName: true }) > 0);
  const tableOf = (column: Column): Table | undefined => schema.tables.find(({ name }) => name === column.table);
  const isNamed = (table: Table | undefined): boolean =>
    links.some((link) => link.type === 'ent' && link.choices.some(({ to, score }) => to === table && score > NAMED));
  const isLabel = (column: Column, table = tableOf(column)): boolean =>
    table !== undefined && labelOf(table) === column;
  const isAnyNamed = schema.tables.some(isNamed);
  const columns = columnsOf(schema, candidate, support);
  const times = columns.filter((column) => isTime(column) && support(column) < NAMED);
  const others = columns.filter((column) => !times.includes(column));
  const tables = new Set([query.base, ...query.columns.map(tableOf)]);
  const isUsed = (link: Link): boolean =>
    link.type === 'ent'
      ? link.choices.some(({ to }) => tables.has(to))
      : link.type === 'col'
        ? link.choices.some(({ to }) => query.columns.includes(to) || to.formula !== undefined)
        : link.type === 'val' && link.choices.some(({ to }) => query.columns.includes(to.column));
  const sure = sureLinks(links);
  const unused = (type: Link['type']): number =>
    count(sure, (link) => link.type === type && !sure.some((one) => overlap(one, link) && isUsed(one)));
  const sql = query.sql.toLowerCase();
  const next = candidates.find((one) => one !== candidate && one.query.cost >= query.cost);
  return {
    linked: reading.linked,
    skipped: reading.skipped,
    ruled: reading.cost - reading.linked - reading.skipped,
    grounded: query.cost - reading.cost,
    nounsLeft: count(reading.left, (at) => isNoun(tokens[at] as Token)),
    weakest: 1 - Math.min(1, ...others.map(support).filter((score) => score > 0)),
    unsupported: count(others, (column) => support(column) === 0 && !(isLabel(column) && isNamed(tableOf(column)))),
    guessedTime: Math.min(1, times.length),
    missingEvent: count(times, ({ nulls }) => nulls > 0),
    timeOfOther: count(times, ({ table }) => table !== query.subject.name),
    foreignName: count(
      others,
      (column) =>
        isAnyNamed && !isNamed(tableOf(column)) && byName(column) && column.words.some((word) => COMMON.has(word)),
    ),
    tablesUnused: unused('ent'),
    columnsUnused: unused('col'),
    unknownText: count([...sql.matchAll(/\blower\([^)]*\) = /g)], () => true),
    verbIgnored: count(
      namesOfVerbs(schema, tokens),
      ({ verb, names }) => ![...names, verb].some((name) => sql.includes(name.toLowerCase())),
    ),
    near: next ? Math.max(0, NEAR_COST - (next.query.cost - query.cost)) / NEAR_COST : 0,
  };
}
