import { identifierWords } from './names';

/** What a column holds, whatever the warehouse calls the type. */
export type Kind = 'integer' | 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'other';

export interface Column {
  readonly table: string;
  readonly name: string;
  /** The warehouse's name of the type. */
  readonly type: string;
  readonly kind: Kind;
  /** The words of the name, lower case: `unitPrice` is unit, price. */
  readonly words: readonly string[];
  readonly description: string;
  readonly nulls?: number;
  readonly distinct?: number;
  /** As many values as the table has rows. */
  readonly unique?: boolean;
  readonly min?: string | number;
  readonly max?: string | number;
  /** The values seen: all of them when there are few, otherwise some. */
  readonly values: readonly string[];
  /** Whether `values` holds every value of the column. */
  readonly complete: boolean;
  /** Not a column of the warehouse: worked out as the product of two that are. */
  readonly product?: readonly [Column, Column];
  /** Months as text, 2025-07: read as their first day. */
  readonly monthly?: boolean;
}

export interface Table {
  readonly name: string;
  readonly words: readonly string[];
  readonly description: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** What can be worked out from columns. */
  readonly derived?: readonly Column[];
}

export interface Schema {
  readonly name: string;
  readonly tables: readonly Table[];
  /** Tables of which only the name was sent. */
  readonly others: readonly string[];
  /** Columns that the question speaks of: of several ways to a table the one by such a column is meant. */
  readonly spoken?: ReadonlySet<Column>;
}

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^(small|big)?int(eger)?\d?$/, 'integer'],
  [/^(double precision|real|float\d?|numeric|decimal|money)/, 'number'],
  [/^(character|char|varchar|bpchar|text|nvarchar|string|name)/, 'text'],
  [/^bool/, 'boolean'],
  [/^date$/, 'date'],
  [/^timestamp/, 'timestamp'],
];

/** The kind for a type's name in Redshift; numeric without decimal places is an integer. */
export const kindOf = (type: string): Kind => {
  const lower = type.toLowerCase().trim();
  if (/^(numeric|decimal)\(\d+(,\s*0)?\)$/.test(lower)) return 'integer';
  return kinds.find(([pattern]) => pattern.test(lower))?.[1] ?? 'other';
};

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const bound = (value: unknown): string | number | undefined =>
  typeof value === 'number' || typeof value === 'string' ? value : undefined;

const valueTexts = (profile: readonly unknown[]): string[] =>
  profile
    .map((entry) => (isObject(entry) ? entry.value : entry))
    .filter((value) => value !== null && value !== undefined)
    .map(String);

const readColumn = (table: string, rows: number, json: Json, samples: readonly Json[]): Column => {
  const name = text(json.name);
  const kind = kindOf(text(json.type));
  const frequent = valueTexts(list(json.values));
  const sampled = kind === 'text' ? valueTexts(samples.map((row) => row[name])) : [];
  const distinct = count(json.distinct);
  const texts = [...new Set([...frequent, ...sampled])].sort();
  if (kind === 'text' && texts.length > 1 && texts.every((value) => /^(19|20)\d\d-(0\d|1[0-2])$/.test(value))) {
    const [first, last] = [texts[0], texts.at(-1)];
    return {
      ...{
        table,
        name,
        type: 'date',
        kind: 'date',
        words: identifierWords(name),
        distinct,
        monthly: true,
        values: [],
        complete: false,
      },
      description: text(json.description),
      nulls: count(json.nulls),
      min: `${first}-01`,
      max: `${last}-01`,
    };
  }
  return {
    table,
    name,
    type: text(json.type),
    kind,
    words: identifierWords(name),
    description: text(json.description),
    nulls: count(json.nulls),
    distinct,
    unique: distinct !== undefined && rows > 0 && distinct >= rows,
    min: bound(json.min),
    max: bound(json.max),
    values: [...new Set([...frequent, ...sampled])],
    complete: frequent.length > 0 && (distinct === undefined || frequent.length >= distinct),
  };
};

const readTable = (json: Json): Table => {
  const name = text(json.name);
  const samples = list(json.sample).filter(isObject);
  return {
    name,
    words: identifierWords(name),
    description: text(json.description),
    rows: count(json.rows) ?? 0,
    columns: list(json.columns)
      .filter(isObject)
      .map((column) => readColumn(name, count(json.rows) ?? 0, column, samples)),
  };
};

/** Reads the tables as the model is sent them. Throws when the text is no JSON object. */
export const readSchema = (json: string): Schema => {
  const parsed: unknown = JSON.parse(json);
  if (!isObject(parsed)) throw new Error('The tables are no JSON object.');
  return {
    name: text(parsed.schema) || 'public',
    tables: list(parsed.tables).filter(isObject).map(readTable),
    others: list(parsed.otherTables).map(text),
  };
};
