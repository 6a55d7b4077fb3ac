import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { System } from '../../../local/system';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Document {
  readonly Statement: readonly Statement[];
}

interface Policy {
  readonly name: string;
  readonly document: Document;
}

/** An action that a role allows; with `on`, only in statements whose resource or condition matches. */
export interface Right {
  readonly action: string;
  readonly on?: RegExp;
}

export interface Roles {
  /** The statements of a deployed role. */
  statements(role: string): Promise<readonly Statement[]>;
  /** Runs `work` without a right of the role. */
  without<T>(role: string, right: Right, work: () => Promise<T>): Promise<T>;
}

const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

/** Whether a statement allows an action. */
export const gives = (statement: Statement, { action, on }: Right): boolean =>
  actionsOf(statement).includes(action) &&
  (!on || [statement.Resource, statement.Condition ?? ''].some((part) => on.test(JSON.stringify(part))));

/** A policy document without a right. */
function reduced({ Statement, ...others }: Document, right: Right): Document {
  const statements = Statement.flatMap((statement) => {
    if (!gives(statement, right)) return [statement];
    const Action = actionsOf(statement).filter((action) => action !== right.action);
    return Action.length > 0 ? [{ ...statement, Action }] : [];
  });
  return { ...others, Statement: statements };
}

/** The roles of a deployed stack, by their logical ids. */
export function rolesOf({ awsUrl, deployment }: System): Roles {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const iam = new IAMClient({ endpoint: awsUrl, region: 'us-east-1', credentials });
  const nameOf = (role: string) => deployment.resources[role];

  async function policies(role: string): Promise<Policy[]> {
    const RoleName = nameOf(role);
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    return Promise.all(
      PolicyNames.map(async (name) => {
        const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: name }));
        const text = PolicyDocument.startsWith('%') ? decodeURIComponent(PolicyDocument) : PolicyDocument;
        return { name, document: JSON.parse(text) as Document };
      }),
    );
  }

  /** Stores a policy, or deletes it if it has no statements. */
  function put(role: string, PolicyName: string, document: Document): Promise<unknown> {
    const RoleName = nameOf(role);
    if (document.Statement.length === 0) return iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    return iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }));
  }

  return {
    statements: async (role) => (await policies(role)).flatMap(({ document }) => document.Statement),

    async without(role, right, work) {
      const affected = (await policies(role)).filter(({ document }) =>
        document.Statement.some((one) => gives(one, right)),
      );
      if (affected.length === 0) throw new Error(`${role} has no right to ${right.action} ${right.on ?? ''}.`);
      try {
        for (const { name, document } of affected) await put(role, name, reduced(document, right));
        return await work();
      } finally {
        for (const { name, document } of affected) await put(role, name, document);
      }
    },
  };
}
