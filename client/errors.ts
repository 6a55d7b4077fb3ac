import type { Problem } from '../events/http/views';

/** The API refused a request; `problem` says why in words (RFC 9457). */
export class ProblemError extends Error {
  override name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super([problem.detail, ...(problem.errors ?? []).map((error) => `${error.field}: ${error.message}`)].join('\n'));
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The problem that an answer carries; one is made up for answers that did not come from the API itself. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text().catch(() => '');
  const said = parse(text);
  return new ProblemError({
    type: said.type ?? 'about:blank',
    title: said.title ?? (response.statusText || `HTTP ${response.status}`),
    status: response.status,
    detail: said.detail ?? said.message ?? `The API answered with status ${response.status}.`,
    ...(said.errors && { errors: said.errors }),
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
