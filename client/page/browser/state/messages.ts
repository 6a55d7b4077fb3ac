import { ProblemError } from '../../..';

const PROBLEM = 'urn:code-interpreter:problem:';

const FIELDS: Readonly<Record<string, string>> = {
  prompt: 'Write a question of at most 20,000 characters.',
  timeoutSeconds: 'The time limit must be between 1 second and 1 hour.',
  maxAttempts: 'A question can have 1 to 5 attempts.',
  size: 'Choose a small, medium or large machine.',
  program: 'The program is empty or too long.',
  note: 'A note can have at most 2,000 characters.',
};

/** When the budget of a day, which is counted in UTC, starts again, in the reader's time zone. */
function midnight(now = new Date()): string {
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  return next.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

const KINDS: Readonly<Record<string, () => string>> = {
  unauthorized: () => 'You have been signed out. Sign in again to continue.',
  'not-found': () => 'This question does not exist, or it is not yours.',
  'already-ended': () => 'This question has ended already.',
  'not-ended': () => 'Wait until this question has been answered.',
  'tables-unavailable': () => 'The tables are not described yet. You can ask about them all the same.',
  'too-large': () => 'This is too long to send.',
  'earlier-job-erased': () =>
    'A question earlier in this conversation was deleted, so it cannot be continued. Ask this as a new question.',
  'idempotency-key-reused': () => 'This was sent before with another text. Send it again.',
  'idempotency-key-expired': () => 'This was sent long ago. Send it again.',
  'too-many-open-jobs': () => 'You have as many questions running as you may. Wait for one to end, or cancel one.',
  'daily-budget-used': () => `Your budget for today is used up. You can ask again at ${midnight()}.`,
};

const STATUSES: Readonly<Record<number, string>> = {
  401: 'You have been signed out. Sign in again to continue.',
  403: 'You are not allowed to do this.',
  404: 'This does not exist, or it is not yours.',
  405: 'The server cannot do this yet.',
  409: 'This is not possible at the moment.',
  413: 'This is too long to send.',
  422: 'This cannot be sent a second time. Change it and send it again.',
  429: 'Too many requests at once. Wait a moment and send it again.',
};

export const UNREACHABLE = 'Can’t reach the server. Nothing is lost: send it again once you are connected.';

/** An error in the words of the page. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ProblemError)) {
    return error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')
      ? UNREACHABLE
      : 'Something went wrong on this page. Reload it and try once more.';
  }
  const { type, status, errors, requestId } = error.problem;
  const fields = (errors ?? []).flatMap(({ field }) => FIELDS[field] ?? []);
  if (fields.length > 0) return [...new Set(fields)].join(' ');
  const kind = type.startsWith(PROBLEM) ? KINDS[type.slice(PROBLEM.length)] : undefined;
  if (kind) return kind();
  if ([502, 503, 504].includes(status)) return UNREACHABLE;
  const known = STATUSES[status];
  if (known !== undefined) return known;
  if (status < 500) return 'The server did not accept this. Change it and send it again.';
  const reference = requestId === undefined ? '' : ` Give an administrator this number: ${requestId}.`;
  return `Something went wrong on the server. Wait a moment and send it again.${reference}`;
}
