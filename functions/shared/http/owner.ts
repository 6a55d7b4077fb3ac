import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem';

const AUTHORIZATIONS = ['IAM', 'JWT', 'NONE'] as const;
const IAM_OWNERS = ['role', 'session'] as const;

export interface Authorization {
  /** The API's authorizer. */
  readonly authorizer: (typeof AUTHORIZATIONS)[number];
  /** With IAM: whether jobs belong to a role, whatever its session, or to one session of it. */
  readonly iamOwner: (typeof IAM_OWNERS)[number];
  /** Callers who verify answers: ARNs of roles or users, or `sub`s of tokens. Only functions that need to know have them. */
  readonly curators?: readonly string[];
}

/** The settings as an Authorization. @throws when one has another value */
export const authorizationOf = (settings: {
  readonly authorization: string;
  readonly iamOwner: string;
  readonly curators?: readonly string[];
}): Authorization => ({
  authorizer: oneOf('AUTHORIZATION', AUTHORIZATIONS, settings.authorization),
  iamOwner: oneOf('IAM_OWNER', IAM_OWNERS, settings.iamOwner),
  ...(settings.curators && { curators: settings.curators }),
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
export function ownerOf(event: APIGatewayProxyEventV2, authorization: Authorization): string {
  const caller = callerOf(event, authorization);
  return authorization.authorizer === 'IAM' && authorization.iamOwner === 'role' ? withoutSession(caller) : caller;
}

/** Whether the deployment names the caller as a curator: with IAM its role, whatever its session, or its user. */
export function isCurator(event: APIGatewayProxyEventV2, authorization: Authorization): boolean {
  const { authorizer, curators = [] } = authorization;
  const caller = callerOf(event, authorization);
  if (authorizer !== 'IAM') return curators.includes(caller);
  return curators.some((curator) => assumedRole(curator) === withoutSession(caller));
}

function callerOf(event: APIGatewayProxyEventV2, { authorizer }: Authorization): string {
  if (authorizer === 'NONE') return 'anonymous';
  const { authorizer: context } = event.requestContext as { readonly authorizer?: Authorizer };
  const caller = authorizer === 'JWT' ? context?.jwt?.claims?.sub : context?.iam?.userArn;
  if (typeof caller !== 'string' || caller === '') {
    throw new ProblemError(
      'unauthorized',
      `This API needs ${authorizer === 'JWT' ? 'a bearer token' : 'a signed request'}.`,
    );
  }
  return caller;
}

/**
 * `arn:aws:sts::111122223333:assumed-role/Role/session` without `/session`. Clients choose session names, or get a new one
 * with each set of credentials. Users and the root user have none.
 */
const withoutSession = (arn: string): string => arn.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/s, '$1');

/** `arn:aws:iam::111122223333:role/path/Role`, as IAM shows it, as the ARN of its sessions without the session. */
const assumedRole = (arn: string): string =>
  arn.replace(/^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/s, 'arn:$1:sts::$2:assumed-role/$3');
