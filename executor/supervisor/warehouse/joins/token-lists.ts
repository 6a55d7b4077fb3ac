import { isSymbol, type Token } from '../../../../lib/sql/tokens';

/** Index of the parenthesis that closes the one at `open`; the length of the list when it is not closed. */
export function closingParenthesis(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (isSymbol(tokens[index], '(')) depth += 1;
    if (isSymbol(tokens[index], ')')) depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length;
}

/** The greatest number of parentheses that are open at once. */
export function nestingDepth(tokens: readonly Token[]): number {
  let depth = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth += 1;
    else if (isSymbol(token, ')')) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Indices of the tokens outside all parentheses that pass `test`. */
export function topLevelIndices(tokens: readonly Token[], test: (token: Token) => boolean): number[] {
  const indices: number[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    if (isSymbol(token, '(')) index = closingParenthesis(tokens, index);
    else if (test(token)) indices.push(index);
  }
  return indices;
}

/** The parts of a list before, between and after the tokens at `indices`. */
export function splitAt(tokens: readonly Token[], indices: readonly number[]): Token[][] {
  const ends = [...indices, tokens.length];
  return ends.map((end, part) => tokens.slice(part === 0 ? 0 : (ends[part - 1] as number) + 1, end));
}

/** The source text from the first token to the last. */
export const sourceOf = (sql: string, tokens: readonly Token[]): string =>
  tokens.length === 0 ? '' : sql.slice((tokens[0] as Token).from, (tokens.at(-1) as Token).to);
