import { setMaxListeners } from 'node:events';
import type { Failure, QueryRun } from '../../../events';
import { plain, plainText } from '../../../lib/plain-text';
import { selectOnlyViolation } from '../../../lib/sql/select-only';
import type { Clock, QueryLimits, QueryResult, QuerySession, Warehouse } from '../ports';
import { JoinWarnings } from './joins';
import { emptyOrTruncatedWarnings, failedQueryWarnings } from './query-warnings';

/** The Data API's limit for one statement. */
const MAX_STATEMENT_BYTES = 100_000;

/** Of each statement in the report. */
const RECORDED_CHARACTERS = 10_000;

/** Each statement in flight adds two listeners to its signal; above its default of ten Node warns of a leak. */
const MAX_LISTENERS = 100;

/** For the statements that examine joins: each returns one number or no rows. */
const JOIN_CHECK_LIMITS: QueryLimits = { statements: 1, rows: 1, bytes: 100_000 };

/** How long the report waits for the join checks after the program's end. */
const JOIN_CHECK_TIMEOUT_MS = 10_000;

/** Opens the warehouse for one program: SELECTs only, within limits, each statement recorded. Never rejects. */
export function openQueries(warehouse: Warehouse, limits: QueryLimits, clock: Clock): QuerySession {
  const runs: QueryRun[] = [];
  const programEnd = new AbortController();
  const checksEnd = new AbortController();
  setMaxListeners(MAX_LISTENERS, programEnd.signal, checksEnd.signal);
  let failure: Failure | undefined;
  // Their text contains parts of the program's statements, so the same rule applies.
  const joins = new JoinWarnings(async (sql) => {
    const message = selectOnlyViolation(sql);
    return message
      ? { ok: false, unavailable: false, message }
      : warehouse.run(sql, JOIN_CHECK_LIMITS, checksEnd.signal);
  });
  const emptyAggregates: number[] = [];

  async function execute(sql: string): Promise<[QueryResult, Omit<QueryRun, 'sql' | 'milliseconds'>]> {
    const bytes = Buffer.byteLength(sql);
    const violation =
      bytes > MAX_STATEMENT_BYTES
        ? `The statement has ${bytes} bytes; the limit is ${MAX_STATEMENT_BYTES}.`
        : selectOnlyViolation(sql);
    if (violation)
      return [
        { ok: false, kind: 'refused', message: violation },
        { result: 'refused', error: violation },
      ];

    const result = await warehouse.run(sql, limits, programEnd.signal);
    if (result.ok) {
      const { rows, truncated } = result;
      return [result, { result: 'finished', rows, bytes: result.bytes, ...(truncated ? { truncated } : {}) }];
    }
    const error = result.message.slice(0, 2000);
    if (result.unavailable)
      failure = { kind: 'warehouse_unavailable', message: `The warehouse is unavailable: ${error}` };
    return [
      { ok: false, kind: 'failed', message: result.message },
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
      const index = runs.length;
      const recordedSql = plainText(sql.slice(0, RECORDED_CHARACTERS));
      runs.push({
        sql: recordedSql,
        result: 'failed',
        milliseconds: 0,
        error: 'The program ended before the query finished.',
      });
      failure = undefined;
      const [result, run] = await execute(sql);
      runs[index] = plain({ sql: recordedSql, ...run, milliseconds: clock.now().getTime() - started });
      if (result.ok) {
        joins.add(sql, index + 1);
        if (isEmptyAggregate(sql, result)) emptyAggregates.push(index + 1);
      }
      return result;
    },
    runs: () => [...runs],
    failure: () => failure,
    async warnings(succeeded) {
      const repetitions =
        succeeded && joins.pending
          ? await Promise.race([joins.all(), clock.sleep(JOIN_CHECK_TIMEOUT_MS).then((): string[] => [])])
          : [];
      checksEnd.abort();
      return [
        ...(succeeded ? failedQueryWarnings(runs) : []),
        ...emptyOrTruncatedWarnings(runs, emptyAggregates),
        ...repetitions,
      ];
    },
    close: () => programEnd.abort(),
  };
}

/** Larger results are not examined. */
const MAX_EMPTY_BYTES = 100_000;

/** Rows of nothing but zeros and nulls: the result of counts, sums and averages when the conditions match no row. */
function isEmptyAggregate(sql: string, { rows, pages }: Extract<QueryResult, { ok: true }>): boolean {
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  if (rows === 0 || bytes === 0 || bytes > MAX_EMPTY_BYTES || !/\b(?:where|join|having)\b/i.test(sql)) return false;
  return pages
    .join('')
    .split(/[,\r\n]+/)
    .every((cell) => /^"?(?:0(?:\.0+)?(?:e[+-]?\d+)?)?"?$/i.test(cell));
}

function tooManyStatements(allowed: number): Failure {
  return {
    kind: 'over_limit',
    message: `The program ran more than the ${allowed} statements allowed. Fetch more rows with each statement instead.`,
    limit: { name: 'statements', allowed, reached: allowed + 1, unit: 'statements' },
  };
}
