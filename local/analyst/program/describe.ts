import type { Column, Schema, Table } from '../schema/model';
import { isId, isNumeric, isTime } from '../schema/roles';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { importsSource, shownSource, slugSource, tableSource } from './common';
import { definitions, docstring, list, literal, program, python, several, sqlLiteral, statements } from './python';

const bounded = (column: Column): boolean => isNumeric(column) || isTime(column);

/** A program that describes tables: their rows, and of one table each column with what it holds. */
export const describeProgram = (tables: readonly Table[], schema: Schema, closing: Closing): string => {
  const [table] = tables;
  if (!table) throw new Error('No table to describe.');
  const counts = tables.map((one) =>
    new Builder(schema, one).grouped({ base: one, conditions: [], groups: [], measures: [{ kind: 'count' }] }, [
      'number_of_rows',
    ]),
  );
  const columns = tables.length === 1 ? table.columns.filter((column) => column.kind !== 'other').slice(0, 60) : [];
  const profiles = columns.map((column) => {
    const measures = [
      { kind: 'filled', column } as const,
      { kind: 'distinct', column } as const,
      ...(bounded(column) ? (['min', 'max'] as const).map((fn) => ({ kind: 'agg', fn, column }) as const) : []),
      ...(isNumeric(column) ? [{ kind: 'agg', fn: 'avg', column } as const] : []),
    ];
    const names = [
      'filled',
      'distinct_values',
      ...(bounded(column) ? ['lowest', 'highest'] : []),
      ...(isNumeric(column) ? ['mean'] : []),
    ];
    return new Builder(schema, table).grouped({ base: table, conditions: [], groups: [], measures }, names);
  });
  const sample = new Builder(schema, table).rows(
    { base: table, conditions: [], groups: [], measures: [] },
    table.columns.slice(0, 12),
    { tail: 'LIMIT 5' },
  );
  const named = tables.map((one) => python`(${several(one.name, one.columns.length, one.description)})`);
  const fields = columns.map((column) => python`(${several(column.name, column.type, column.description)})`);
  return program([
    docstring(tables.length === 1 ? `Description of the table ${table.name}` : 'The tables and their columns'),
    importsSource(false),
    statements(
      python`COUNTS = ${list(counts.map(sqlLiteral))}`,
      python`TABLES = ${list(named)}`,
      python`COLUMNS = ${list(fields)}`,
      python`PROFILES = ${list(profiles.map(sqlLiteral))}`,
      python`NAMES = ${literal(table.columns.filter((column) => isId(column) || column.words.includes('year')).map((column) => column.name))}  # numbers that are names`,
      python`SAMPLE_SQL = ${sqlLiteral(sample)}`,
      python`SAMPLE_COLUMNS = ${literal(table.columns.slice(0, 12).map((column) => column.name))}`,
    ),
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource),
    python`
def written(column):
    return "name" if column in NAMES else "number"


counts = [int(query(sql, name="number of rows").iloc[0, 0]) for sql in COUNTS]
values = {f"rows_{slug(name)}": count for (name, _, _), count in list(zip(TABLES, counts))[:60]} | {"tables": len(TABLES)}
if len(TABLES) == 1:
    name, width, about = TABLES[0]
    values |= {"rows": counts[0], "columns": width}
    first = f"The table **{name}** has **{counts[0]:,}** rows and **{width}** columns" + (f": {about}" if about else ".")
    found = []
    for (column, kind, told), sql in zip(COLUMNS, PROFILES):
        profile = query(sql, name=f"profile of {column}").to_dict("records")[0]
        low, high, mean = (profile.get(part) for part in ("lowest", "highest", "mean"))
        found.append((column, kind, counts[0] - int(profile["filled"]), int(profile["distinct_values"]), shown(low, written(column)) if low is not None else "–", shown(high, written(column)) if high is not None else "–", "–" if mean is None or column in NAMES else shown(mean), told))
    listed = pd.DataFrame(found, columns=["column", "type", "missing", "different values", "lowest", "highest", "mean", "meaning"])
    if not any(listed["meaning"]):
        listed = listed.drop(columns="meaning")
    sample = query(SAMPLE_SQL, name="some rows")
    sample.columns = SAMPLE_COLUMNS
    lines = [first, "", table(listed, {"missing": "count", "different values": "count"}, most=60), "", "Some rows:", "", table(sample, {column: "name" for column in NAMES})]
else:
    first = f"There are **{len(TABLES)}** tables: " + ", ".join(f"{name} ({count:,} rows)" for (name, _, _), count in zip(TABLES, counts)) + "."
    listed = pd.DataFrame([(name, count, width, about) for (name, width, about), count in zip(TABLES, counts)], columns=["table", "rows", "columns", "meaning"])
    lines = [first, "", table(listed, {"rows": "count", "columns": "count"}, most=60)]
answer("\\n".join([*lines, closing()]), **values)
`,
  ]);
};
