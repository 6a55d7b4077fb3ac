type Values = Readonly<Record<string, string>>;

/** An intrinsic function's value as CloudFormation works it out, as far as addresses are taken apart. */
export function evaluate(value: unknown, values: Values): string | string[] {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  const text = (inner: unknown): string => String(evaluate(inner, values));
  switch (name) {
    case 'Ref':
      return named(values, String(argument));
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
      const found = evaluate(list, values)[index];
      if (found === undefined) throw new Error(`Fn::Select cannot select nonexistent value at index ${index}.`);
      return found;
    }
    case 'Fn::Sub': {
      const [template, own = {}] = [argument].flat() as [string, Readonly<Record<string, unknown>>?];
      const all = { ...values, ...Object.fromEntries(Object.entries(own).map(([key, inner]) => [key, text(inner)])) };
      return template.replace(/\$\{([^}]+)\}/g, (_, key: string) => named(all, key));
    }
    default:
      throw new Error(`${name} is not known here.`);
  }
}

function named(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`${name} has no value here.`);
  return value;
}
