import type { RelationshipType } from '../../../events/documents/catalog-schema';
import type { AllowedTable } from '../../shared/tables/apply-catalog';
import type { Cell } from '../../shared/warehouse/port';

/** A column as the prompt describes it. What the catalog withholds is missing. */
export interface ColumnDescription {
  readonly name: string;
  /** Redshift's type name, short. */
  readonly type: string;
  readonly description?: string;
  /** Set if the column has values that may not be shown. */
  readonly withheld?: true;
  readonly nulls?: number;
  readonly distinct?: number;
  readonly min?: Cell;
  readonly max?: Cell;
  /** Of a text: values that are numbers. */
  readonly numbers?: number;
  /** The most frequent values, if the column has few distinct ones. */
  readonly values?: readonly Cell[];
  /** Set if the column has more values than these. */
  readonly valuesCut?: true;
}

export interface TableDescription {
  readonly name: string;
  readonly description?: string;
  readonly rows: number;
  /** The size of the sample that the statistics come from; missing if they cover all rows. */
  readonly sampled?: number;
  /** Rows without nulls; missing if all are. */
  readonly completeRows?: number;
  /** Rows that repeat another one; missing if none does. */
  readonly duplicateRows?: number;
  readonly columns: readonly ColumnDescription[];
  readonly sample?: readonly Readonly<Record<string, Cell>>[];
}

/** A word or phrase of the users, and what it means in words, columns or SQL. */
export interface TermDescription {
  readonly term: string;
  readonly meaning: string;
  readonly tables?: readonly string[];
}

/** Columns by which the rows of two tables belong together. */
export interface RelationshipDescription {
  /** `orders.customer_id` */
  readonly from: string;
  readonly to: string;
  readonly type: RelationshipType;
}

/** A similar question, and SQL that answers it. */
export interface ExampleDescription {
  readonly question: string;
  readonly sql: string;
}

/** The tables as the prompt describes them. */
export interface Tables {
  readonly dialect: 'redshift';
  readonly schema: string;
  /** Set if the description is older than two hours, such as `3 hours`. */
  readonly age?: string;
  readonly tables: readonly TableDescription[];
  /** Names of tables that are not described. */
  readonly otherTables: readonly string[];
  readonly terms?: readonly TermDescription[];
  readonly relationships?: readonly RelationshipDescription[];
  readonly examples?: readonly ExampleDescription[];
}

const SHORT_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^character varying|^varchar/i, 'varchar'],
  [/^character|^bpchar/i, 'char'],
  [/^timestamp without time zone/i, 'timestamp'],
  [/^timestamp with time zone/i, 'timestamptz'],
];

/** Lengths and time zones in words take tokens and decide nothing. */
const shortType = (type: string): string => SHORT_TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? type;

/** A table with all that may be shown of it. */
export function fullDescription(table: AllowedTable): TableDescription {
  const { name, description, rows, sampled, completeRows, duplicateRows, columns, sample } = table;
  return {
    name,
    ...(description && { description }),
    rows,
    ...(sampled !== undefined && { sampled }),
    ...(completeRows !== undefined && completeRows < (sampled ?? rows) && { completeRows }),
    ...(duplicateRows && { duplicateRows }),
    columns: columns.map(({ nulls, values, ...column }) => ({
      ...column,
      type: shortType(column.type),
      ...(nulls && { nulls }),
      ...(values && { values: values.map(({ value }) => value) }),
      ...(values && values.length < (column.distinct ?? 0) && { valuesCut: true as const }),
    })),
    ...(sample && { sample }),
  };
}
