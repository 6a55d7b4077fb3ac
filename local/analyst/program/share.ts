import { describeCondition } from '../plan/describe';
import type { Condition, Query } from '../plan/query';
import type { Column, Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { emptySource, importsSource, shownSource } from './common';
import { whereWords } from './naming';
import { docstring, literal, program, python, sqlLiteral } from './python';

/** A program of the part of rows, or of the sum of a column, that meets conditions. */
export const shareProgram = (
  query: Query,
  part: readonly Condition[],
  of: Column | undefined,
  schema: Schema,
  closing: Closing,
): string => {
  const measure = of ? ({ kind: 'agg', fn: 'sum', column: of } as const) : ({ kind: 'count' } as const);
  const whole = new Builder(schema, query.base).grouped({ ...query, groups: [], measures: [measure] }, ['whole']);
  const inside = new Builder(schema, query.base).grouped(
    { ...query, groups: [], measures: [measure], conditions: [...query.conditions, ...part] },
    ['part'],
  );
  const what = of ? `the ${of.name} of ${query.base.name}` : query.base.name;
  return program([
    docstring(`A part of ${what}, in percent`),
    importsSource(false),
    python`WHOLE_SQL = ${sqlLiteral(whole)}\nPART_SQL = ${sqlLiteral(inside)}\nWHAT = ${literal(`${what}${whereWords(query.conditions)}`)}\nPART = ${literal(part.map(describeCondition).join(' and '))}`,
    closingSource(closing),
    shownSource,
    emptySource,
    python`
whole = query(WHOLE_SQL, name="whole").iloc[0, 0]
part = query(PART_SQL, name="part").iloc[0, 0]
if pd.isna(whole) or whole == 0:
    nothing_found()
part = 0 if pd.isna(part) else part
percent = 100 * float(part) / float(whole)
first = f"For **{percent:.1f}%** of {WHAT}, {PART}."
figures = f"That is {shown(part)} of {shown(whole)}."
answer("\\n".join([first, "", figures, closing()]), percent=percent, share=percent / 100, part=part, whole=whole)
`,
  ]);
};
