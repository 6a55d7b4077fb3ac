/** A token of a SQL statement with its position in the source. Whitespace and comments are not tokens. */
export interface Token {
  /**
   * `word`: a keyword or an unquoted identifier; `quotedName`: an identifier in double quotes; `string`: a literal in
   * single quotes; `symbol`: an operator or a punctuation mark; `unterminated`: `'`, `"` or `/*` without its end.
   */
  readonly kind: 'word' | 'quotedName' | 'string' | 'number' | 'symbol' | 'unterminated';
  /** A word in upper case, a quoted name without its quotes, anything else as in the source. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

// As in Redshift: `--` ends at the line's end, `1e5from` is two tokens, every non-ASCII character belongs to a word.
// The capturing groups are, in order: comment, quoted name, string, unterminated quote, number, word, symbol.
const TOKEN =
  /\s+|--[^\n\r]*|(\/\*)|("(?:[^"]|"")*")|('(?:[^']|'')*')|(['"])|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|((?:[A-Za-z_]|[^\s\p{ASCII}])(?:[\w$]|[^\s\p{ASCII}])*)|(::|<=|>=|<>|!=|\|\||[^\s])/uy;

const COMMENT = 1;
const KINDS = [undefined, undefined, 'quotedName', 'string', 'unterminated', 'number', 'word', 'symbol'] as const;

/** The tokens of a statement. Total: a text that is not SQL has tokens too. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let commentsEnd = true;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(sql); match; match = TOKEN.exec(sql)) {
    const { index: from, 0: source } = match;
    if (match[COMMENT] !== undefined) {
      // Past an unterminated comment no other one is searched for its end: that would take quadratic time.
      const end: number = commentsEnd ? endOfComment(sql, from) : -1;
      commentsEnd = end >= 0;
      if (commentsEnd) TOKEN.lastIndex = end;
      else tokens.push({ kind: 'unterminated', text: source, from, to: TOKEN.lastIndex });
      continue;
    }
    const kind = KINDS[match.indexOf(source, 1)];
    if (kind) tokens.push({ kind, text: textOf(kind, source), from, to: TOKEN.lastIndex });
  }
  return tokens;
}

function textOf(kind: Token['kind'], source: string): string {
  if (kind === 'word') return source.toUpperCase();
  return kind === 'quotedName' ? source.slice(1, -1).replaceAll('""', '"') : source;
}

/** The position after the comment that starts at `start` (comments nest), or -1 when it is not terminated. */
function endOfComment(sql: string, start: number): number {
  const delimiters = /\/\*|\*\//g;
  delimiters.lastIndex = start;
  let depth = 0;
  for (let match = delimiters.exec(sql); match; match = delimiters.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return delimiters.lastIndex;
  }
  return -1;
}

/** The statement with each string literal emptied to `''`. */
export function withoutStrings(sql: string): string {
  const strings = tokensOf(sql).filter(({ kind }) => kind === 'string');
  const ends = [0, ...strings.map(({ to }) => to)];
  return ends.map((end, index) => sql.slice(end, strings[index]?.from)).join("''");
}

export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text);

export const isSymbol = (token: Token | undefined, symbol: string): boolean =>
  token?.kind === 'symbol' && token.text === symbol;

/** A keyword or an identifier, quoted or not. */
export const isName = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'quotedName';
