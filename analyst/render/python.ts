import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From the project's folder, so that a bundle two folders below it finds them as well. */
const PROGRAMS = fileURLToPath(new URL('../../analyst/programs', import.meta.url));

export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [name: string]: Literal };

/** A text in quotes. What is not printed, or is half a character, becomes an escape. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (one) => {
    if (/[\p{L}\p{N}]/u.test(one)) return one;
    const code = (one.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });

/** A value as Python writes it. */
export function literal(value: Literal): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${(value as readonly Literal[]).map(literal).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, one]) => `${quoted(name)}: ${literal(one)}`)
    .join(', ')}}`;
}

/** A statement as a text over several lines, where that needs no escapes. */
const statement = (sql: string): string =>
  /\\|"""|"$/.test(sql) || !/^[\x20-\x7e\n\p{L}\p{N}]*$/u.test(sql) ? quoted(sql) : `"""${sql}"""`;

const BLOCK = /# parameters\n[\s\S]*?# end of parameters\n/;
/** A parameter, with its type. */
const NAMES = /^([A-Z_]+)(: [^=\n]+)? = /gm;

/**
 * The program of a file in `programs/`, with its parameters set.
 * Throws if a parameter is missing or is not one of the program.
 */
export function program(name: string, parameters: Readonly<Record<string, Literal>>): string {
  const source = readFileSync(join(PROGRAMS, `${name}.py`), 'utf8');
  const block = BLOCK.exec(source)?.[0] ?? '';
  const types = new Map([...block.matchAll(NAMES)].map(([, name = '', type = '']) => [name, type]));
  const names = [...types.keys()];
  const different = [
    ...names.filter((one) => !(one in parameters)),
    ...Object.keys(parameters).filter((one) => !names.includes(one)),
  ];
  if (different.length > 0) throw new Error(`The parameters of ${name}.py differ: ${different.join(', ')}.`);
  const lines = names.map(
    (one) =>
      `${one}${types.get(one)} = ${one === 'SQL' || one === 'TEXT' ? statement(String(parameters[one])) : literal(parameters[one] as Literal)}`,
  );
  return source.replace(BLOCK, () => `${lines.join('\n')}\n`);
}
