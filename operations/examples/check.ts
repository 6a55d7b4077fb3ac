import { catalogRules } from '../../events/documents/catalog-rules';
import type { WithheldInText } from '../../events/documents/withheld-in-text';
import { selectOnlyViolation } from '../../lib/sql/select-only';
import { tableNamesOf } from '../catalog-names';
import { type Finding, failed, ok } from '../doctor/check';
import { OperatorError } from '../stack';
import { StatementFailed, type WarehouseSession } from '../warehouse-session';
import type { StoredExample, StoredExamples } from './stored';

/** Redshift queues more statements behind those of other users. */
const CONCURRENT = 5;

/**
 * Plans the SQL of each example in the warehouse, without running it, and resolves with a finding for each example, in
 * their order, after those of unreadable ones.
 * @param reader a session of the read-only user
 */
export async function checkExamples(
  reader: Pick<WarehouseSession, 'rows' | 'run'>,
  schema: string,
  { catalog, examples, findings }: StoredExamples,
): Promise<Finding[]> {
  if (examples.length === 0) return [...findings];
  const withheldIn = catalogRules(catalog, await tableNamesOf(reader, schema)).withheldInText();
  const checked: Finding[] = [];
  for (let start = 0; start < examples.length; start += CONCURRENT) {
    const some = examples.slice(start, start + CONCURRENT);
    checked.push(...(await Promise.all(some.map((example) => checkExample(reader, example, withheldIn)))));
  }
  return [...findings, ...checked];
}

async function checkExample(
  reader: Pick<WarehouseSession, 'run'>,
  { place, question, sql, advice }: StoredExample,
  withheldIn: WithheldInText,
): Promise<Finding> {
  const title = `${place}: “${question.replace(/\s+/g, ' ')}”`;
  const withheld = withheldIn(`${question}\n${sql}`);
  if (withheld) {
    const name = [withheld.table, withheld.column].filter((part) => part !== undefined).join('.');
    return failed(`${title} is not shown to the model, because it names ${name}, which is withheld.`, advice);
  }
  const reason = selectOnlyViolation(sql) ?? (await planningError(reader, sql));
  return reason === undefined ? ok(title) : failed(`${title} does not run: ${reason}`, advice);
}

async function planningError(reader: Pick<WarehouseSession, 'run'>, sql: string): Promise<string | undefined> {
  try {
    await reader.run(`EXPLAIN ${sql.replace(/[;\s]+$/, '')}`);
    return undefined;
  } catch (error) {
    if (error instanceof StatementFailed || error instanceof OperatorError) return error.message;
    throw error;
  }
}
