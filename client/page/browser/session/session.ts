import type { Connection, Fetch } from '../../..';
import { type Issuer, RefusedByIssuer, type Tokens } from './issuer';
import { Observable, type SessionState } from './state';
import type { StoredSignIn, TokenStore } from './token-store';
import { POPUP_MARK, type Windows } from './windows';

/** Sign-in of the user, and calls of the API with the user's token. */
export interface Session {
  readonly state: Observable<SessionState>;
  /** For the client of the API: each call has a valid token. Without a session the response is a 401, unsent. */
  readonly connection: Required<Pick<Connection, 'baseUrl' | 'fetch'>>;
  /**
   * Lets the user sign in: a signed-out user leaves the page for the issuer's. A user whose session has expired keeps the
   * page, and signs in in another window; call this while a click is handled, or the browser does not open it.
   */
  signIn(): Promise<void>;
  /** Ends the session, in all tabs and at the issuer, and forgets what the page has stored in this tab. */
  signOut(): Promise<void>;
}

/** A token that expires sooner is renewed before it is used. */
const EXPIRES_SOON_MS = 30_000;

const PROBLEMS = {
  unreachable: 'The sign-in page can’t be reached. Check your connection and try again.',
  refused: 'The sign-in was not completed. Try again.',
  unknown: 'This sign-in was already used, or begun in another tab. Sign in again.',
  closed: 'The sign-in window was closed. Sign in to go on; your work is kept.',
  expired: 'Your sign-in has expired. Sign in to go on; your work is kept.',
} as const;

const problemOf = (error: unknown): string => {
  if (error instanceof RefusedByIssuer) return PROBLEMS.refused;
  if (error instanceof TypeError) return PROBLEMS.unreachable;
  throw error;
};

/** There is no session, or it has just ended. */
class SignedOut extends Error {
  override name = 'SignedOut';
}

const unauthorized = () =>
  Response.json(
    { type: 'about:blank', title: 'Not signed in', status: 401, detail: 'Sign in to go on.' },
    { status: 401, headers: { 'content-type': 'application/problem+json' } },
  );

type Expired = Extract<SessionState, { kind: 'expired' }>;
type Outside = Extract<SessionState, { kind: 'signedOut' }>;

const refused = (error: unknown): Response => {
  if (error instanceof SignedOut) return unauthorized();
  throw error;
};

export interface SessionPorts {
  /** Address of the API, without a slash at its end. */
  readonly baseUrl: string;
  readonly issuer: Issuer;
  readonly store: TokenStore;
  readonly windows: Windows;
  readonly send: Fetch;
}

export class OidcSession implements Session {
  readonly state = new Observable<SessionState>({ kind: 'signedOut' });
  readonly connection: Session['connection'];
  private renewal: Promise<Tokens> | undefined;
  /** The state in which the user left the page for the issuer's. */
  private left: Expired | Outside | undefined;

  constructor(private readonly ports: SessionPorts) {
    this.connection = { baseUrl: ports.baseUrl, fetch: (input, init) => this.send(input, init).catch(refused) };
    // By the back button, from the issuer's page.
    ports.windows.onReturn(() => {
      if (this.left) this.state.value = this.left;
    });
  }

  /** Takes up the session of this tab, or completes the sign-in that the issuer answers in the address. */
  async resume(): Promise<void> {
    const { store, windows } = this.ports;
    const answer = windows.takeAnswer();
    if (answer?.get('state')?.endsWith(POPUP_MARK)) {
      this.state.value = { kind: 'signingIn' };
      return windows.handOver(answer);
    }
    await store.claim();
    const { tokens } = store;
    if (tokens) this.state.value = { kind: 'signedIn', user: tokens.user };
    else if (answer) await this.completeHere(answer, store.takeSignIn());
  }

  async signIn(): Promise<void> {
    const { value } = this.state;
    if (value.kind === 'expired') return this.signInAgain(value);
    if (value.kind === 'signedOut') await this.leaveToSignIn(value);
  }

  async signOut(): Promise<void> {
    const { issuer, windows } = this.ports;
    windows.announceSignOut();
    await this.end();
    const url = await issuer.signOutUrl().catch(() => undefined);
    if (url !== undefined) windows.leave(url);
  }

  /** Forgets the session, and revokes its refresh token. */
  async end(): Promise<void> {
    const { issuer, store } = this.ports;
    const refreshToken = store.tokens?.refreshToken;
    store.clear();
    this.state.value = { kind: 'signedOut' };
    // It expires anyway where the issuer cannot be reached.
    if (refreshToken !== undefined) await issuer.revoke(refreshToken).catch(() => undefined);
  }

