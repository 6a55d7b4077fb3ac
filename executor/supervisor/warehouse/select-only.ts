import { isStatementLog } from './statement-log';

/** Where the comment that begins at `start` ends (comments nest), or -1 when it is not closed. */
function endOfComment(sql: string, start: number): number {
  const signs = /\/\*|\*\//g;
  signs.lastIndex = start;
  let depth = 0;
  for (let sign = signs.exec(sql); sign; sign = signs.exec(sql)) {
    depth += sign[0] === '/*' ? 1 : -1;
    if (depth === 0) return signs.lastIndex;
  }
  return -1;
}

interface Unquoted {
  /** The statement with comments blanked, texts as `''` and quoted names as `"q"`. */
  readonly code: string;
  readonly names: readonly string[];
}

/** Undefined when a quoted text, a quoted name or a comment is not closed. */
function withoutQuoted(sql: string): Unquoted | undefined {
  const token = /--[^\n\r]*|\/\*|'(?:[^']|'')*'|"(?:[^"]|"")*"|[^-/'"]+|[-/]|['"]/y;
  const names: string[] = [];
  let code = '';
  for (let found = token.exec(sql); found; found = token.exec(sql)) {
    const text = found[0];
    if (text === '/*') {
      const end = endOfComment(sql, found.index);
      if (end < 0) return undefined;
      token.lastIndex = end;
      code += ' ';
    } else if (text === "'" || text === '"') return undefined;
    else if (text.startsWith('--')) code += ' ';
    else if (text.startsWith("'")) code += "''";
    else if (text.startsWith('"')) {
      names.push(text.slice(1, -1));
      code += '"q"';
    } else code += text;
  }
  return { code, names };
}

/** Without the semicolons and spaces at its end. By hand: an expression for it takes quadratic time of long runs of spaces. */
function withoutEnd(statement: string): string {
  let end = statement.length;
  while (end > 0 && (statement[end - 1] === ';' || statement[end - 1]?.trim() === '')) end -= 1;
  return statement.slice(0, end);
}

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** The words that may begin a statement in here: the first in each parenthesis, and those after one. */
function openings(words: readonly string[]): string[] {
  return words.filter((_, index) => words[index - 1] === '(' || words[index - 1] === ')');
}

/**
 * Undefined when `sql` is one SELECT or WITH … SELECT; otherwise a sentence that says what is wrong with it. It says
 * early and in plain words what the warehouse would refuse anyway; the boundary is the grants of the database user.
 */
export function refusal(sql: string): string | undefined {
  const unquoted = withoutQuoted(sql);
  if (unquoted === undefined) return 'A quoted text or a comment in this statement is not closed.';
  const statement = withoutEnd(unquoted.code.trim());
  if (statement === '') return 'The statement is empty.';
  if (statement.includes(';')) return 'Only one statement can be run at a time; this text holds several.';
  const words: readonly string[] = statement.toUpperCase().match(/[A-Z_][A-Z0-9_$]*|[()]/g) ?? [];
  const first = words.find((word) => word !== '(') ?? statement.slice(0, 20);
  if (first !== 'SELECT' && first !== 'WITH') {
    return `Only one SELECT (or WITH … SELECT) can be run; this statement begins with ${first}.`;
  }
  const change = openings(words).find((word) => CHANGES.has(word));
  if (change) return `Data can be read and not changed; this statement holds ${change}.`;
  if (words.includes('INTO')) return 'SELECT … INTO makes a table; data can be read and not changed.';
  const log = [...words, ...unquoted.names].find(isStatementLog);
  if (log) return `${log.toLowerCase()} holds statements of other jobs and cannot be read.`;
  return undefined;
}
