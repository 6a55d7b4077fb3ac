import { GetRolePolicyCommand, type IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}

/** One call that IAM can be asked about. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** The policies of a role, as they are now. */
export async function policiesOf(client: IAMClient, RoleName: string): Promise<PolicyDocument[]> {
  const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '{}' } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const text = PolicyDocument.startsWith('%') ? decodeURIComponent(PolicyDocument) : PolicyDocument;
      return JSON.parse(text) as PolicyDocument;
    }),
  );
}

/** An example of what a pattern stands for. */
function example(pattern: string): string {
  if (pattern === '*') return pattern;
  return pattern.replace(/(:log-group:.*):\*$/, '$1:log-stream:1').replaceAll('*', '1');
}

/** A variable of IAM, whose value depends on who asks. */
const aboutCaller = (statement: Statement): boolean => JSON.stringify(statement.Condition ?? {}).includes('${');

/** Each action of a statement on an example of each of its resources, with what its conditions want. */
export function questionsOf(statement: Statement): Question[] {
  const { Effect, Action, Resource, Condition = {} } = statement;
  if (Effect !== 'Allow' || aboutCaller(statement)) return [];
  const context = Object.fromEntries(
    Object.values(Condition)
      .flatMap((test) => Object.entries(test))
      .map(([key, value]) => [key, example([value].flat()[0] ?? '')]),
  );
  return [Action]
    .flat()
    .flatMap((action) => [Resource].flat().map((resource) => ({ action, resource: example(resource), context })));
}
