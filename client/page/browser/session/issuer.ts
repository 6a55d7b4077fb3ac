import * as oauth from 'oauth4webapi';
import type { PageConfig } from '../../../../events/http/views';
import type { User } from './state';

export type IssuerConfig = Extract<PageConfig, { signIn: 'oidc' }>;

export interface Tokens {
  readonly accessToken: string;
  /** Undefined where the issuer gives none. */
  readonly refreshToken?: string;
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly expiresAt: number;
  readonly user: User;
}

/** A sign-in that the issuer has not answered yet. Its secrets stay in this tab. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** The issuer refused, or answered with something that is not valid. Network errors are TypeErrors of fetch. */
export class RefusedByIssuer extends Error {
  override name = 'RefusedByIssuer';
}

/** Where an issuer does not say how long a token is valid. */
const DEFAULT_SECONDS = 300;

/** The response, unless the issuer is overloaded or broken: then it refuses nothing, and another call may succeed. */
async function answered(request: Promise<Response>): Promise<Response> {
  const response = await request;
  if (response.status === 429 || response.status >= 500) throw new TypeError('The issuer is not available.');
  return response;
}

/** @throws RefusedByIssuer in place of the library's errors, which have the response with its tokens */
async function validated<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    throw new RefusedByIssuer(error instanceof oauth.ResponseBodyError ? error.error : 'invalid_response');
  }
}

/** An OpenID provider, asked for tokens by the code flow with PKCE. The page is a public client: it has no secret. */
export class Issuer {
  private readonly client: oauth.Client;
  private readonly options: { readonly [oauth.allowInsecureRequests]: boolean };
  private server: Promise<oauth.AuthorizationServer> | undefined;

  /** `redirectUri`: the address of the page, as it is registered at the issuer. */
  constructor(
    private readonly config: IssuerConfig,
    private readonly redirectUri: string,
  ) {
    this.client = { client_id: config.clientId };
    const { hostname } = new URL(config.issuer);
    this.options = { [oauth.allowInsecureRequests]: ['127.0.0.1', 'localhost'].includes(hostname) };
  }

  /** The issuer's address for a new sign-in. `mark` is appended to the state, which the issuer returns. */
  async begin(mark: string): Promise<{ readonly pending: PendingSignIn; readonly url: string }> {
    const { authorization_endpoint: endpoint } = await this.discovered();
    if (endpoint === undefined) throw new RefusedByIssuer('no_authorization_endpoint');
    const pending = {
      state: `${oauth.generateRandomState()}${mark}`,
      nonce: oauth.generateRandomNonce(),
      codeVerifier: oauth.generateRandomCodeVerifier(),
    };
    const { clientId, scopes, audience } = this.config;
    const url = new URL(endpoint);
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: this.redirectUri,
      scope: scopes,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
      // Issuers ignore the one that they do not know (RFC 6749, RFC 8707).
      ...(audience !== undefined && { audience }),
      ...this.resource,
    };
    for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
    return { pending, url: url.href };
  }

  /** Exchanges the issuer's answer for tokens. State, issuer, audience, nonce and PKCE are checked. */
  async complete(pending: PendingSignIn, answer: URLSearchParams): Promise<Tokens> {
    const server = await this.discovered();
    return validated(async () => {
      const parameters = oauth.validateAuthResponse(server, this.client, answer, pending.state);
      const { redirectUri, options } = this;
      const response = await answered(
        oauth.authorizationCodeGrantRequest(
          server,
          this.client,
          oauth.None(),
          parameters,
          redirectUri,
          pending.codeVerifier,
          options,
        ),
      );
      const result = await oauth.processAuthorizationCodeResponse(server, this.client, response, {
        expectedNonce: pending.nonce,
        requireIdToken: true,
      });
      return tokensOf(result, userOf(oauth.getValidatedIdTokenClaims(result)));
    });
  }

  /** New tokens for those that expire. The issuer may replace the refresh token: the old one is then worth nothing. */
  async refresh({ refreshToken, user }: Tokens): Promise<Tokens> {
    if (refreshToken === undefined) throw new RefusedByIssuer('no_refresh_token');
    const server = await this.discovered();
    return validated(async () => {
      const additionalParameters = new URLSearchParams(this.resource);
      const options = { ...this.options, additionalParameters };
      const response = await answered(
        oauth.refreshTokenGrantRequest(server, this.client, oauth.None(), refreshToken, options),
      );
      const result = await oauth.processRefreshTokenResponse(server, this.client, response);
      const claims = oauth.getValidatedIdTokenClaims(result);
      if (claims && claims.sub !== user.subject) throw new RefusedByIssuer('other_user');
      return { refreshToken, ...tokensOf(result, user) };
    });
  }

  /** Ends what a refresh token allows, where the issuer can. */
  async revoke(refreshToken: string): Promise<void> {
    const server = await this.discovered();
    if (server.revocation_endpoint === undefined) return;
    await oauth.revocationRequest(server, this.client, oauth.None(), refreshToken, this.options);
  }

  /** The issuer's address that ends its own session, and comes back to the page; undefined where it has none. */
  async signOutUrl(): Promise<string | undefined> {
    const { end_session_endpoint: endpoint } = await this.discovered();
    if (endpoint === undefined) return undefined;
    const url = new URL(endpoint);
    // The client's id instead of an id_token_hint: no token in an address. Cognito has another name for the last.
    const parameters = { client_id: this.config.clientId, post_logout_redirect_uri: this.redirectUri };
    for (const [name, value] of Object.entries({ ...parameters, logout_uri: this.redirectUri }))
      url.searchParams.set(name, value);
    return url.href;
  }

  /** The audience as a resource indicator (RFC 8707), which is an address. */
  private get resource(): Record<string, string> {
    const { audience = '' } = this.config;
    return /^https?:/.test(audience) ? { resource: audience } : {};
  }

  private discovered(): Promise<oauth.AuthorizationServer> {
    this.server ??= this.discover().catch((error: unknown) => {
      this.server = undefined;
      throw error;
    });
    return this.server;
  }

  private async discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.config.issuer);
    const response = await answered(oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...this.options }));
    return validated(() => oauth.processDiscoveryResponse(issuer, response));
  }
}

const tokensOf = (result: oauth.TokenEndpointResponse, user: User): Tokens => ({
  accessToken: result.access_token,
  expiresAt: Date.now() + (result.expires_in ?? DEFAULT_SECONDS) * 1000,
  user,
  ...(result.refresh_token !== undefined && { refreshToken: result.refresh_token }),
});

function userOf(claims: oauth.IDToken | undefined): User {
  if (!claims) throw new RefusedByIssuer('no_id_token');
  const { name, preferred_username, email, sub } = claims;
  const shown = [name, preferred_username, email].find(
    (claim): claim is string => typeof claim === 'string' && claim !== '',
  );
  return { subject: sub, name: shown ?? sub };
}
