import { runSimulation } from '@cloud-copilot/iam-simulate';
import { type Caller, OWNER } from '../wire/caller';
import { ServiceError } from '../wire/service-error';

export type PolicyDocument = Readonly<Record<string, unknown>>;

/** The role that a caller acts in, with the documents of all its policies. */
export interface Role {
  readonly arn: string;
  readonly policies: readonly PolicyDocument[];
}

/** Context keys of a request; those that hold for every request are added. */
export type Context = Readonly<Record<string, string>>;

export interface Access {
  /** Rejects with AccessDeniedException, in AWS's words, unless the caller's role allows it. */
  check(caller: Caller, action: string, resource: string, context?: Context): Promise<void>;
}

export interface AccessOptions {
  readonly account: string;
  readonly region: string;
  /** The caller's role, or undefined when there is no such caller. */
  readonly roleOf: (principal: string) => Promise<Role | undefined>;
}

const denied = (message: string) => new ServiceError('AccessDeniedException', message, { status: 403 });

/** A session's id as IAM forms it: role and session name; the same for all calls of a caller. */
export const userIdOf = ({ principal }: Caller): string => `AROALOCAL:${principal}`;

/** What the caller is called in IAM's messages. */
function sessionArn(account: string, role: string, { principal }: Caller): string {
  return `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${principal}`;
}

/** Evaluates the policies of the deployed template's roles for calls to the own endpoints. */
export function roleAccess({ account, region, roleOf }: AccessOptions): Access {
  return {
    async check(caller, action, resource, context = {}) {
      if (caller.principal === OWNER) return;
      const role = await roleOf(caller.principal);
      if (!role) throw denied(`No role of the deployed stack belongs to ${caller.principal}.`);
      const principal = sessionArn(account, role.arn, caller);
      const result = await runSimulation(
        {
          request: {
            principal,
            action,
            resource: { resource, accountId: account },
            contextVariables: {
              'aws:userid': userIdOf(caller),
              'aws:PrincipalArn': role.arn,
              'aws:PrincipalAccount': account,
              'aws:RequestedRegion': region,
              'aws:SecureTransport': 'true',
              ...context,
            },
          },
          identityPolicies: role.policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        },
        {},
      );
      if (result.resultType === 'error')
        throw new Error(`${action} cannot be evaluated: ${JSON.stringify(result.errors)}`);
      if (result.overallResult === 'Allowed') return;
      const because =
        result.overallResult === 'ExplicitlyDenied'
          ? 'with an explicit deny in an identity-based policy'
          : `because no identity-based policy allows the ${action} action`;
      throw denied(`User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${because}`);
    },
  };
}

/** Allows everything: for tests of an endpoint by itself. */
export const openAccess: Access = { check: async () => undefined };
