import type { PageConfig } from '../../events';

/** Texts are empty where the deployment has none. */
export interface PageSettings {
  /** The API's authorizer: IAM, JWT or NONE. */
  readonly authorization: string;
  readonly jwtIssuer: string;
  /** The first audience that the API accepts. */
  readonly jwtAudience: string;
  /** The page's client at the issuer. */
  readonly pageClientId: string;
  readonly pageScopes: string;
}

const IAM_REASON =
  'This API takes requests that are signed with AWS credentials, which a browser does not have. To sign in on this page, ' +
  'deploy with Authorization=COGNITO, which creates a user pool, or with Authorization=JWT and the issuer of your company.';
const CLIENT_REASON =
  'This API takes tokens of an issuer, but the page has no client there. To sign in on this page, register it as a public ' +
  'client at the issuer, and deploy with the id of the client as PageClientId.';

/** How callers sign in on the page, by the parameters of the deployment. */
export function pageConfig(settings: PageSettings): PageConfig {
  const { authorization, jwtIssuer: issuer, jwtAudience: audience, pageClientId: clientId } = settings;
  if (authorization === 'NONE') return { signIn: 'none' };
  if (authorization === 'IAM') return { signIn: 'unavailable', reason: IAM_REASON };
  if (clientId === '') return { signIn: 'unavailable', reason: CLIENT_REASON };
  return {
    signIn: 'oidc',
    issuer,
    clientId,
    scopes: settings.pageScopes,
    ...(audience !== clientId && { audience }),
  };
}
