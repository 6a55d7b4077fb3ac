type Values = Readonly<Record<string, string>>;

/** Evaluates the intrinsic functions that take URIs and ARNs apart. */
export function evaluate(value: unknown, values: Values): string | string[] {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  const text = (inner: unknown): string => String(evaluate(inner, values));
  switch (name) {
    case 'Ref':
      return lookUp(values, String(argument));
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(text).join(separator);
    }
    case 'Fn::Split': {
      const [separator, whole] = argument as [string, unknown];
      return text(whole).split(separator);
    }
    case 'Fn::Select': {
      const [index, list] = argument as [number, unknown];
      const element = evaluate(list, values)[index];
      if (element === undefined) throw new Error(`Fn::Select cannot select nonexistent value at index ${index}.`);
      return element;
    }
    case 'Fn::Sub': {
      const [template, own = {}] = [argument].flat() as [string, Readonly<Record<string, unknown>>?];
      const all = { ...values, ...Object.fromEntries(Object.entries(own).map(([key, inner]) => [key, text(inner)])) };
      return template.replace(/\$\{([^}]+)\}/g, (_, key: string) => lookUp(all, key));
    }
    default:
      throw new Error(`${name} is not supported.`);
  }
}

function lookUp(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`${name} has no value.`);
  return value;
}
