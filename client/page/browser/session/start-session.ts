import type { PageConfig } from '../../../../events/http/views';
import type { Fetch } from '../../..';
import { call } from '../../../http';
import { Issuer } from './issuer';
import { OidcSession, OpenSession, type Session } from './session';
import { TokenStore } from './token-store';
import { Windows } from './windows';

/**
 * Takes up the session of this tab, by the configuration that the API serves. The page is served at the address of the
 * API. @throws ProblemError, or the TypeError of fetch, when the configuration cannot be read
 */
export async function startSession(): Promise<Session> {
  const send: Fetch = (input, init) => fetch(input, init);
  const baseUrl = new URL('.', document.baseURI).href.replace(/\/$/, '');
  const response = await call({ baseUrl }, '/page-config.json');
  const config = (await response.json()) as PageConfig;
  // The API serves another page where no user can sign in; that of npm run page needs no token.
  if (config.signIn !== 'oidc') return new OpenSession(baseUrl, send);
  const windows: Windows = new Windows(() => void session.end());
  const session = new OidcSession({
    baseUrl,
    issuer: new Issuer(config, windows.address),
    store: new TokenStore(sessionStorage),
    windows,
    send,
  });
  await session.resume();
  return session;
}
