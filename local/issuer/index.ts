// An OpenID provider on 127.0.0.1 for the local system: it signs in any name with any password. A separate process,
// because the provider is a module that only import can load. Prints its address, and ends with its standard input.
import { Provider } from 'oidc-provider';
import { localServer } from '../../client/page/server/local-server';
import type { IssuerSetting } from './start';

const setting = JSON.parse(process.argv[2] ?? '{}') as IssuerSetting;
const { clientId, pageUrl, audiences, confidentialClients = [] } = setting;
const SCOPES = 'openid profile email offline_access';
const [defaultAudience = ''] = Object.keys(audiences);

/** The issuer's name has its port, so the port comes first. */
function listen(handler: { current: Parameters<typeof localServer>[0] }): Promise<string> {
  // Pages of other origins ask an issuer for tokens.
  const server = localServer((request, response) => handler.current(request, response), { allows: () => true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}

function providerOf(issuer: string): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [pageUrl],
        post_logout_redirect_uris: [pageUrl],
      },
      ...confidentialClients.map(({ id, secret }) => ({
        client_id: id,
        client_secret: secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      })),
    ],
    clientBasedCORS: () => true,
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: id, email: `${id}@example.com` }),
    }),
    // The page of a company needs no consent of its users.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope(SCOPES);
      for (const audience of Object.keys(audiences)) grant.addResourceScope(audience, '');
      await grant.save();
      return grant;
    },
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    features: {
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => defaultAudience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, audience, client) => ({
          audience,
          scope: '',
          accessTokenFormat: 'jwt',
          accessTokenTTL:
            confidentialClients.find(({ id }) => id === client.clientId)?.seconds ?? audiences[audience] ?? 0,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
}

const handler: { current: Parameters<typeof localServer>[0] } = { current: (_, response) => response.end() };
listen(handler).then((issuer) => {
  handler.current = providerOf(issuer).callback();
  process.stdout.write(`${issuer}\n`);
});
process.stdin.resume().once('end', () => process.exit());
