declare const isPython: unique symbol;

/**
 * Python source that this repository wrote. Names, values and words of a question become a part of it by `literal` and
 * what is made of it here only: the type lets no other text into a program.
 */
export type Python = string & { readonly [isPython]: true };

/** Source of Python values. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** A value as a Python literal on one line. Strings keep their non-ASCII letters; a number that is none is None. */
export const literal = (value: Plain): Python => textOf(value) as Python;

const textOf = (value: Plain): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'None';
  // JSON's escapes are Python's too
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, part]) => `${JSON.stringify(key)}: ${textOf(part as Plain)}`)
    .join(', ')}}`;
};

/** Source as it stands here, with other source and numbers in it. */
export const python = (parts: TemplateStringsArray, ...inside: readonly (Python | number)[]): Python =>
  String.raw({ raw: parts }, ...inside.map((one) => (typeof one === 'number' ? literal(one) : one))) as Python;

export const joined = (pieces: readonly Python[], between: Python): Python => pieces.join(between) as Python;

const around = /^\n+|\s+$/g;

/** Without the empty lines around it. */
export const trimmed = (source: Python): Python => source.replace(around, '') as Python;

/** Definitions, with two empty lines between them. */
export const definitions = (...sources: readonly Python[]): Python => joined(sources.map(trimmed), python`\n\n\n`);

/** Assignments and other statements, one a line. */
export const statements = (...sources: readonly Python[]): Python => joined(sources, python`\n`);

/** Literals with commas between them: a tuple's inside, or a return of several. */
export const several = (...values: readonly Plain[]): Python => joined(values.map(literal), python`, `);

/** A list, one element a line. */
export const list = (elements: readonly Python[]): Python =>
  elements.length === 0
    ? python`[]`
    : python`[\n${joined(
        elements.map((one) => python`    ${one},\n`),
        python``,
      )}]`;

/** A text that looks in Python as it is: no quotes, signs of its own, or control characters, each letter whole. */
const isPlain = (text: string): boolean => /^(?:[^\p{C}"\\]|\n)*$/u.test(text);

/** A statement as a Python string that reads like SQL. */
export const sqlLiteral = (sql: string): Python => {
  if (!isPlain(sql.replaceAll('"', ''))) return literal(sql);
  if (!sql.includes('\n')) return `"${sql.replaceAll('"', '\\"')}"` as Python;
  return sql.includes('"""') || sql.endsWith('"') ? literal(sql) : (`"""\n${sql}\n"""` as Python);
};

/** Joins the parts of a program with one empty line between them. */
export const program = (parts: readonly (Python | undefined | false)[]): string =>
  `${parts
    .filter((part): part is Python => typeof part === 'string' && part.trim() !== '')
    .map(trimmed)
    .join('\n\n')}\n`;

/** The docstring of a program, in one line. */
export const docstring = (text: string): Python => {
  const line = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return `"""${line.replace(/["\\]/g, "'").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')}."""` as Python;
};
