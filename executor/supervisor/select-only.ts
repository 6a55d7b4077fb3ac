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

/** The statement with comments blanked, texts as `''` and quoted names as `"q"`; undefined when one is not closed. */
function withoutQuoted(sql: string): string | undefined {
  const token = /--[^\n]*|\/\*|'(?:[^']|'')*'|"(?:[^"]|"")*"|[^-/'"]+|[-/]|['"]/y;
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
    else code += text.startsWith('"') ? '"q"' : text;
  }
  return code;
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
  const code = withoutQuoted(sql);
  if (code === undefined) return 'A quoted text or a comment in this statement is not closed.';
  const statement = code.trim().replace(/[;\s]+$/, '');
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
  return undefined;
}
