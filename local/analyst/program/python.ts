/** Source of Python values. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** A value as a Python literal on one line. Strings keep their non-ASCII letters. */
export const literal = (value: Plain): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, part]) => `${JSON.stringify(key)}: ${literal(part as Plain)}`)
    .join(', ')}}`;
};

/** A list of texts as a Python list, one a line. */
export const lines = (texts: readonly string[]): string =>
  texts.length === 0 ? '[]' : `[\n${texts.map((text) => `    ${literal(text)},\n`).join('')}]`;

/** A statement as a Python string that reads like SQL. */
export const sqlLiteral = (sql: string): string => {
  if (sql.includes('\\') || sql.includes('"""') || sql.endsWith('"')) return literal(sql);
  return sql.includes('\n') ? `"""\n${sql}\n"""` : `"${sql.replaceAll('"', '\\"')}"`;
};

/** Joins the parts of a program with one empty line between them. */
export const program = (parts: readonly (string | undefined | false)[]): string =>
  `${parts
    .filter((part): part is string => typeof part === 'string' && part.trim() !== '')
    .map((part) => part.replace(/^\n+|\s+$/g, ''))
    .join('\n\n')}\n`;

/** The docstring of a program. */
export const docstring = (text: string): string =>
  `"""${`${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/["\\]/g, "'")}."""`;
