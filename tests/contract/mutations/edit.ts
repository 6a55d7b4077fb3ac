import { type Content, target } from '../template';

/** The contents of all templates, to be changed. */
export interface Contents {
  readonly app: Content;
  readonly network: Content;
  readonly warehouse: Content;
  readonly delivery: Content;
  readonly observability: Content;
  readonly texts: { app: string; observability: string };
}

type Name = Exclude<keyof Contents, 'texts'>;

export type Mutate = (contents: Contents) => void;

/** What is done to a template → how, and the check that has to see it. */
export type Mutations = Readonly<Record<string, readonly [Mutate, string]>>;

type Branch = Record<string, unknown>;

/** The last branch of a path below Resources and the key in it; keys are parted by dots, numbers index lists. */
function place(content: Content, path: string): [Branch, string] {
  const keys = path.split('.');
  const last = keys.pop() as string;
  let branch: unknown = content.Resources;
  for (const key of keys) branch = (branch as Branch | undefined)?.[key];
  if (typeof branch !== 'object' || branch === null) throw new Error(`There is nothing at ${path}.`);
  return [branch as Branch, last];
}

/** Takes away what is there. */
export const drop =
  (path: string, template: Name = 'app'): Mutate =>
  (contents) => {
    const [branch, key] = place(contents[template], path);
    if (!(key in branch)) throw new Error(`There is nothing at ${path}.`);
    if (Array.isArray(branch)) branch.splice(Number(key), 1);
    else delete branch[key];
  };

/** Puts a value there, or what a function makes of the value that is there. */
export const put =
  (path: string, value: unknown, template: Name = 'app'): Mutate =>
  (contents) => {
    const [branch, key] = place(contents[template], path);
    branch[key] = typeof value === 'function' ? value(structuredClone(branch[key])) : value;
  };

/** Adds an element to the list that is there. */
export const add = (path: string, element: unknown, template: Name = 'app'): Mutate =>
  put(path, (list: unknown[] = []) => [...list, element], template);

interface Statement extends Branch {
  Action: string | string[];
}

interface Policy {
  PolicyDocument: { Statement: Statement[] };
}

/** Policies of a role: its own, and those that several have. */
function policiesOf({ Resources }: Content, role: string): Policy[] {
  const { Policies = [] } = (Resources[role]?.Properties ?? {}) as unknown as { Policies?: Policy[] };
  const shared = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties }) => Properties as unknown as Policy & { Roles: unknown[] })
    .filter(({ Roles }) => Roles.some((one) => target(one) === role));
  return [...Policies, ...shared];
}

/** Changes a role's statement of an action. */
export const inStatement =
  (role: string, action: string, change: (statement: Statement) => void, template: Name = 'app'): Mutate =>
  (contents) => {
    const statements = policiesOf(contents[template], role).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const found = statements.find(({ Action }) => [Action].flat().includes(action));
    if (!found) throw new Error(`${role} has no statement of ${action}.`);
    change(found);
  };

/** Takes an action away from a role. */
export const withoutAction = (role: string, action: string, template: Name = 'app'): Mutate =>
  inStatement(
    role,
    action,
    (statement) => {
      statement.Action = [statement.Action].flat().filter((other) => other !== action);
    },
    template,
  );

/** Gives a role one statement more. */
export const allow = (role: string, Action: string, Resource: unknown, template: Name = 'app'): Mutate =>
  add(`${role}.Properties.Policies.0.PolicyDocument.Statement`, { Effect: 'Allow', Action, Resource }, template);
