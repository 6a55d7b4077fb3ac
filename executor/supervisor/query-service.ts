import type { Failure, QueryRun } from '../../events';
import { failedQueryWarnings, queryWarnings } from './answer';
import { JoinWarnings } from './joins';
import { plain, plainText } from './plain-text';
import type { Clock, QueryLimits, QueryReply, QuerySession, Warehouse } from './ports';
import { refusal } from './select-only';

/** What the Data API takes as the text of one statement. */
const STATEMENT_BYTES = 100_000;

/** A statement's text as it is kept in the report. */
const RECORDED_CHARACTERS = 10_000;

/** Of the statements that look into joins; small, and answered with one number or no rows. */
const LOOK_LIMITS: QueryLimits = { statements: 1, rows: 1, bytes: 100_000 };

/** How long the end of a program waits for what is still found out about its joins. */
const LOOK_MILLISECONDS = 10_000;

/**
 * Opens the warehouse for one program: only SELECTs, capped, every statement recorded.
 * Never rejects; what goes wrong is an answer.
 */
export function openQueries(warehouse: Warehouse, limits: QueryLimits, clock: Clock): QuerySession {
  const runs: QueryRun[] = [];
  const closing = new AbortController();
  let failure: Failure | undefined;
  const looking = new AbortController();
  // Made of parts of what the program asked, and so held to the same rule.
  const joins = new JoinWarnings(async (sql) => {
    const message = refusal(sql);
    return message ? { ok: false, unavailable: false, message } : warehouse.run(sql, LOOK_LIMITS, looking.signal);
  });
  const empty: number[] = [];

  async function answer(sql: string): Promise<[QueryReply, Omit<QueryRun, 'sql' | 'milliseconds'>]> {
    const bytes = Buffer.byteLength(sql);
    const refused =
      bytes > STATEMENT_BYTES ? `The statement has ${bytes} bytes; ${STATEMENT_BYTES} are allowed.` : refusal(sql);
    if (refused)
      return [
        { ok: false, kind: 'refused', message: refused },
        { result: 'refused', error: refused },
      ];

    const reply = await warehouse.run(sql, limits, closing.signal);
    if (reply.ok) {
      const { rows, truncated } = reply;
      return [reply, { result: 'finished', rows, bytes: reply.bytes, ...(truncated ? { truncated } : {}) }];
    }
    const error = reply.message.slice(0, 2000);
    if (reply.unavailable)
      failure = { kind: 'warehouse_unavailable', message: `The warehouse did not answer: ${error}` };
    return [
      { ok: false, kind: 'failed', message: reply.message },
      { result: 'failed', error },
    ];
  }

  return {
    async query(sql) {
      if (runs.length >= limits.statements) {
        failure = tooManyStatements(limits.statements);
        return { ok: false, kind: 'over_limit', message: failure.message };
      }
      const started = clock.now().getTime();
      const place = runs.length;
      const recorded = plainText(sql.slice(0, RECORDED_CHARACTERS));
      runs.push({
        sql: recorded,
        result: 'failed',
        milliseconds: 0,
        error: 'The program ended before the answer came.',
      });
      failure = undefined;
      const [reply, run] = await answer(sql);
      runs[place] = plain({ sql: recorded, ...run, milliseconds: clock.now().getTime() - started });
      if (reply.ok) {
        joins.add(sql, place + 1);
        if (isEmptyRow(sql, reply)) empty.push(place + 1);
      }
      return reply;
    },
    runs: () => [...runs],
    failure: () => failure,
    async warnings(answered) {
      const repeated =
        answered && joins.looking
          ? await Promise.race([joins.all(), clock.sleep(LOOK_MILLISECONDS).then((): string[] => [])])
          : [];
      looking.abort();
      return [...(answered ? failedQueryWarnings(runs) : []), ...queryWarnings(runs, empty), ...repeated];
    },
    close: () => closing.abort(),
  };
}

/** One row that holds nothing but zeros and nulls: what counting and adding up give when conditions leave no row. */
function isEmptyRow(sql: string, { rows, pages }: Extract<QueryReply, { ok: true }>): boolean {
  if (rows !== 1 || !/\b(?:where|join|having)\b/i.test(sql)) return false;
  const cells = pages.join('').trim().split(',');
  return cells.some((cell) => /^0(\.0+)?$/.test(cell)) && cells.every((cell) => /^(0(\.0+)?)?$/.test(cell));
}

function tooManyStatements(allowed: number): Failure {
  return {
    kind: 'over_limit',
    message: `The program ran more than the ${allowed} statements it is allowed; it can ask for more rows at once.`,
    limit: { name: 'statements', allowed, reached: allowed + 1, unit: 'statements' },
  };
}
