import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { Look } from '../../../events';
import type { Pause } from '../../../lib/clock';
import type { Log } from '../../../lib/log';
import { LOOK_SECONDS, LOOKS_SECONDS } from '../../../lib/time-limits';
import { type Rows, StatementError, type Warehouse } from '../../shared/warehouse/port';
import type { Lease } from '../lease';
import type { TableDirectory, VisibleTables } from '../tables/directory';
import { LookRefused, OPERATORS, parseLook } from './look-request';
import { lookResult } from './look-result';
import { type LookStatement, lookStatement } from './statement';

/** A call of the tool, as the model's response has it. */
export interface LookCall {
  readonly toolUseId: string;
  readonly input: unknown;
}

export interface Looks {
  /** Of one attempt; 0 if the model may not look. */
  readonly maxLooks: number;
  /** Whether a look is left for the attempt. */
  areLeft(): boolean;
  /**
   * The results of the calls of one turn, in their order; they run side by side. A look that fails has an error for the
   * model. Rejects with LeaseLost.
   */
  take(calls: readonly LookCall[]): Promise<ContentBlock[]>;
}

export interface LookPorts {
  readonly warehouse: Warehouse;
  readonly tables: Pick<TableDirectory, 'visibleTables'>;
  readonly maxLooks: number;
  readonly now: () => string;
  readonly pause: Pause;
  readonly log: Pick<Log, 'warn'>;
}

type LookError = NonNullable<Look['error']>;

/** What the model gets for a look, and what of it is recorded. */
interface Outcome {
  readonly content: string;
  readonly values?: number;
  readonly error?: LookError;
}

const failed = (error: LookError, content: string): Outcome => ({ error, content });

/** The looks of an attempt under its lease, which counts those of lost invocations, too. */
export function openLooks({ warehouse, tables, maxLooks, now, pause, log }: LookPorts, lease: Lease): Looks {
  const areLeft = () => lease.looks.length < maxLooks;
  let remainingMs = LOOKS_SECONDS * 1000;

  return {
    maxLooks,
    areLeft,
    async take(calls) {
      const taken = calls.map((call) => {
        if (!areLeft()) return { call, index: -1 };
        lease.looks = [...lease.looks, recordOf(call.input)];
        return { call, index: lease.looks.length - 1 };
      });
      // If this invocation is lost, the next one counts its looks.
      await lease.renew();
      const visible = await tables.visibleTables();
      const startedAt = Date.parse(now());
      const timeoutMs = Math.min(LOOK_SECONDS * 1000, remainingMs);
      const results = taken.map(async ({ call, index }): Promise<ContentBlock> => {
        if (index < 0) return toolResult(call, failed('refused', `No looks are left: an attempt has ${maxLooks}.`));
        const result =
          timeoutMs <= 0
            ? failed('timed_out', `The time of all looks is over, ${LOOKS_SECONDS} s.`)
            : await runLook(call, visible, timeoutMs);
        const { values, error } = result;
        const milliseconds = Math.max(0, Date.parse(now()) - startedAt);
        lease.looks = lease.looks.with(index, { ...recordOf(call.input), values, milliseconds, error });
        return toolResult(call, result);
      });
      const blocks = await Promise.all(results);
      remainingMs -= Math.max(0, Date.parse(now()) - startedAt);
      return blocks;
    },
  };

  async function runLook({ input }: LookCall, visible: VisibleTables, timeoutMs: number): Promise<Outcome> {
    let statement: LookStatement;
    try {
      statement = lookStatement(visible.schema, visible.tables, parseLook(input));
    } catch (error) {
      if (error instanceof LookRefused) return failed('refused', error.message);
      throw error;
    }
    const timeout = new AbortController();
    try {
      const rows = await withTimeout(timeout, timeoutMs, statement);
      if (!rows) return failed('timed_out', `The look took longer than ${timeoutMs / 1000} s and was cancelled.`);
      const result = lookResult(statement, rows);
      return { content: JSON.stringify(result).replaceAll('<', '\\u003c'), values: result.values.length };
    } catch (error) {
      // A message of the warehouse may have names and values of what a view reads.
      const reason = error instanceof Error && !visible.isAnythingWithheld ? ` ${error.message}` : '';
      if (error instanceof StatementError) return failed('failed', `The warehouse could not run the look.${reason}`);
      log.warn('The warehouse is not available for looks.', { error });
      return failed('unavailable', 'The warehouse is not available for looks now. Write the program without.');
    }
  }

  /** Undefined if the time is over; the statement is then cancelled. */
  async function withTimeout(
    timeout: AbortController,
    timeoutMs: number,
    { sql, parameters }: LookStatement,
  ): Promise<Rows | undefined> {
    const query = warehouse.query(sql, { parameters, signal: timeout.signal });
    // After the timeout it rejects, with the time that is over as its reason.
    query.catch(() => undefined);
    const timer = pause(timeoutMs).then(() => undefined);
    const first = await Promise.race([query.then((rows) => ({ rows })), timer]);
    if (first) return first.rows;
    timeout.abort();
    return undefined;
  }
}

const toolResult = ({ toolUseId }: LookCall, { content, error }: Outcome): ContentBlock => ({
  toolResult: { toolUseId, status: error ? 'error' : 'success', content: [{ text: content }] },
});

const MAX_NAME = 127;

/** What a call asks, also if it is not valid. */
function recordOf(input: unknown): Look {
  const { table, column, contains, where } = (typeof input === 'object' && input !== null ? input : {}) as Readonly<
    Record<string, unknown>
  >;
  const name = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_NAME) : '');
  const conditions: readonly unknown[] = Array.isArray(where) ? where : [];
  return {
    table: name(table),
    column: name(column),
    contains: typeof contains === 'string' && contains !== '',
    operators: conditions
      .map((condition) => (condition as { readonly op?: unknown } | null)?.op)
      .filter((op) => OPERATORS.some((one) => one === op))
      .map(String),
  };
}
