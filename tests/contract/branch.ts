import type { Content } from './template';

const isNoValue = (value: unknown): boolean => JSON.stringify(value) === '{"Ref":"AWS::NoValue"}';

/** A value with the choices made that depend on a condition; undefined when it is left out by one. */
function chosen(value: unknown, condition: string, holds: boolean): unknown {
  const choose = (inner: unknown) => chosen(inner, condition, holds);
  if (Array.isArray(value)) return value.map(choose).filter((element) => element !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const choice = (value as { readonly 'Fn::If'?: readonly [string, unknown, unknown] })['Fn::If'];
  if (choice?.[0] === condition) {
    const taken = choice[holds ? 1 : 2];
    return isNoValue(taken) ? undefined : choose(taken);
  }
  const members = Object.entries(value).map(([name, member]) => [name, choose(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** A template as CloudFormation takes it when a condition of it holds, or does not. Other conditions stay as they are. */
export function branchOf(content: Content, condition: string, holds: boolean): Content {
  const resources = Object.entries(content.Resources).filter(([, { Condition }]) => Condition !== condition || holds);
  return chosen({ ...content, Resources: Object.fromEntries(resources) }, condition, holds) as Content;
}
