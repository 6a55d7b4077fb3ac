import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem';

const AUTHORIZATIONS = ['IAM', 'JWT', 'NONE'] as const;
const IAM_OWNERS = ['role', 'session'] as const;

export interface Authorization {
  /** The API's authorizer. */
  readonly authorizer: (typeof AUTHORIZATIONS)[number];
  /** With IAM: whether jobs belong to a role, whatever its session, or to one session of it. */
  readonly iamOwner: (typeof IAM_OWNERS)[number];
}

/** The settings as an Authorization. @throws when one has another value */
export const authorizationOf = (settings: {
  readonly authorization: string;
  readonly iamOwner: string;
}): Authorization => ({
  authorizer: oneOf('AUTHORIZATION', AUTHORIZATIONS, settings.authorization),
  iamOwner: oneOf('IAM_OWNER', IAM_OWNERS, settings.iamOwner),
});

function oneOf<T extends string>(variable: string, values: readonly T[], setting: string): T {
  const value = values.find((candidate) => candidate === setting);
  if (!value) throw new Error(`${variable} is ${setting}; it must be one of ${values.join(', ')}.`);
  return value;
}

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string };
}

/**
 * The caller according to the API's authorizer: an ARN (IAM), the token's `sub` (JWT), or `anonymous` when the API has
 * no authorizer. A route that lost its authorizer refuses every request.
 */
export function ownerOf(event: APIGatewayProxyEventV2, { authorizer, iamOwner }: Authorization): string {
  if (authorizer === 'NONE') return 'anonymous';
  const { authorizer: context } = event.requestContext as { readonly authorizer?: Authorizer };
  const caller = authorizer === 'JWT' ? context?.jwt?.claims?.sub : context?.iam?.userArn;
  if (typeof caller !== 'string' || caller === '') {
    throw new ProblemError(
      'unauthorized',
      `This API needs ${authorizer === 'JWT' ? 'a bearer token' : 'a signed request'}.`,
    );
  }
  return authorizer === 'IAM' && iamOwner === 'role' ? withoutSession(caller) : caller;
}

/**
 * `arn:aws:sts::111122223333:assumed-role/Role/session` without `/session`. Clients choose session names, or get a new one
 * with each set of credentials. Users and the root user have none.
 */
const withoutSession = (arn: string): string => arn.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/s, '$1');
