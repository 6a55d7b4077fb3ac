import type { PublishedEvent } from '../../events';
import type { Job } from '../shared/domain/job';
import { outcomeEvent } from '../shared/obligation-events';

/** Standard Webhooks recommends less than 20 kB. */
const MAX_BYTES = 20_000;
/** Halvings after which lists of 50 entries are empty. */
const LAST_STEP = 7;

export interface WebhookMessage {
  /** The same for every delivery. */
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
 * The webhook of an ended job: the event of its outcome, the same bytes in every delivery. A body that is too large is
 * shortened, and `note` says so.
 */
export function webhookMessage(job: Job): WebhookMessage | undefined {
  const event = outcomeEvent(job) as PublishedEvent<string, Detail> | undefined;
  if (!event) return undefined;
  const { detailType, detail } = event;
  const text = (data: object) => JSON.stringify({ type: types[detailType], timestamp: detail.occurredAt, data });
  return { id: detail.eventId, body: firstThatFits(detail, text) };
}

function firstThatFits(detail: Detail, text: (data: object) => string): string {
  let body = text(detail);
  for (let step = 0; step <= LAST_STEP && Buffer.byteLength(body) >= MAX_BYTES; step += 1) {
    body = text({ ...shortened(detail, step), note: `Shortened. GET /jobs/${detail.jobId} returns everything.` });
  }
  return body;
}

/** Halves every list and long text with each step; the last one empties the lists. */
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
