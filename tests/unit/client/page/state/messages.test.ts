import { ProblemError } from '../../../../../client';
import { messageOf, UNREACHABLE } from '../../../../../client/page/browser/state/messages';

const problem = (status: number, kind?: string, more: object = {}) =>
  new ProblemError({
    type: kind === undefined ? 'about:blank' : `urn:code-interpreter:problem:${kind}`,
    title: 'GET /jobs',
    status,
    detail: 'Correct what `errors` names, and send the request again. GET /jobs lists your jobs.',
    ...more,
  });

describe('messages of the page', () => {
  it.each([
    [problem(404, 'not-found'), /does not exist, or it is not yours/],
    [problem(409, 'already-ended'), /has ended already/],
    [problem(409, 'not-ended'), /Wait until/],
    [problem(413, 'too-large'), /too long/],
    [problem(422, 'earlier-job-erased'), /was deleted/],
    [problem(429, 'too-many-open-jobs'), /cancel one/],
    [problem(429, 'daily-budget-used'), /budget for today is used up\. You can ask again at \d/],
    [problem(429), /Too many requests/],
    [problem(401), /signed out/],
    [problem(403), /not allowed/],
    [problem(418), /did not accept/],
  ])('say in the words of the page what happened: %s', (error, words) => {
    expect(messageOf(error)).toMatch(words);
    expect(messageOf(error)).not.toMatch(/GET|`|errors/);
  });

  it('name the fields that are not valid', () => {
    const error = problem(400, 'invalid-request', { errors: [{ field: 'prompt', message: 'Must not be empty.' }] });
    expect(messageOf(error)).toBe('Write a question of at most 20,000 characters.');
  });

  it('have the number of the request when the server failed', () => {
    expect(messageOf(problem(500, 'internal', { requestId: 'r-1' }))).toContain('r-1');
  });

  it('say that nothing is lost when the server is away', () => {
    expect(messageOf(new TypeError('fetch failed'))).toBe(UNREACHABLE);
    expect(messageOf(problem(503))).toBe(UNREACHABLE);
  });

  it('do not show the text of an error of the page', () => {
    expect(messageOf(new Error('x is undefined'))).not.toContain('x is');
  });
});
