/** A word, quoted name, text, number or sign of a statement, with its place. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign';
  /** A word in upper case; a quoted name without its quotes; anything else as it is written. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

// As Redshift reads them: a comment ends with the line, `1e5from` is two tokens, every letter beyond ASCII is of a word.
const TOKEN =
  /(?<skipped>\s+|--[^\n\r]*|\/\*[\s\S]*?\*\/)|(?<name>"(?:[^"]|"")*")|(?<text>'(?:[^']|'')*')|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>(?:[A-Za-z_]|[^\s\p{ASCII}])(?:[\w$]|[^\s\p{ASCII}])*)|(?<sign>::|<=|>=|<>|!=|\|\||[^\s])/uy;

const KINDS = ['name', 'text', 'number', 'word', 'sign'] as const;

/** The tokens of a statement, without comments. */
export function tokensOf(sql: string): Token[] {
  TOKEN.lastIndex = 0;
  const tokens: Token[] = [];
  for (let found = TOKEN.exec(sql); found; found = TOKEN.exec(sql)) {
    const kind = KINDS.find((one) => found?.groups?.[one] !== undefined);
    if (!kind) continue;
    const [text] = found;
    const plain =
      kind === 'word' ? text.toUpperCase() : kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text;
    tokens.push({ kind, text: plain, from: found.index, to: TOKEN.lastIndex });
  }
  return tokens;
}

/** A statement with its texts left empty. */
export function withoutTexts(sql: string): string {
  const texts = tokensOf(sql).filter(({ kind }) => kind === 'text');
  const ends = [0, ...texts.map(({ to }) => to)];
  return ends.map((end, at) => sql.slice(end, texts[at]?.from)).join("''");
}

export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text);

export const isSign = (token: Token | undefined, sign: string): boolean =>
  token?.kind === 'sign' && token.text === sign;

/** Where the parenthesis that opens at `open` closes; the end when it does not. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (isSign(tokens[at], '(')) depth += 1;
    if (isSign(tokens[at], ')')) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** How many parentheses are open at once at the most. */
export function depthOf(tokens: readonly Token[]): number {
  let depth = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (isSign(token, '(')) depth += 1;
    else if (isSign(token, ')')) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Places of tokens that are in no parenthesis and that hold for `test`. */
export function outside(tokens: readonly Token[], test: (token: Token, at: number) => boolean): number[] {
  const places: number[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (isSign(token, '(')) at = closing(tokens, at);
    else if (test(token, at)) places.push(at);
  }
  return places;
}

/** Parts of a list of tokens between places. */
export function between(tokens: readonly Token[], places: readonly number[]): Token[][] {
  const ends = [...places, tokens.length];
  return ends.map((end, index) => tokens.slice(index === 0 ? 0 : (ends[index - 1] as number) + 1, end));
}

/** The text that tokens stand for. */
export const written = (sql: string, tokens: readonly Token[]): string =>
  tokens.length === 0 ? '' : sql.slice((tokens[0] as Token).from, (tokens.at(-1) as Token).to);
