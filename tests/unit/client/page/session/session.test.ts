import { type Issuer, RefusedByIssuer, type Tokens } from '../../../../../client/page/browser/session/issuer';
import { OidcSession } from '../../../../../client/page/browser/session/session';
import type { TokenStore } from '../../../../../client/page/browser/session/token-store';
import type { Windows } from '../../../../../client/page/browser/session/windows';

const user = { subject: '1', name: 'Ada' };
const tokensOf = (accessToken: string, seconds = 900): Tokens => ({
  accessToken,
  refreshToken: `refresh-${accessToken}`,
  expiresAt: Date.now() + seconds * 1000,
  user,
});

/** A session with stored tokens, an issuer that answers as given, and an API that accepts the given tokens. */
async function session(tokens: Tokens | undefined, refresh: () => Promise<Tokens>, accepted: readonly string[]) {
  const store = { tokens, claim: async () => {}, clear: () => {} } as unknown as TokenStore;
  const sent: string[] = [];
  const refreshed = jest.fn(refresh);
  const own = new OidcSession({
    baseUrl: 'https://api.example',
    issuer: { refresh: refreshed } as unknown as Issuer,
    store,
    windows: { takeAnswer: () => undefined, onReturn: () => {} } as unknown as Windows,
    send: async (_input, init) => {
      const { authorization = '' } = (init?.headers ?? {}) as Record<string, string>;
      sent.push(authorization);
      return new Response('{}', { status: accepted.includes(authorization.slice('Bearer '.length)) ? 200 : 401 });
    },
  });
  await own.resume();
  const call = () => own.connection.fetch('https://api.example/jobs', { headers: { accept: 'application/json' } });
  return { own, call, sent, refreshed, store };
}

const never = async (): Promise<Tokens> => {
  throw new Error('No renewal was expected.');
};

describe('a session', () => {
  it('sends its token with each call', async () => {
    const { call, sent, own } = await session(tokensOf('a'), never, ['a']);
    expect((await call()).status).toBe(200);
    expect(sent).toEqual(['Bearer a']);
    expect(own.state.value).toEqual({ kind: 'signedIn', user });
  });

  it('renews a token that expires soon, once for all calls at the same time', async () => {
    const { call, sent, refreshed, store } = await session(tokensOf('a', 20), async () => tokensOf('b'), ['b']);
    await Promise.all([call(), call(), call()]);
    expect(sent).toEqual(['Bearer b', 'Bearer b', 'Bearer b']);
    expect(refreshed).toHaveBeenCalledTimes(1);
    expect(store.tokens?.refreshToken).toBe('refresh-b');
  });

  it('renews a token that the API refuses, once, and ends when the API refuses the next one', async () => {
    const { call, sent, own } = await session(tokensOf('a'), async () => tokensOf('b'), []);
    expect((await call()).status).toBe(401);
    expect(sent).toEqual(['Bearer a', 'Bearer b']);
    expect(own.state.value).toMatchObject({ kind: 'expired', user });
    expect((await call()).status).toBe(401);
    expect(sent).toHaveLength(2);
  });

  it('expires when the issuer refuses', async () => {
    const refuse = async (): Promise<Tokens> => {
      throw new RefusedByIssuer('invalid_grant');
    };
    const { call, sent, own, store } = await session(tokensOf('a', 0), refuse, ['a']);
    expect((await call()).status).toBe(401);
    expect(sent).toEqual([]);
    expect(own.state.value).toMatchObject({ kind: 'expired', user });
    expect(store.tokens).toBeUndefined();
  });

  it('lasts while the issuer is away, and continues when it is back', async () => {
    let isAway = true;
    const refresh = async () => {
      if (isAway) throw new TypeError('Failed to fetch');
      return tokensOf('b');
    };
    const { call, own } = await session(tokensOf('a', 0), refresh, ['b']);
    await expect(call()).rejects.toThrow(TypeError);
    expect(own.state.value.kind).toBe('signedIn');
    isAway = false;
    expect((await call()).status).toBe(200);
  });

  it('sends nothing without tokens', async () => {
    const { call, sent, own } = await session(undefined, never, ['a']);
    expect(own.state.value).toEqual({ kind: 'signedOut' });
    const response = await call();
    expect([response.status, sent]).toEqual([401, []]);
    expect(await response.json()).toMatchObject({ status: 401 });
  });
});
