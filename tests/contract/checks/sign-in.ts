import type { Template } from '../template';
import type { Checks } from './check';

const clientOf = (signIn: Template) => signIn.get('Client', 'AWS::Cognito::UserPoolClient');
const poolOf = (signIn: Template) => signIn.get('UserPool', 'AWS::Cognito::UserPool');

const output = (name: string) => ({ 'Fn::GetAtt': ['SignIn', `Outputs.${name}`] });

/** Access tokens are accepted until they expire, revoked or not. */
const MAX_TOKEN_MINUTES = 15;

/** Sign-in on the page. */
export const signIn: Checks = {
  'only administrators create users': ({ signIn: template }) => {
    expect(poolOf(template).AdminCreateUserConfig).toMatchObject({ AllowAdminCreateUserOnly: true });
  },

  'users may have a second factor': ({ signIn: template }) => {
    const { MfaConfiguration, EnabledMfas } = poolOf(template);
    expect([MfaConfiguration, EnabledMfas]).toEqual(['OPTIONAL', ['SOFTWARE_TOKEN_MFA']]);
  },

  'the page is a public client of the code flow, which returns to the page alone': ({ signIn: template }) => {
    expect(clientOf(template)).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: [{ Ref: 'PageUrl' }],
      LogoutURLs: [{ Ref: 'PageUrl' }],
    });
  },

  'access tokens are valid for 15 minutes at most': ({ signIn: template }) => {
    const { AccessTokenValidity, TokenValidityUnits } = clientOf(template);
    expect(TokenValidityUnits).toMatchObject({ AccessToken: 'minutes' });
    expect(AccessTokenValidity).toBeLessThanOrEqual(MAX_TOKEN_MINUTES);
  },

  'each refresh token is used once, and can be revoked': ({ signIn: template }) => {
    const { RefreshTokenRotation, ExplicitAuthFlows, EnableTokenRevocation } = clientOf(template);
    expect([RefreshTokenRotation, EnableTokenRevocation]).toMatchObject([{ Feature: 'ENABLED' }, true]);
    // Cognito refuses rotation with it, and adds it where no flow is named.
    expect(ExplicitAuthFlows).toEqual(['ALLOW_USER_SRP_AUTH']);
  },

  'the managed login has a style, without which it shows no page': ({ signIn: template }) => {
    expect(template.get('Domain', 'AWS::Cognito::UserPoolDomain').ManagedLoginVersion).toBe(2);
    expect(template.get('Style', 'AWS::Cognito::ManagedLoginBranding')).toMatchObject({
      ClientId: { Ref: 'Client' },
      UseCognitoProvidedValues: true,
    });
  },

  'the API accepts tokens of the issuer and audience that the page asks for tokens': ({ app }) => {
    const { JwtConfiguration, IdentitySource } = app.get('JwtAuthorizer', 'AWS::ApiGatewayV2::Authorizer');
    const issuer = { 'Fn::If': ['IsCognito', output('Issuer'), { Ref: 'JwtIssuer' }] };
    expect(IdentitySource).toEqual(['$request.header.Authorization']);
    expect(JwtConfiguration).toEqual({
      Issuer: issuer,
      Audience: { 'Fn::If': ['IsCognito', [output('ClientId')], { Ref: 'JwtAudience' }] },
    });
    const { Variables } = app.get('ServePageFunction', 'AWS::Lambda::Function').Environment;
    expect(Variables).toMatchObject({
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: { 'Fn::If': ['IsCognito', output('ClientId'), { 'Fn::Select': [0, { Ref: 'JwtAudience' }] }] },
      PAGE_CLIENT_ID: { 'Fn::If': ['IsCognito', output('ClientId'), { Ref: 'PageClientId' }] },
    });
  },
};
