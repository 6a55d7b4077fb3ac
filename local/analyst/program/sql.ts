import { type Closing, closingSource } from './closing';
import { importsSource, shownSource, slugSource, tableSource } from './common';
import { definitions, docstring, program, python, sqlLiteral } from './python';

/** A program that runs the statement of the question and shows its result. */
export const sqlProgram = (statement: string, closing: Closing): string =>
  program([
    docstring('The result of a statement'),
    importsSource(false),
    python`SQL = ${sqlLiteral(statement)}`,
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource),
    python`
frame = query(SQL, name="statement")
plain = lambda value: None if pd.isna(value) else str(value) if isinstance(value, (pd.Timestamp, datetime.date)) else value
values = {"rows": len(frame), "columns": frame.shape[1]}
if len(frame) == 0:
    warn("The statement returned no rows.")
    first = "The statement returned **no rows**."
elif frame.shape == (1, 1):
    first = f"The result is **{shown(frame.iloc[0, 0])}**."
else:
    first = f"The statement returned **{len(frame):,}** rows of {frame.shape[1]} columns."
for number, row in enumerate(frame.head(10).itertuples(index=False), start=1):
    end = "" if len(frame) == 1 else f"_{number}"
    values |= {f"{slug(name)}{end}": plain(value) for name, value in zip(frame.columns[:6], row)}
lines = [first, "", table(frame, {})]
if len(frame) > 25:
    frame.to_csv("rows.csv", index=False)
    lines += ["", f"The first 25 of {len(frame):,} rows; all are in rows.csv."]
answer("\\n".join([*lines, closing()]), **values)
`,
  ]);
