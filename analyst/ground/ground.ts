import type { SetMeaning } from '../parse/meaning';
import type { Reading } from '../parse/read';
import type { Schema, Table } from '../schema/model';
import { Context } from './context';
import { Figures } from './figures';
import type { Query } from './query';
import { Rewrites } from './rewrites';
import { Ambiguous, Scope, Ungrounded } from './scope';
import { resetAliases } from './select';
import { setsOf } from './sets';
import { Statement } from './statement';
import { Statistics } from './statistics';
import { Subjects } from './subjects';

/** The statement for a reading whose tables are decided. Throws where there is none. */
function queryOf(context: Context): Query {
  const { flags } = context.meaning;
  const subjects = new Subjects(context);
  const statement = new Statement(context);
  const rewrites = new Rewrites(context);
  const statistics = new Statistics(context, subjects, statement);
  rewrites.checkSides();
  // A *histogram* of averages by groups is a bar chart of them.
  const isOfGroups = context.meaning.groups.length > 0 && context.meaning.terms.some(({ k }) => k === 'aggregate');
  if (flags.includes('distribution') && !isOfGroups) return statistics.raw('distribution');
  if (flags.includes('correlation')) return statistics.raw('correlation');
  if (flags.includes('compare') || flags.includes('rest')) return statistics.raw('comparison');
  if (flags.includes('growth') && !context.meaning.groups.some(({ k }) => k === 'grain')) rewrites.separate();
  rewrites.withoutOwnRows();
  rewrites.rankByMean();
  rewrites.summarise();
  return new Figures(context, subjects, statement).figures();
}

const MAX_VARIANTS = 8;
const NEAR = 0.2;

/** All statements for a reading, the nearest first, and why others failed. */
export function ground(
  schema: Schema,
  reading: Reading,
  words: ReadonlySet<string>,
): { queries: Query[]; problems: string[]; ambiguous: boolean } {
  const scope = new Scope(schema, words);
  const sets = setsOf(reading.meaning).filter(({ tables }) => tables.length > 0);
  let variants: { tables: Map<SetMeaning, Table>; cost: number }[] = [{ tables: new Map(), cost: 0 }];
  for (const set of sets) {
    const top = set.tables[0]?.score ?? 0;
    const choices = set.tables.filter(({ score }) => score >= top - NEAR).slice(0, 3);
    variants = variants
      .flatMap(({ tables, cost }) =>
        choices.map(({ to, score }) => ({ tables: new Map(tables).set(set, to), cost: cost + (top - score) * 1.3 })),
      )
      .sort((one, other) => one.cost - other.cost)
      .slice(0, MAX_VARIANTS);
  }
  const queries: Query[] = [];
  const problems: string[] = [];
  for (const { tables, cost } of variants) {
    try {
      resetAliases();
      const query = queryOf(new Context(scope, reading.meaning, tables, words));
      queries.push({ ...query, cost: query.cost + cost + reading.cost });
    } catch (error) {
      if (!(error instanceof Ungrounded)) throw error;
      if (error instanceof Ambiguous) return { queries, problems: [error.message], ambiguous: true };
      problems.push(error.message);
    }
  }
  return { queries: queries.sort((one, other) => one.cost - other.cost), problems, ambiguous: false };
}
