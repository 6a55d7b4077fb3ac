import type { Content } from './template';

const isNoValue = (value: unknown): boolean => JSON.stringify(value) === '{"Ref":"AWS::NoValue"}';

/** Resolves the Fn::If of a condition in a value; undefined for AWS::NoValue. */
function resolveIf(value: unknown, condition: string, holds: boolean): unknown {
  const choose = (inner: unknown) => resolveIf(inner, condition, holds);
  if (Array.isArray(value)) return value.map(choose).filter((element) => element !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const choice = (value as { readonly 'Fn::If'?: readonly [string, unknown, unknown] })['Fn::If'];
  if (choice?.[0] === condition) {
    const branch = choice[holds ? 1 : 2];
    return isNoValue(branch) ? undefined : choose(branch);
  }
  const members = Object.entries(value).map(([name, member]) => [name, choose(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** A template with one condition resolved to `holds`. Other conditions stay unresolved. */
export function branchOf(content: Content, condition: string, holds: boolean): Content {
  const resources = Object.entries(content.Resources).filter(([, { Condition }]) => Condition !== condition || holds);
  return resolveIf({ ...content, Resources: Object.fromEntries(resources) }, condition, holds) as Content;
}
