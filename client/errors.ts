import type { Problem } from '../events/http/views';

/** The API refused a request. `problem` is its response body (RFC 9457). */
export class ProblemError extends Error {
  override name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super([problem.detail, ...(problem.errors ?? []).map((error) => `${error.field}: ${error.message}`)].join('\n'));
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The error of a response; built from status and text when the body is not a problem of the API. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text().catch(() => '');
  const body = parse(text);
  return new ProblemError({
    type: body.type ?? 'about:blank',
    title: body.title ?? (response.statusText || `HTTP ${response.status}`),
    status: response.status,
    detail: body.detail ?? body.message ?? `The API responded with status ${response.status}.`,
    ...(body.errors && { errors: body.errors }),
  });
}

function parse(text: string): Partial<Problem> & { message?: string } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
