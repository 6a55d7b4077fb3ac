import { identifierWords } from './names';
import { termColumn } from './terms';
import type { Column, DeclaredRelation, Kind, Schema, Table } from './types';

export type { Column, DeclaredRelation, Kind, Schema, Table, Term } from './types';

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^(numeric|decimal)\(\d+(,\s*0)?\)$/, 'integer'],
  [/^(small|big)?int(eger)?\d?$/, 'integer'],
  [/^(double precision|real|float\d?|numeric|decimal|money)/, 'number'],
  [/^(character|char|varchar|bpchar|text|nvarchar|string|name)/, 'text'],
  [/^bool/, 'boolean'],
  [/^date$/, 'date'],
  [/^timestamp/, 'timestamp'],
];

const kindOf = (type: string): Kind =>
  kinds.find(([pattern]) => pattern.test(type.toLowerCase().trim()))?.[1] ?? 'other';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const bound = (value: unknown): string | number | undefined =>
  typeof value === 'number' || typeof value === 'string' ? value : undefined;
/** Words of names whose integers are calendar years, where they look like ones. */
const YEAR_WORDS = /^(year|yr|season|founded|established|built|opened|born|released|published|vintage)s?$/;
const isYear = (value: unknown): boolean => Number(value) >= 1800 && Number(value) <= 2100;

const NUMBER = '^[-+]?[0-9]+([.][0-9]+)?$';
const MISSING = /^(null|none|n\/?a|nan|unknown|-|\?)?$/i;

/** Whether texts are numbers, apart from spellings of a missing value. */
function isNumericText(texts: readonly string[]): boolean {
  const numbers = texts.filter((value) => !MISSING.test(value.trim()));
  return numbers.length > 1 && numbers.every((value) => new RegExp(NUMBER).test(value));
}

function readColumn(table: string, rows: number, json: Json, samples: readonly Json[]): Column {
  const name = text(json.name);
  const words = identifierWords(name);
  const kind = kindOf(text(json.type));
  const listed: readonly unknown[] = Array.isArray(json.values) ? json.values : [];
  const sampled = kind === 'text' ? samples.map((row) => row[name]) : [];
  const texts = (values: readonly unknown[]) =>
    values.filter((value) => value !== null && value !== undefined).map(String);
  const distinct = numberOf(json.distinct);
  const years =
    kind === 'integer' && isYear(json.min) && isYear(json.max) && words.some((word) => YEAR_WORDS.test(word));
  const numeric = kind === 'text' && listed.length > 1 && isNumericText(texts(listed));
  return {
    table,
    name,
    words,
    kind: years ? 'year' : numeric ? 'number' : kind,
    description: text(json.description),
    nulls: numberOf(json.nulls) ?? 0,
    distinct,
    unique: distinct !== undefined && rows > 0 && distinct >= rows - (numberOf(json.nulls) ?? 0),
    min: bound(json.min),
    max: bound(json.max),
    values: [...new Set(texts([...listed, ...sampled]))],
    complete: listed.length > 0 && (distinct === undefined || listed.length >= distinct),
    ...(numeric && {
      formula: (of: (name: string) => string) =>
        `CASE WHEN ${of(name)} ~ '${NUMBER}' THEN CAST(${of(name)} AS double precision) END`,
    }),
  };
}

function readTable(json: Json): Table {
  const name = text(json.name);
  const rows = numberOf(json.rows) ?? 0;
  const columns = objects(json.columns).map((column) => readColumn(name, rows, column, objects(json.sample)));
  return { name, words: identifierWords(name), description: text(json.description), rows, columns, terms: [] };
}

function withTerms(table: Table, terms: readonly Json[]): Table {
  return {
    ...table,
    terms: terms.flatMap((json) => {
      const names = Array.isArray(json.tables) ? json.tables.map(text) : [];
      const column = termColumn(
        table,
        text(json.term),
        text(json.meaning),
        names.length === 1 && names[0] === table.name,
      );
      return column ? [{ words: identifierWords(text(json.term)), column }] : [];
    }),
  };
}

/** `orders.customer_id` → `orders`, `customer_id`. */
const QUALIFIED = /^([^.]+)\.(.+)$/;

function readRelation(json: Json): DeclaredRelation[] {
  const [from, to] = [json.from, json.to].map((end) => QUALIFIED.exec(text(end)));
  const [, fromTable = '', fromColumn = ''] = from ?? [];
  const [, toTable = '', toColumn = ''] = to ?? [];
  if (!from || !to || json.type === 'many-to-many') return [];
  return json.type === 'one-to-many'
    ? [{ from: toTable, column: toColumn, to: fromTable, key: fromColumn }]
    : [{ from: fromTable, column: fromColumn, to: toTable, key: toColumn }];
}

/** Reads the tables of a request. Throws if the text is not a JSON object. */
export function readSchema(json: string): Schema {
  const parsed: unknown = JSON.parse(json);
  if (!isObject(parsed)) throw new Error('The tables of the request are not a JSON object.');
  const others = Array.isArray(parsed.otherTables) ? parsed.otherTables.map(text) : [];
  const terms = objects(parsed.terms);
  return {
    name: text(parsed.schema) || 'public',
    tables: objects(parsed.tables).map((json) => withTerms(readTable(json), terms)),
    others,
    relations: objects(parsed.relationships).flatMap(readRelation),
  };
}
