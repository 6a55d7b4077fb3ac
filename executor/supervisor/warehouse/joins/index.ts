import type { WarehouseResult } from '../../ports';
import { aggregatesIn, type Columns, referencedAliases } from './references';
import { JoinAnalysis, type Repetition } from './repetition';
import { type JoiningSelect, joiningSelects } from './selects';
import { sourceOf } from './token-lists';

/** Runs a small statement in the warehouse. */
export type RunStatement = (sql: string) => Promise<WarehouseResult>;

/** Statements that the analysis of one program's joins may run. */
const MAX_STATEMENTS = 40;

/**
 * Warns of joins that repeat rows (fan-out), such as orders joined with their items before shipping costs are summed.
 * Separate statements look up columns and keys in the warehouse. Inconclusive cases give no warning.
 */
export class JoinWarnings {
  private readonly results = new Map<string, Promise<WarehouseResult>>();
  private readonly analyses: Promise<string[]>[] = [];

  constructor(private readonly runStatement: RunStatement) {}

  /** Starts the analysis of a statement that has finished. `ordinal`: of its query, for the warnings. */
  add(sql: string, ordinal: number): void {
    const selects = joiningSelects(sql);
    if (selects.length > 0) this.analyses.push(this.analyse(sql, selects, ordinal).catch(() => []));
  }

  /** Whether any analysis was started. */
  get pending(): boolean {
    return this.analyses.length > 0;
  }

  /** Resolves with all warnings when every analysis is complete. */
  async all(): Promise<string[]> {
    return (await Promise.all(this.analyses)).flat();
  }

  private async analyse(sql: string, selects: readonly JoiningSelect[], ordinal: number): Promise<string[]> {
    const warnings: string[] = [];
    for (const select of selects) {
      const columns = await this.columnsOf(select);
      const repetition = columns && (await new JoinAnalysis(sql, select, columns, this.countExceeds).repetition());
      if (repetition) {
        const predicates = repetitionPredicates(sql, select, columns, repetition);
        warnings.push(...predicates.map((predicate) => `Query ${ordinal} ${predicate}`));
      }
    }
    return [...new Set(warnings)];
  }

  private runOnce(sql: string): Promise<WarehouseResult> {
    const earlier = this.results.get(sql);
    if (earlier) return earlier;
    if (this.results.size >= MAX_STATEMENTS) throw new Error('Too many statements for the joins of this program.');
    const result = this.runStatement(sql);
    result.catch(() => undefined);
    this.results.set(sql, result);
    return result;
  }

  private async columnsOf({ prefix, first, joins }: JoiningSelect): Promise<Columns | undefined> {
    const columns = new Map<string, ReadonlySet<string>>();
    for (const { alias, source } of [first, ...joins.map((join) => join.relation)]) {
      const result = await this.runOnce(`${prefix}SELECT * FROM ${source} AS one LIMIT 0`);
      if (!result.ok || columns.has(alias)) return undefined;
      columns.set(alias, new Set(result.columns.map(({ name }) => name.toLowerCase())));
    }
    return columns;
  }

  private readonly countExceeds = async (sql: string, threshold: number): Promise<boolean | undefined> => {
    const result = await this.runOnce(sql);
    const count = result.ok ? Number.parseInt(result.pages.join(''), 10) : Number.NaN;
    return Number.isNaN(count) ? undefined : count > threshold;
  };
}

/** Predicates of `Query n …`: one for the whole SELECT when every relation is repeated, else one for each aggregate. */
function repetitionPredicates(
  sql: string,
  select: JoiningSelect,
  columns: Columns,
  { repeatedBy, uncertain }: Repetition,
): string[] {
  const relations = [select.first, ...select.joins.map((join) => join.relation)];
  if (relations.every(({ alias }) => repeatedBy.has(alias))) {
    const names = relations.map(({ label }) => label);
    const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    const verb = uncertain ? 'may be repeated' : 'are repeated';
    return [`joins ${list} so that rows of each ${verb}: its counts and sums may be too high.`];
  }
  return aggregatesIn(select.list).flatMap(({ call, argument }) => {
    const aliases = referencedAliases(argument, columns);
    const [firstAlias] = aliases ?? [];
    if (!aliases || firstAlias === undefined || ![...aliases].every((alias) => repeatedBy.has(alias))) return [];
    const { label } = relations.find(({ alias }) => alias === firstAlias) ?? { label: firstAlias };
    const text = sourceOf(sql, call).replace(/\s+/g, ' ').slice(0, 80);
    const verb = uncertain ? 'may repeat' : 'repeats';
    return [`computes ${text} over rows of ${label}, which the join with ${repeatedBy.get(firstAlias)} ${verb}.`];
  });
}
