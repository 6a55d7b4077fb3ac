import type { Condition } from '../plan/query';
import { entityColumns } from '../plan/subject';
import { unitOf } from '../plan/units';
import type { Column, Schema, Table } from '../schema/model';
import { isId } from '../schema/roles';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { emptySource, importsSource, shownSource, slugSource, tableSource } from './common';
import { whereWords } from './naming';
import { definitions, docstring, literal, program, python, sqlLiteral } from './python';

/** Rows of a table, as they are. */
export interface RowsPlan {
  readonly table: Table;
  readonly conditions: readonly Condition[];
  readonly columns: readonly Column[];
  /** With a number of rows to be shown first, by a column. */
  readonly order?: { readonly column: Column; readonly direction: 'asc' | 'desc' };
  readonly count?: number;
  /** The order of a list. */
  readonly sort?: { readonly column: Column; readonly direction: 'asc' | 'desc' };
}

const most = 10_000;

/** A program that lists rows, or those that come first by a column. */
export const rowsProgram = (plan: RowsPlan, schema: Schema, closing: Closing): string => {
  const { table, conditions, columns, order, count } = plan;
  const query = {
    base: table,
    conditions: order ? [...conditions, { kind: 'null', column: order.column, negated: true } as const] : conditions,
    groups: [],
    measures: [],
  };
  const by = order
    ? `ORDER BY ${columns.indexOf(order.column) + 1} ${order.direction.toUpperCase()}${columns.length > 1 && columns[0] !== order.column ? ', 1' : ''}`
    : plan.sort
      ? `ORDER BY ${columns.indexOf(plan.sort.column) + 1} ${plan.sort.direction.toUpperCase()}`
      : columns.length > 0 && count === undefined
        ? 'ORDER BY 1'
        : '';
  const limit = `LIMIT ${order && count ? count + 50 : (count ?? most)}`;
  const sql = new Builder(schema, table).rows(query, columns, { tail: [by, limit].filter(Boolean).join('\n') });
  const counted = new Builder(schema, table).grouped({ ...query, conditions, measures: [{ kind: 'count' }] }, [
    'number_of_rows',
  ]);
  return program([
    docstring(`Rows of ${table.name}`),
    importsSource(false),
    python`COUNT_SQL = ${sqlLiteral(counted)}\nSQL = ${sqlLiteral(sql)}\nCOLUMNS = ${literal(columns.map((column) => column.name))}\nTABLE = ${literal(table.name)}\nWHERE = ${literal(whereWords(conditions))}\nCOUNT = ${literal(count)}\nORDER = ${literal(order && [order.column.name, order.direction])}\nNAMES = ${entityColumns(table).filter((column) => columns.includes(column)).length}  # columns that name a row\nUNIT = ${literal((order && unitOf(order.column)) ?? '')}\nNUMBERED = ${literal(columns.filter((column) => isId(column) || column.words.includes('year')).map((column) => column.name))}  # numbers that are names\nMOST = ${most}`,
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource, emptySource),
    python`
KIND = "name" if COLUMNS and COLUMNS[0] in NUMBERED else "number"
total = int(query(COUNT_SQL, name="number of rows").iloc[0, 0])
if total == 0:
    warn("No rows meet the conditions of the question.")
    answer(f"There are **no** rows of {TABLE}{WHERE}.\\n" + closing(), rows=0)
    raise SystemExit(0)
rows = query(SQL, name="rows")
if len(rows) == 0:
    nothing_found()
rows.columns = COLUMNS
plain = lambda value: str(value) if isinstance(value, (pd.Timestamp, datetime.date)) else value
values = {"rows": total}
if ORDER:
    column, direction = ORDER
    last = rows[column].iloc[min(COUNT, len(rows)) - 1]
    best = rows[rows[column] >= last] if direction == "desc" else rows[rows[column] <= last]
    rows = best if len(best) <= COUNT + 25 else rows.head(COUNT)
    values |= {"top": plain(rows.iloc[0, 0]), "top_value": plain(rows[column].iloc[0])}
    word = "highest" if direction == "desc" else "lowest"
    whose = ", ".join(f"**{shown(row.iloc[0], KIND)}**" + (f" ({shown(row.iloc[1])})" if len(COLUMNS) > 2 and COLUMNS[1] != column else "") for _, row in rows.head(10).iterrows())
    tied = f" (more than {COUNT}: the last ones are equal)" if len(rows) > COUNT else ""
    first = f"The {word} {column} of {TABLE}{WHERE} is {shown(rows[column].iloc[0], unit=UNIT)}: {whose}{tied}."
    if COUNT > 1:
        first = f"The {COUNT} rows of {TABLE} with the {word} {column}{WHERE} are {whose}{tied}."
else:
    for number, value in enumerate(rows.iloc[:20, 0]):
        values[f"row_{number + 1}"] = plain(value)
    called = [f"{shown(row.iloc[1])} ({shown(row.iloc[0], KIND)})" if NAMES > 1 else shown(row.iloc[0], KIND) for _, row in rows.head(15).iterrows()] if NAMES else []
    whose = f": {', '.join(called)}{' …' if total > 15 else ''}" if called and (WHERE or COUNT) else ""
    first = f"There are **{total:,}** rows of {TABLE}{WHERE}{whose}." if COUNT is None else f"Here are {len(rows):,} of the {total:,} rows of {TABLE}{WHERE}."
if total == 1:
    values |= {slug(column): plain(value) for column, value in rows.iloc[0].items()}
    told = ", ".join(f"{column} **{shown(value, 'name' if column in NUMBERED else 'number')}**" for column, value in list(rows.iloc[0].items())[:8])
    first = f"There is one row of {TABLE}{WHERE}: {told}."
lines = [first, "", table(rows, {column: "name" for column in NUMBERED})]
if len(rows) > 25:
    rows.to_csv("rows.csv", index=False)
    lines += ["", f"The first 25 rows; {len(rows):,} are in rows.csv."]
if ORDER is None and COUNT is None and total > MOST:
    warn(f"There are {total:,} rows: only the first {MOST:,} were taken.")
answer("\\n".join([*lines, closing()]), **values)
`,
  ]);
};
