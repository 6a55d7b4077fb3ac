import type { OwnEvent } from '../../events';
import { outcomeEvent } from '../shared/decisions/event-of-obligation';
import type { Job } from '../shared/domain/job';

/** Standard Webhooks asks for less than 20 KB. */
const MAX_BYTES = 20_000;

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
  const whole = text(detail);
  if (Buffer.byteLength(whole) < MAX_BYTES) return whole;
  for (let step = 0; step < 8; step += 1) {
    const cut = text({ ...shortened(detail, step), note: `Parts were left out; GET /jobs/${detail.jobId} has all.` });
    if (Buffer.byteLength(cut) < MAX_BYTES) return cut;
  }
  const { version, eventId, jobId, occurredAt, endedAt, timings } = detail;
  return text({ version, eventId, jobId, occurredAt, endedAt, timings, note: `GET /jobs/${jobId} has the rest.` });
}

/** Halves every list and long text with every step. */
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
