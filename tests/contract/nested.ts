import { type Content, target } from './template';

type Values = Readonly<Record<string, unknown>>;

const isOf = (value: unknown, name: string): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && name in value;

/** The members of a list that a stack gets as one joined string. */
const membersOf = (value: unknown): unknown => (isOf(value, 'Fn::Join') ? (value['Fn::Join'] as unknown[])[1] : value);

function substituteParameters(value: unknown, values: Values): unknown {
  const inner = (one: unknown) => substituteParameters(one, values);
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value && String(value.Ref) in values) return membersOf(values[String(value.Ref)]);
  const result = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inner(member)]));
  if (!('Fn::Select' in result)) return result;
  const [index, list] = result['Fn::Select'] as [number, unknown];
  return Array.isArray(list) ? list[index] : result;
}

/** A nested stack's template with its parameters replaced by the values of the outer template. */
export function nestedIn(outer: Content, stack: string, content: Content): Content {
  const { Parameters = {} } = (outer.Resources[stack]?.Properties ?? {}) as { readonly Parameters?: Values };
  return { ...content, Resources: substituteParameters(content.Resources, Parameters) as Content['Resources'] };
}

/** The result of Fn::Sub with joined lists as variables. Other references stay as `${Name}`. */
export function substituted(value: unknown): string {
  const [text, variables = {}] = [value].flat() as [string, Values?];
  return text.replace(/\$\{(\w+)\}/g, (reference, name: string) => {
    if (!(name in variables)) return reference;
    const [separator, list] = (variables[name] as { readonly 'Fn::Join': [string, unknown[]] })['Fn::Join'];
    return list.map((member) => `\${${target(member)}}`).join(separator);
  });
}
