import { Problem } from '../../../../../events';
import { httpFunction } from '../../../../../functions/shared/http/function';
import { ProblemError } from '../../../../../functions/shared/http/problem';
import { fakeLog } from '../../../../fakes/log';
import { apiEvent } from './requests';

describe('a function of the API', () => {
  it('responds with JSON that must not be cached', async () => {
    const run = httpFunction(
      async () => ({ status: 202, body: { a: 1 } }),
      { authorizer: 'NONE', iamOwner: 'role' },
      fakeLog(),
    );
    expect(await run(apiEvent())).toMatchObject({
      statusCode: 202,
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
  });

  it('answers a refusal with its problem', async () => {
    const refuse = async () => {
      throw new ProblemError('not-found', 'There is no such job.');
    };
    const answer = await httpFunction(refuse, { authorizer: 'NONE', iamOwner: 'role' }, fakeLog())(apiEvent());
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'content-type': 'application/problem+json' } });
    expect(Problem.parse(JSON.parse(answer.body ?? ''))).toMatchObject({
      status: 404,
      detail: 'There is no such job.',
    });
  });

  it('keeps an unexpected error to the log and gives the request id', async () => {
    const log = fakeLog();
    const fail = async () => {
      throw new Error('secret detail');
    };
    const answer = await httpFunction(fail, { authorizer: 'NONE', iamOwner: 'role' }, log)(apiEvent());
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret detail');
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ requestId: 'request-1' });
    expect(log.lines.find(({ level }) => level === 'error')?.details).toMatchObject({
      error: new Error('secret detail'),
    });
  });

  it('answers with 401 when the caller is not known', async () => {
    const answer = await httpFunction(
      async () => ({ status: 200 }),
      { authorizer: 'IAM', iamOwner: 'role' },
      fakeLog(),
    )(apiEvent());
    expect(answer.statusCode).toBe(401);
  });
});
