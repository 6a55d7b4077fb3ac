import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from './problem';

const AUTHORIZATIONS = ['IAM', 'JWT', 'NONE'] as const;
export type Authorization = (typeof AUTHORIZATIONS)[number];

export function asAuthorization(setting: string): Authorization {
  const found = AUTHORIZATIONS.find((authorization) => authorization === setting);
  if (!found) throw new Error(`AUTHORIZATION is ${setting}; it has to be one of ${AUTHORIZATIONS.join(', ')}.`);
  return found;
}

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string };
}

/**
 * Who asks, as the API's authorizer found out: the caller's ARN, the token's `sub`, or `anonymous` when the API lets
 * everybody in. A route that was left without its authorizer lets nobody in.
 */
export function ownerOf(event: APIGatewayProxyEventV2, authorization: Authorization): string {
  if (authorization === 'NONE') return 'anonymous';
  const { authorizer } = event.requestContext as { readonly authorizer?: Authorizer };
  const owner = authorization === 'JWT' ? authorizer?.jwt?.claims?.sub : authorizer?.iam?.userArn;
  if (typeof owner === 'string' && owner !== '') return owner;
  throw new Refusal(
    'unauthorized',
    `This API needs ${authorization === 'JWT' ? 'a bearer token' : 'a signed request'}.`,
  );
}
