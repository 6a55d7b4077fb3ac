import { spoken } from '../plan/describe';
import type { Settled } from '../plan/settled';
import { unitOf } from '../plan/units';
import type { Column, Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { chartSource, emptySource, importsSource, shownSource, slugSource, tableSource } from './common';
import { comparedMeans, comparedRates, comparedTables } from './compare-tests';
import { capital, whereWords } from './naming';
import { definitions, docstring, literal, program, python, several, sqlLiteral, statements } from './python';

/** What of each group is compared: the mean of a number, a part of its rows, or the values of a category. */
export type Compared =
  | { readonly kind: 'mean'; readonly column: Column }
  | { readonly kind: 'rate'; readonly name: string }
  | { readonly kind: 'category'; readonly column: Column };

const bodies = { mean: comparedMeans, rate: comparedRates, category: comparedTables };

/** A program that compares groups and tests whether the difference is significant, from figures worked out by the warehouse. */
export const compareProgram = (
  settled: Settled,
  compared: Compared,
  schema: Schema,
  closing: Closing,
  simple: boolean,
): string => {
  const { query, groups } = settled;
  const [group] = groups;
  if (!group) throw new Error('A comparison needs groups.');
  const [measure] = settled.measures;
  const one = { ...query, groups: [group.group] };
  const statement =
    compared.kind === 'mean'
      ? new Builder(schema, query.base).grouped(
          {
            ...one,
            measures: [
              { kind: 'filled', column: compared.column },
              { kind: 'agg', fn: 'avg', column: compared.column },
              { kind: 'agg', fn: 'stddev', column: compared.column },
            ],
          },
          ['group_value', 'n', 'mean', 'deviation'],
          'ORDER BY 1\nLIMIT 500',
        )
      : compared.kind === 'rate' && measure?.measure.kind === 'rate'
        ? new Builder(schema, query.base).grouped(
            { ...one, measures: [{ kind: 'count' }, { kind: 'matching', conditions: measure.measure.conditions }] },
            ['group_value', 'n', 'met'],
            'ORDER BY 1\nLIMIT 500',
          )
        : new Builder(schema, query.base).grouped(
            {
              ...one,
              groups: [group.group, { kind: 'column', column: (compared as { column: Column }).column }],
              measures: [{ kind: 'count' }],
            },
            ['group_value', 'other_value', 'n'],
            'ORDER BY 1, 2\nLIMIT 5000',
          );
  const label = compared.kind === 'rate' ? compared.name : spoken(compared.column);
  return program([
    docstring(`${capital(label)} by ${group.label}, with a test of significance`),
    importsSource(!simple, python`from scipy import stats`),
    statements(
      python`SQL = ${sqlLiteral(statement)}`,
      python`LABEL, GROUP, UNIT = ${several(label, group.label, compared.kind === 'mean' ? (unitOf(compared.column) ?? '') : '')}`,
      python`BANDS = ${literal(group.group.kind === 'step' ? group.group.width : null)}`,
      python`FLAG = ${literal(group.group.kind === 'column' && group.group.column.kind !== 'text')}`,
      python`WHERE = ${literal(whereWords(query.conditions))}`,
    ),
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource, emptySource),
    shared,
    !simple && chartSource,
    bodies[compared.kind](!simple),
  ]);
};

const shared = python`
def named(value):
    """The name of a group."""
    if BANDS:
        return f"{value:,.0f} to {value + BANDS - 1:,.0f}" if BANDS > 1 else shown(value)
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return {"True": "yes", "False": "no"}.get(str(value), str(value))


def probability(p):
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def verdict(p):
    return "a statistically **significant** difference" if p < 0.05 else "**no** statistically significant difference"


frame = query(SQL, name="groups")
left_out = int(frame.loc[frame["group_value"].isna(), "n"].sum())
frame = frame[frame["group_value"].notna()]
`;
