import type { Settled } from '../plan/settled';
import type { Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { emptySource, importsSource, shownSource } from './common';
import { aliasesOf, whereWords } from './naming';
import { docstring, list, literal, program, python, several, sqlLiteral } from './python';

/** A program of one or several figures over all rows that meet the conditions. */
export const figuresProgram = (settled: Settled, schema: Schema, closing: Closing): string => {
  const { query, measures } = settled;
  const medians = measures.filter(
    (one) => (one.measure.kind === 'agg' && one.measure.fn === 'median') || one.measure.kind === 'percentile',
  );
  const names = aliasesOf([], measures);
  const queries = [
    ...(medians.length < measures.length || medians.length === 0
      ? [
          new Builder(schema, query.base).grouped(
            {
              ...query,
              measures: [
                ...measures.filter((one) => !medians.includes(one)).map((one) => one.measure),
                { kind: 'count' },
              ],
            },
            [...names.filter((_, at) => !medians.includes(measures[at] as never)), 'rows_counted'],
          ),
        ]
      : [new Builder(schema, query.base).grouped({ ...query, measures: [{ kind: 'count' }] }, ['rows_counted'])]),
    ...medians.map((one) =>
      new Builder(schema, query.base).grouped({ ...query, measures: [one.measure] }, [
        names[measures.indexOf(one)] ?? 'value',
      ]),
    ),
  ];
  const figures = measures.map((one, at) => python`(${several(names[at], one.label, one.format, one.unit ?? '')})`);
  const count = measures.every((one) => ['count', 'distinct', 'matching'].includes(one.measure.kind));
  const where = whereWords(query.conditions);
  return program([
    docstring(measures.map((one) => one.label).join(', ')),
    importsSource(false),
    python`STATEMENTS = ${list(queries.map(sqlLiteral))}\nFIGURES = ${list(figures)}\nWHERE = ${literal(where)}`,
    closingSource(closing),
    shownSource,
    !count && emptySource,
    python`
found = {}
for sql in STATEMENTS:
    found.update(query(sql).iloc[0].to_dict())
rows = int(found["rows_counted"])
${count ? python`` : python`if rows == 0:\n    nothing_found()\n`}values = {name: found[name] for name, *_ in FIGURES}
said = [f"the {label}{WHERE if at == 0 else ''} is **{shown(values[name], kind, unit)}**" for at, (name, label, kind, unit) in enumerate(FIGURES)]
first = ", ".join(said[:-1]) + (" and " if len(said) > 1 else "") + said[-1] + "."
plain = {name: shown(value) if isinstance(value, (pd.Timestamp, datetime.date)) else value for name, value in values.items()}
lines = [first[0].upper() + first[1:]]
if len(FIGURES) > 1:
    lines += ["", "| Figure | Value |", "|---|---:|", *(f"| {label} | {shown(values[name], kind, unit)} |" for name, label, kind, unit in FIGURES)]
${count ? python`if rows == 0:\n    warn("No rows meet the conditions of the question.")\n` : python``}answer("\\n".join([*lines, closing(f"{rows:,} rows were taken into account.")]), **plain, rows_counted=rows)
`,
  ]);
};
