import { type JobDocument, machines } from '../../events';
import { costOf } from '../../lib/cost';
import { RESERVED_USD } from '../shared/domain/allowance';

/**
 * US dollars that a job reserves when it is accepted. A rerun calls no model: it can cost what a task costs from its
 * acceptance to its deadline.
 */
export function reservedUsd({ program, size, acceptedAt, deadlineAt }: JobDocument): number {
  if (!program) return RESERVED_USD;
  const seconds = (Date.parse(deadlineAt) - Date.parse(acceptedAt)) / 1000;
  return costOf({ machine: machines[size], tasks: [seconds], generations: [], queries: [] }, true).usd;
}
