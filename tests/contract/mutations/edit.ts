import { type Content, target } from '../template';

/** All templates, mutable. */
export interface Contents {
  readonly app: Content;
  readonly network: Content;
  readonly warehouse: Content;
  readonly delivery: Content;
  readonly signIn: Content;
  readonly observability: Content;
  readonly texts: { app: string; observability: string };
}

type Name = Exclude<keyof Contents, 'texts'>;

export type Mutate = (contents: Contents) => void;

/** Description → mutation, and the check that must fail. */
export type Mutations = Readonly<Record<string, readonly [Mutate, string]>>;

type Branch = Record<string, unknown>;

/** The parent of a path below Resources, and the last key. Keys are separated by dots; numbers index lists. */
function locate(content: Content, path: string): [Branch, string] {
  const keys = path.split('.');
  const last = keys.pop() as string;
  let branch: unknown = content.Resources;
  for (const key of keys) branch = (branch as Branch | undefined)?.[key];
  if (typeof branch !== 'object' || branch === null) throw new Error(`Nothing at ${path}.`);
  return [branch as Branch, last];
}

/** Removes the value at a path. */
export const drop =
  (path: string, template: Name = 'app'): Mutate =>
  (contents) => {
    const [branch, key] = locate(contents[template], path);
    if (!(key in branch)) throw new Error(`Nothing at ${path}.`);
    if (Array.isArray(branch)) branch.splice(Number(key), 1);
    else delete branch[key];
  };

/** Sets the value at a path. A function gets the old value. */
export const put =
  (path: string, value: unknown, template: Name = 'app'): Mutate =>
  (contents) => {
    const [branch, key] = locate(contents[template], path);
    branch[key] = typeof value === 'function' ? value(structuredClone(branch[key])) : value;
  };

/** Appends to the list at a path. */
export const add = (path: string, element: unknown, template: Name = 'app'): Mutate =>
  put(path, (list: unknown[] = []) => [...list, element], template);

interface Statement extends Branch {
  Action: string | string[];
}

interface Policy {
  PolicyDocument: { Statement: Statement[] };
}

/** Policies of a role, including shared ones. */
function policiesOf({ Resources }: Content, role: string): Policy[] {
  const { Policies = [] } = (Resources[role]?.Properties ?? {}) as unknown as { Policies?: Policy[] };
  const shared = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties }) => Properties as unknown as Policy & { Roles: unknown[] })
    .filter(({ Roles }) => Roles.some((one) => target(one) === role));
  return [...Policies, ...shared];
}

/** Changes the statement of a role that has an action. */
export const inStatement =
  (role: string, action: string, change: (statement: Statement) => void, template: Name = 'app'): Mutate =>
  (contents) => {
    const statements = policiesOf(contents[template], role).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const statement = statements.find(({ Action }) => [Action].flat().includes(action));
    if (!statement) throw new Error(`${role} has no statement with ${action}.`);
    change(statement);
  };

/** Removes an action from a role. */
export const withoutAction = (role: string, action: string, template: Name = 'app'): Mutate =>
  inStatement(
    role,
    action,
    (statement) => {
      statement.Action = [statement.Action].flat().filter((other) => other !== action);
    },
    template,
  );

/** Adds a statement to a role. */
export const allow = (role: string, Action: string, Resource: unknown, template: Name = 'app'): Mutate =>
  add(`${role}.Properties.Policies.0.PolicyDocument.Statement`, { Effect: 'Allow', Action, Resource }, template);
