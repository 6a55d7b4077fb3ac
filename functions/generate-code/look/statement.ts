import { quoted } from '../../../lib/sql/quoted';
import { kindOf } from '../../shared/tables/kind';
import type { VisibleColumn, VisibleTable } from '../tables/directory';
import { type Condition, LookRefused, type LookRequest, type Operator } from './look-request';

/** The most frequent values that a look shows. */
export const MAX_VALUES = 50;

export interface LookStatement {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly table: VisibleTable;
  readonly column: VisibleColumn;
}

/**
 * The statement of a look: a row for each of the most frequent values and one more, each with the figures of the column;
 * one row without a value if there is none. Identifiers are those of the description; what the model wrote is bound.
 * @throws LookRefused for a table or column whose values may not be shown, and for a value that its column cannot have
 */
export function lookStatement(schema: string, tables: readonly VisibleTable[], request: LookRequest): LookStatement {
  const table = tableNamed(tables, request.table, schema);
  const column = columnNamed(table, request.column);
  const kind = kindOf(column.type);
  if (kind === 'other') throw new LookRefused(`Values of the type ${column.type} cannot be counted.`);
  const parameters: Record<string, string> = {};
  const bind = (value: string): string => {
    const name = `p${Object.keys(parameters).length + 1}`;
    parameters[name] = value;
    return `:${name}`;
  };
  const conditions = (request.where ?? []).map((one) => conditionSql(columnNamed(table, one.column), one, bind));
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
  const containing = request.contains ? ` and ${containsSql('value', request.contains, bind)}` : '';
  const sql = [
    `with part as (select ${valueSql(column)} as value from ${quoted(schema)}.${quoted(table.name)}${where}),`,
    'figures as (select count(*) as row_count, count(value) as filled, count(distinct value) as distinct_count,',
    'cast(min(value) as varchar(1000)) as lowest, cast(max(value) as varchar(1000)) as highest from part),',
    `frequent as (select value, count(*) as value_count from part where value is not null${containing}`,
    `group by value order by value_count desc, value limit ${MAX_VALUES + 1})`,
    'select figures.row_count, figures.filled, figures.distinct_count, figures.lowest, figures.highest,',
    'cast(frequent.value as varchar(65535)) as value, frequent.value_count',
    'from figures left join frequent on 1 = 1 order by frequent.value_count desc, frequent.value',
  ].join(' ');
  return { sql, parameters, table, column };
}

const isNamed = (name: string) => (one: { readonly name: string }) => one.name.toLowerCase() === name.toLowerCase();

function tableNamed(tables: readonly VisibleTable[], name: string, schema: string): VisibleTable {
  const prefix = `${schema}.`.toLowerCase();
  const bare = name.toLowerCase().startsWith(prefix) ? name.slice(prefix.length) : name;
  const table = tables.find(isNamed(bare));
  if (!table) throw new LookRefused('There is no such table to look into.');
  return table;
}

function columnNamed(table: VisibleTable, name: string): VisibleColumn {
  const column = table.columns.find(isNamed(name));
  // The same for a column that is withheld as for one that does not exist.
  if (!column) {
    const names = table.columns.map((one) => one.name).slice(0, 100);
    throw new LookRefused(`${table.name} has no such column to look into. It has ${names.join(', ') || 'none'}.`);
  }
  return column;
}

/** The values of a column as they are counted. Redshift has no minimum of booleans and casts none to text. */
function valueSql({ name, type }: VisibleColumn): string {
  const column = quoted(name);
  return kindOf(type) === 'boolean' ? `case when ${column} then 'true' when not ${column} then 'false' end` : column;
}

const containsSql = (value: string, text: string, bind: (text: string) => string): string =>
  `strpos(lower(cast(${value} as varchar(65535))), lower(cast(${bind(text)} as varchar(1000)))) > 0`;

/** Two operators that need no value. */
const NULL_TESTS: Readonly<Partial<Record<Operator, string>>> = { 'is null': 'is null', 'is not null': 'is not null' };

function conditionSql(column: VisibleColumn, { op, value }: Condition, bind: (text: string) => string): string {
  const name = quoted(column.name);
  const nullTest = NULL_TESTS[op] ?? (value === null || value === undefined ? nullTestOf(op) : undefined);
  if (nullTest) return `${name} ${nullTest}`;
  const text = String(value);
  if (op === 'contains') return text === '' ? `${name} is not null` : containsSql(valueSql(column), text, bind);
  return `${valueSql(column)} ${op === '!=' ? '<>' : op} ${operandSql(column, text, bind)}`;
}

function nullTestOf(op: Operator): string {
  if (op === '=') return 'is null';
  if (op === '!=') return 'is not null';
  throw new LookRefused(`The operator ${op} needs a value.`);
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?$/i;
const TIME = /^\d[\d:TZ.+ -]*$/i;

/** The value of a condition, converted to the kind of its column, so that no value can fail for its type alone. */
function operandSql({ name, type }: VisibleColumn, text: string, bind: (text: string) => string): string {
  switch (kindOf(type)) {
    case 'number': {
      if (!NUMBER.test(text)) throw new LookRefused(`${name} has numbers.`);
      const isExact = !/^(?:double|real|float)/i.test(type) && /^[-+]?\d{1,19}(?:\.\d{0,10})?$/.test(text);
      return `cast(${bind(text)} as ${isExact ? 'numeric(38, 10)' : 'double precision'})`;
    }
    case 'time': {
      if (!TIME.test(text)) throw new LookRefused(`${name} has times: write them as 2026-01-31 or 2026-01-31 12:00.`);
      if (/^time(?!stamp)/i.test(type)) return `cast(${bind(text)} as time)`;
      return `cast(${bind(text)} as ${/^timestamptz|with time zone/i.test(type) ? 'timestamptz' : 'timestamp'})`;
    }
    case 'boolean': {
      const value = text.toLowerCase();
      if (value !== 'true' && value !== 'false') throw new LookRefused(`${name} has true and false.`);
      return `'${value}'`;
    }
    // The Data API has no empty parameters.
    default:
      return text === '' ? "''" : bind(text);
  }
}
