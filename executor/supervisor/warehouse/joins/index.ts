import { closing, written } from '../../../../lib/sql/tokens';
import type { WarehouseAnswer } from '../../ports';
import { aggregatesIn, type Columns, relationsIn } from './references';
import { Joins, type Repetition } from './repetition';
import { type JoiningSelect, joiningSelects } from './selects';

/** Runs one small statement in the warehouse. */
export type Ask = (sql: string) => Promise<WarehouseAnswer>;

/** Statements that the joins of one program may cost at the most. */
const MOST_STATEMENTS = 40;

/**
 * Finds joins that repeat rows, such as orders joined with their items before shipping costs are added up. The keys
 * and columns are looked up in the warehouse by statements of their own; what cannot be told is left unsaid.
 */
export class JoinWarnings {
  private readonly answers = new Map<string, Promise<WarehouseAnswer>>();
  private readonly found: Promise<string[]>[] = [];

  constructor(private readonly ask: Ask) {}

  /** Begins to look at a statement that has been run. */
  add(sql: string, number: number): void {
    const selects = joiningSelects(sql);
    if (selects.length > 0) this.found.push(this.look(sql, selects, number).catch(() => []));
  }

  /** Whether there is anything to wait for. */
  get looking(): boolean {
    return this.found.length > 0;
  }

  /** A sentence for each join that repeats rows, as soon as all are looked at. */
  async all(): Promise<string[]> {
    return (await Promise.all(this.found)).flat();
  }

  private async look(sql: string, selects: readonly JoiningSelect[], number: number): Promise<string[]> {
    const sentences: string[] = [];
    for (const select of selects) {
      const columns = await this.columnsOf(select);
      const repetition = columns && (await new Joins(sql, select, columns, this.finds).repetition());
      if (repetition)
        sentences.push(...told(sql, select, columns, repetition).map((text) => `Query ${number} ${text}`));
    }
    return [...new Set(sentences)];
  }

  private once(sql: string): Promise<WarehouseAnswer> {
    const known = this.answers.get(sql);
    if (known) return known;
    if (this.answers.size >= MOST_STATEMENTS) throw new Error('Enough was asked about the joins of this program.');
    const answer = this.ask(sql);
    answer.catch(() => undefined);
    this.answers.set(sql, answer);
    return answer;
  }

  private async columnsOf({ prefix, first, joins }: JoiningSelect): Promise<Columns | undefined> {
    const columns = new Map<string, ReadonlySet<string>>();
    for (const { alias, source } of [first, ...joins.map((join) => join.relation)]) {
      const answer = await this.once(`${prefix}SELECT * FROM ${source} AS one LIMIT 0`);
      if (!answer.ok || columns.has(alias)) return undefined;
      columns.set(alias, new Set(answer.columns.map(({ name }) => name.toLowerCase())));
    }
    return columns;
  }

  private readonly finds = async (sql: string, than: number): Promise<boolean | undefined> => {
    const answer = await this.once(sql);
    const count = answer.ok ? Number.parseInt(answer.pages.join(''), 10) : Number.NaN;
    return Number.isNaN(count) ? undefined : count > than;
  };
}

/** What the repetition of rows makes of a SELECT: of everything in it, or of single aggregates. */
function told(sql: string, select: JoiningSelect, columns: Columns, { repeated, uncertain }: Repetition): string[] {
  const relations = [select.first, ...select.joins.map((join) => join.relation)];
  if (relations.every(({ alias }) => repeated.has(alias))) {
    const names = relations.map(({ called }) => called);
    const listed = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    const may = uncertain ? 'may be repeated' : 'are repeated';
    return [`joins ${listed} so that rows of each ${may}: what it counts or adds up may be too high.`];
  }
  return aggregatesIn(select.list, closing).flatMap(({ call, argument }) => {
    const used = relationsIn(argument, columns);
    const [one] = used ?? [];
    if (!used || one === undefined || ![...used].every((alias) => repeated.has(alias))) return [];
    const { called } = relations.find(({ alias }) => alias === one) ?? { called: one };
    const text = written(sql, call).replace(/\s+/g, ' ').slice(0, 80);
    const may = uncertain ? 'may repeat' : 'repeats';
    return [`works out ${text} over rows of ${called}, which the join with ${repeated.get(one)} ${may}.`];
  });
}
