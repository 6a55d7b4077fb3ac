import type { IAMClient } from '@aws-sdk/client-iam';
import { type Check, type Finding, failed, ok } from './check';
import { policiesOf, type Question, questionsOf } from './role-policies';
import type { Simulate } from './simulate-policies';

export interface RolesPlace {
  readonly client: IAMClient;
  readonly simulate: Simulate;
  readonly roles: readonly { readonly logicalId: string; readonly name: string }[];
  readonly taskRole: string;
  /** What the task must not be able to do, whatever program it runs. */
  readonly forbidden: readonly Question[];
}

const ORGANIZATION =
  'Something above the role takes it away: a service control policy of the organization or a permissions boundary. ' +
  'Ask who administers the account.';
const PARALLEL = 4;

/**
 * Whether each role of the stack may really do what its policies say, with whatever boundaries and policies of an
 * organization there are, and whether the task may do nothing worse.
 */
export function rolesCheck({ client, simulate, roles, taskRole, forbidden }: RolesPlace): Check {
  return {
    title: 'Permissions',
    advice:
      'Your identity needs iam:ListRolePolicies, iam:GetRolePolicy and iam:SimulatePrincipalPolicy for this check.',
    async run() {
      const asked: Finding[] = [];
      for (const { logicalId, name } of roles) {
        const statements = (await policiesOf(client, name)).flatMap(({ Statement }) => Statement);
        const questions = statements.flatMap(questionsOf);
        const answers = await inParts(questions, (question) => simulate(name, question));
        asked.push(...questions.map((question, index) => mayFinding(logicalId, question, answers[index] === true)));
      }
      const refused = await inParts(forbidden, (question) => simulate(taskRole, question));
      const tried = forbidden.map((question, index) => mayNotFinding(question, refused[index] === true));
      const wrong = [...asked, ...tried].filter(({ result }) => result === 'failed');
      if (wrong.length > 0) return wrong;
      return [
        ok(`${roles.length} roles may do the ${asked.length} things that their policies allow.`),
        ok(`The task is refused ${tried.length} things that it must not do.`),
      ];
    },
  };
}

const mayFinding = (role: string, { action, resource }: Question, may: boolean): Finding =>
  may ? ok(action) : failed(`${role} may not ${action} on ${resource}, although its policy allows it.`, ORGANIZATION);

const mayNotFinding = ({ action, resource }: Question, may: boolean): Finding =>
  may
    ? failed(`The task may ${action} on ${resource}.`, 'Somebody widened its role: deploy the stack again.')
    : ok(action);

/** IAM answers a few questions a second. */
async function inParts<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += PARALLEL) {
    done.push(...(await Promise.all(items.slice(start, start + PARALLEL).map(work))));
  }
  return done;
}
