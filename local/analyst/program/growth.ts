import type { Condition } from '../plan/query';
import type { Settled } from '../plan/settled';
import type { Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { chartSource, emptySource, importsSource, shownSource, slugSource, tableSource } from './common';
import { aliasesOf, whereWords } from './naming';
import { definitions, docstring, literal, program, python, several, sqlLiteral, statements } from './python';

export interface Stretch {
  readonly label: string;
  readonly condition: Condition;
}

/** A program of the change of a figure between two times, for each group where there is one. */
export const growthProgram = (
  settled: Settled,
  [before, after]: readonly [Stretch, Stretch],
  schema: Schema,
  closing: Closing,
): string => {
  const { query, groups, measures } = settled;
  const [measure] = measures;
  if (!measure) throw new Error('A change needs a measure.');
  const [group] = groups;
  const names = aliasesOf(groups, measures.slice(0, 1));
  const one = { ...query, measures: [measure.measure] };
  const sqls = [before, after].map(({ condition }) =>
    new Builder(schema, query.base).grouped({ ...one, conditions: [...query.conditions, condition] }, names),
  );
  return program([
    docstring(`Change of the ${measure.label} from ${before.label} to ${after.label}`),
    importsSource(group !== undefined),
    statements(
      python`BEFORE_SQL = ${sqlLiteral(sqls[0] ?? '')}`,
      python`AFTER_SQL = ${sqlLiteral(sqls[1] ?? '')}`,
      python`BEFORE, AFTER = ${literal(before.label)}, ${literal(after.label)}`,
      python`LABEL, KIND, UNIT = ${several(measure.label, measure.format, measure.unit ?? '')}`,
      python`GROUP = ${literal(group?.label)}`,
      python`WHERE = ${literal(whereWords(query.conditions))}`,
    ),
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource, emptySource),
    python`
def percent_change(old, new):
    return None if old is None or new is None or pd.isna(old) or pd.isna(new) or old == 0 else 100 * (new - old) / abs(old)


def said(change):
    return "" if change is None else f", {'up' if change >= 0 else 'down'} **{abs(change):.1f}%**"
`,
    group && chartSource,
    group ? groupedSource : singleSource,
  ]);
};

const singleSource = python`
old, new = (query(sql, name=name).iloc[0, 0] for sql, name in ((BEFORE_SQL, BEFORE), (AFTER_SQL, AFTER)))
if pd.isna(old) and pd.isna(new):
    nothing_found()
old, new = (0.0 if pd.isna(value) and KIND == "count" else float(value) for value in (old, new))
change = percent_change(old, new)
first = f"The {LABEL}{WHERE} went from **{shown(old, KIND, UNIT)}** in {BEFORE} to **{shown(new, KIND, UNIT)}** in {AFTER}{said(change)}."
rows = pd.DataFrame({"time": [BEFORE, AFTER], LABEL: [old, new]})
notes = [] if change is not None else [f"In {BEFORE} it is 0 or unknown: a change in percent cannot be given."]
answer("\\n".join([first, "", table(rows, {LABEL: KIND}), closing(*notes)]), before=old, after=new, change=new - old, change_percent=change)
`;

const groupedSource = python`
old, new = (query(sql, name=name) for sql, name in ((BEFORE_SQL, BEFORE), (AFTER_SQL, AFTER)))
for part in (old, new):
    part.columns = [GROUP, *part.columns[1:]]
    part[GROUP] = part[GROUP].astype(object).where(part[GROUP].notna(), "(missing)").astype(str)
both = pd.concat([old.set_index(GROUP).iloc[:, -1].rename(BEFORE), new.set_index(GROUP).iloc[:, -1].rename(AFTER)], axis=1).astype("float64")
if len(both) == 0:
    nothing_found()
if KIND == "count":
    both = both.fillna(0)
both["change"] = both[AFTER] - both[BEFORE]
both["change, %"] = [percent_change(before, after) for before, after in zip(both[BEFORE], both[AFTER])]
both["change, %"] = pd.to_numeric(both["change, %"])
both = both.sort_values("change, %", ascending=False).reset_index(names=GROUP)
known = both[both["change, %"].notna()]
values = {f"change_percent_{slug(name)}": change for name, change in list(zip(both[GROUP], both["change, %"]))[:50]}
first = f"The {LABEL}{WHERE} from {BEFORE} to {AFTER} is compared for {len(both)} groups."
if len(known):
    top, low = known.iloc[0], known.iloc[-1]
    values |= {"top": top[GROUP], "top_change_percent": top["change, %"]}
    first = f"From {BEFORE} to {AFTER} the {LABEL}{WHERE} changed most for **{top[GROUP]}** ({top['change, %']:+.1f}%) and least for {low[GROUP]} ({low['change, %']:+.1f}%)."
figure, axis = plt.subplots(figsize=(10, 5.5))
few = both.head(20)
places = np.arange(len(few))
axis.bar(places - 0.2, few[BEFORE], width=0.4, label=BEFORE, color="#8fb3d9")
axis.bar(places + 0.2, few[AFTER], width=0.4, label=AFTER, color="#3b6ea5")
axis.set_xticks(places, [short(str(name)) for name in few[GROUP]], rotation=30 if len(few) > 5 else 0, ha="right" if len(few) > 5 else "center")
axis.set(xlabel=capital(GROUP), ylabel=capital(with_unit(LABEL, UNIT)))
axis.yaxis.set_major_formatter(grouped)
axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
save(figure, axis, f"{LABEL} by {GROUP}, {BEFORE} and {AFTER}" + (f" (the first 20 of {len(both)})" if len(both) > 20 else ""), WHERE)
kinds = {BEFORE: KIND, AFTER: KIND, "change": KIND, "change, %": "percent"}
answer("\\n".join([first, "", table(both, kinds), closing()]), **values)
`;
