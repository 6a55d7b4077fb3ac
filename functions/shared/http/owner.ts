import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem';

const AUTHORIZATIONS = ['IAM', 'JWT', 'NONE'] as const;
export type Authorization = (typeof AUTHORIZATIONS)[number];

export function asAuthorization(setting: string): Authorization {
  const authorization = AUTHORIZATIONS.find((candidate) => candidate === setting);
  if (!authorization) throw new Error(`AUTHORIZATION is ${setting}; it must be one of ${AUTHORIZATIONS.join(', ')}.`);
  return authorization;
}

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string };
}

/**
 * The caller according to the API's authorizer: the ARN (IAM), the token's `sub` (JWT), or `anonymous` when the API has
 * no authorizer. A route that lost its authorizer refuses every request.
 */
export function ownerOf(event: APIGatewayProxyEventV2, authorization: Authorization): string {
  if (authorization === 'NONE') return 'anonymous';
  const { authorizer } = event.requestContext as { readonly authorizer?: Authorizer };
  const owner = authorization === 'JWT' ? authorizer?.jwt?.claims?.sub : authorizer?.iam?.userArn;
  if (typeof owner === 'string' && owner !== '') return owner;
  throw new ProblemError(
    'unauthorized',
    `This API needs ${authorization === 'JWT' ? 'a bearer token' : 'a signed request'}.`,
  );
}
