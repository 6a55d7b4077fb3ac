import { isStatementLog } from './statement-log';
import { isSymbol, type Token, tokensOf } from './tokens';

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** Keywords, the ASCII parts of identifiers, exponents of numbers, quoted names with their quotes, and parentheses. */
function wordsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, text }) => {
    if (kind === 'word' || kind === 'number') return text.toUpperCase().match(/[A-Z_][A-Z0-9_$]*/g) ?? [];
    if (kind === 'quotedName') return [`"${text}"`];
    return kind === 'symbol' && (text === '(' || text === ')') ? [text] : [];
  });
}

/** Words that can begin a statement within the statement: those after a parenthesis. */
function openingWords(words: readonly string[]): string[] {
  return words.filter((_, index) => words[index - 1] === '(' || words[index - 1] === ')');
}

/**
 * Why `sql` is not one SELECT or WITH … SELECT, in a sentence; undefined when it is. An early and readable refusal of
 * what the warehouse refuses anyway: the security boundary is the grants of the database user.
 */
export function selectOnlyViolation(sql: string): string | undefined {
  const tokens = tokensOf(sql);
  if (tokens.some(({ kind }) => kind === 'unterminated')) {
    return 'This statement has an unterminated string, quoted name or comment.';
  }
  while (isSymbol(tokens.at(-1), ';')) tokens.pop();
  const [start] = tokens;
  if (start === undefined) return 'The statement is empty.';
  if (tokens.some((token) => isSymbol(token, ';'))) {
    return 'Only one statement can run at a time; this text contains several.';
  }
  const words = wordsOf(tokens);
  const first = words.find((word) => word !== '(') ?? sql.slice(start.from, tokens.at(-1)?.to).slice(0, 20);
  if (first !== 'SELECT' && first !== 'WITH') {
    return `Only a SELECT (or WITH … SELECT) can run; this statement begins with ${first}.`;
  }
  const change = openingWords(words).find((word) => CHANGES.has(word));
  if (change) return `The warehouse is read-only; this statement contains ${change}.`;
  if (words.includes('INTO')) return 'SELECT … INTO creates a table; the warehouse is read-only.';
  const quotedNames = tokens.filter(({ kind }) => kind === 'quotedName').map(({ text }) => text);
  const log = [...words, ...quotedNames].find(isStatementLog);
  if (log) return `${log.toLowerCase()} contains statements of other jobs and cannot be read.`;
  return undefined;
}
