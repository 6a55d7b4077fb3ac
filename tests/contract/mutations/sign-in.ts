import { drop, type Mutations, put } from './edit';

const client = 'Client.Properties';
const accepted = 'the API accepts tokens of the issuer and audience that the page asks for tokens';
const returned = 'the page is a public client of the code flow, which returns to the page alone';
const rotated = 'each refresh token is used once, and can be revoked';
const styled = 'the managed login has a style, without which it shows no page';

/** Mutations of sign-in on the page. */
export const ofSignIn: Mutations = {
  'anyone may sign up': [
    put('UserPool.Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly', false, 'signIn'),
    'only administrators create users',
  ],
  'no user can have a second factor': [
    put('UserPool.Properties.MfaConfiguration', 'OFF', 'signIn'),
    'users may have a second factor',
  ],
  'tokens come in an address': [put(`${client}.AllowedOAuthFlows`, ['implicit'], 'signIn'), returned],
  'codes go to another page': [put(`${client}.CallbackURLs.1`, 'https://example.com/', 'signIn'), returned],
  'the page has a secret': [put(`${client}.GenerateSecret`, true, 'signIn'), returned],
  'access tokens are valid for an hour': [
    put(`${client}.AccessTokenValidity`, 60, 'signIn'),
    'access tokens are valid for 15 minutes at most',
  ],
  'access tokens are valid for 15 hours': [
    drop(`${client}.TokenValidityUnits.AccessToken`, 'signIn'),
    'access tokens are valid for 15 minutes at most',
  ],
  'a refresh token is used many times': [drop(`${client}.RefreshTokenRotation`, 'signIn'), rotated],
  'Cognito chooses the flows': [drop(`${client}.ExplicitAuthFlows`, 'signIn'), rotated],
  'the managed login has no style': [put('Style.Properties.UseCognitoProvidedValues', false, 'signIn'), styled],
  'the API accepts tokens of any client': [
    put('JwtAuthorizer.Properties.JwtConfiguration.Audience', { Ref: 'JwtAudience' }),
    accepted,
  ],
  'the page asks another issuer': [
    put('ServePageFunction.Properties.Environment.Variables.JWT_ISSUER', { Ref: 'JwtIssuer' }),
    accepted,
  ],
};
