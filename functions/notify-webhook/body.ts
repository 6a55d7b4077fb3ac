import type { OwnEvent } from '../../events';
import type { Job } from '../shared/domain/job';
import { outcomeEvent } from '../shared/obligation-events';

/** Standard Webhooks asks for less than 20 KB. */
const MAX_BYTES = 20_000;
/** Of the halving: 50 entries are none after it. */
const LAST_STEP = 7;

export interface WebhookMessage {
  /** The same for every try. */
  readonly id: string;
  readonly body: string;
}

type Detail = Readonly<Record<string, unknown>> & { readonly eventId: string; readonly occurredAt: string };

const types: Readonly<Record<string, string>> = {
  JobSucceeded: 'job.succeeded',
  JobFailed: 'job.failed',
  JobCancelled: 'job.cancelled',
};

/**
 * What a webhook says of a job that has ended: the outcome's event, the same bytes at every try. What would make it
 * too large is cut, and `note` says so.
 */
export function webhookMessage(job: Job): WebhookMessage | undefined {
  const event = outcomeEvent(job) as OwnEvent<string, Detail> | undefined;
  if (!event) return undefined;
  const { detailType, detail } = event;
  const text = (data: object) => JSON.stringify({ type: types[detailType], timestamp: detail.occurredAt, data });
  return { id: detail.eventId, body: firstThatFits(detail, text) };
}

function firstThatFits(detail: Detail, text: (data: object) => string): string {
  let body = text(detail);
  for (let step = 0; step <= LAST_STEP && Buffer.byteLength(body) >= MAX_BYTES; step += 1) {
    body = text({ ...shortened(detail, step), note: `Parts were left out; GET /jobs/${detail.jobId} has all.` });
  }
  return body;
}

/** Halves every list and long text with every step; with the last one nothing is left of the lists. */
function shortened(detail: Detail, step: number): object {
  const share = 2 ** -step;
  const entries = Object.entries(detail).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.slice(0, Math.floor(50 * share))];
    if (name === 'answer' && typeof value === 'string') return [name, value.slice(0, Math.floor(2000 * share))];
    if (name === 'values')
      return [name, Object.fromEntries(Object.entries(value as object).slice(0, Math.floor(50 * share)))];
    return [name, value];
  });
  return Object.fromEntries(entries);
}
