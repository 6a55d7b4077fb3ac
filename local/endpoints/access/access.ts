import { runSimulation } from '@cloud-copilot/iam-simulate';
import { type Caller, OWNER } from '../wire/caller';
import { ServiceError } from '../wire/service-error';

export type PolicyDocument = Readonly<Record<string, unknown>>;

/** The role of a caller and all its policies. */
export interface Role {
  readonly arn: string;
  readonly policies: readonly PolicyDocument[];
}

/** Condition context keys of a request, in addition to the global ones. */
export type Context = Readonly<Record<string, string>>;

export interface Access {
  /** Rejects with AccessDeniedException and AWS's message, unless the caller's role allows the action. */
  check(caller: Caller, action: string, resource: string, context?: Context): Promise<void>;
}

export interface AccessOptions {
  readonly account: string;
  readonly region: string;
  /** The caller's role; undefined for an unknown caller. */
  readonly roleOf: (principal: string) => Promise<Role | undefined>;
}

const denied = (message: string) => new ServiceError('AccessDeniedException', message, { status: 403 });

/** The `aws:userid` of a caller: role id and session name. */
export const userIdOf = ({ principal }: Caller): string => `AROALOCAL:${principal}`;

/** The caller's ARN in IAM's messages. */
function sessionArn(account: string, role: string, { principal }: Caller): string {
  return `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${principal}`;
}

/** Checks calls to the local endpoints against the policies of the deployed roles. */
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
      const reason =
        result.overallResult === 'ExplicitlyDenied'
          ? 'with an explicit deny in an identity-based policy'
          : `because no identity-based policy allows the ${action} action`;
      throw denied(`User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${reason}`);
    },
  };
}

/** Allows everything; for an endpoint without a deployed stack. */
export const openAccess: Access = { check: async () => undefined };