  /** A valid access token. @throws SignedOut */
  private async token(): Promise<string> {
    const { tokens } = this.ports.store;
    if (!tokens) throw new SignedOut();
    if (tokens.expiresAt - Date.now() > EXPIRES_SOON_MS) return tokens.accessToken;
    return (await this.renewed()).accessToken;
  }

  /** A call of the API. A token that the API refuses is renewed once. */
  private async send(input: string, init: RequestInit = {}): Promise<Response> {
    const withToken = (token: string) =>
      this.ports.send(input, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
      });
    const token = await this.token();
    const response = await withToken(token);
    if (response.status !== 401) return response;
    const current = await this.token();
    const second = await withToken(current === token ? (await this.renewed()).accessToken : current);
    if (second.status === 401) this.expire();
    return second;
  }

  /** Renews the tokens. Calls at the same time share one renewal: a refresh token can be used once. */
  private renewed(): Promise<Tokens> {
    this.renewal ??= this.renew().then(
      (tokens) => {
        this.renewal = undefined;
        return tokens;
      },
      (error: unknown) => {
        this.renewal = undefined;
        throw error;
      },
    );
    return this.renewal;
  }

  private async renew(): Promise<Tokens> {
    const { issuer, store } = this.ports;
    const { tokens } = store;
    if (!tokens) throw new SignedOut();
    try {
      const renewed = await issuer.refresh(tokens);
      // The user may have signed out meanwhile.
      if (!store.tokens) throw new SignedOut();
      store.tokens = renewed;
      return renewed;
    } catch (error) {
      if (!(error instanceof RefusedByIssuer)) throw error;
      this.expire();
      throw new SignedOut();
    }
  }

  private expire(): void {
    const { store } = this.ports;
    const { tokens } = store;
    if (!tokens) return;
    store.tokens = undefined;
    this.state.value = { kind: 'expired', user: tokens.user, problem: PROBLEMS.expired };
  }

  private async leaveToSignIn(state: Expired | Outside): Promise<void> {
    const { issuer, store, windows } = this.ports;
    this.left = state;
    this.state.value = { kind: 'signingIn' };
    try {
      const { pending, url } = await issuer.begin('');
      store.signIn = { ...pending, fragment: windows.fragment };
      windows.leave(url);
    } catch (error) {
      this.state.value = { ...state, problem: problemOf(error) };
    }
  }

  private async completeHere(answer: URLSearchParams, signIn: StoredSignIn | undefined): Promise<void> {
    if (signIn === undefined) {
      this.state.value = { kind: 'signedOut', problem: PROBLEMS.unknown };
      return;
    }
    const { issuer, windows } = this.ports;
    windows.replaceAddress(signIn.fragment);
    this.state.value = { kind: 'signingIn' };
    try {
      await this.begin(await issuer.complete(signIn, answer));
    } catch (error) {
      this.state.value = { kind: 'signedOut', problem: problemOf(error) };
    }
  }

  private async signInAgain(expired: Expired): Promise<void> {
    const { issuer, store, windows } = this.ports;
    const popup = windows.openPopup();
    if (!popup) return this.leaveToSignIn(expired);
    const { user } = expired;
    const signingIn = { kind: 'expired', user, signingIn: true } as const;
    this.state.value = signingIn;
    const closed = () => {
      if (this.state.value === signingIn) this.state.value = { kind: 'expired', user, problem: PROBLEMS.closed };
    };
    try {
      const { pending, url } = await issuer.begin(POPUP_MARK);
      const answer = await popup.show(url, pending.state, closed);
      const tokens = await issuer.complete(pending, answer);
      // What is on the page belongs to the user who was signed in before.
      if (tokens.user.subject === user.subject) return await this.begin(tokens);
      store.tokens = tokens;
      windows.reload();
    } catch (error) {
      popup.close();
      this.state.value = { kind: 'expired', user, problem: problemOf(error) };
    }
  }

  private async begin(tokens: Tokens): Promise<void> {
    const { store } = this.ports;
    store.tokens = tokens;
    await store.claim();
    this.state.value = { kind: 'signedIn', user: tokens.user };
  }
}

/** The session of an API that is open to anyone. */
export class OpenSession implements Session {
  readonly state = new Observable<SessionState>({ kind: 'signedIn' });
  readonly connection: Session['connection'];

  constructor(baseUrl: string, send: Fetch) {
    this.connection = { baseUrl, fetch: send };
  }

  async signIn(): Promise<void> {}

  async signOut(): Promise<void> {}
}
