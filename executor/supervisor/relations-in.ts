import { isSign, isWord, type Token, tokensOf } from './joins/tokens';

/** Which names are looked for. */
export interface Names {
  isTable(name: string): boolean;
  /** Of views, schemas and functions that tell of tables. */
  isDictionary(name: string): boolean;
  /** The table that a text names, if it names one. */
  tableIn(text: string): string | undefined;
}

/**
 * Where in a SELECT a token stands: among the relations of FROM; in the arguments of a function there; in a condition
 * of ON or USING; or elsewhere, as in the select list.
 */
type Place = 'relations' | 'arguments' | 'condition' | 'elsewhere';

/** What is open in a parenthesis, or in none. */
interface Frame {
  place: Place;
  /** FROM stands between the arguments of a function: `extract(year from day)`. */
  fromOfFunction: boolean;
}

const FROM_IN_ARGUMENTS = ['EXTRACT', 'OVERLAY', 'SUBSTRING', 'TRIM'];
const BEFORE_RELATIONS = ['FROM', 'JOIN', 'ONLY', 'LATERAL'];
// Words that every warehouse reserves: another one could be an alias, and what comes after it a table.
const AFTER_RELATIONS = ['SELECT', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT'];

/**
 * The first of the names that a statement uses as a relation, or as a part of the dictionary; as it is written. What
 * cannot be told counts as such a use.
 */
export function relationIn(sql: string, names: Names): string | undefined {
  const tokens = tokensOf(sql);
  const frames: Frame[] = [{ place: 'elsewhere', fromOfFunction: false }];
  for (const [at, token] of tokens.entries()) {
    const frame = frames.at(-1) as Frame;
    if (isSign(token, '(')) frames.push(opened(frame, tokens[at - 1]));
    else if (isSign(token, ')') && frames.length > 1) frames.pop();
    else move(frame, tokens, at);
    const name = token.kind === 'word' ? sql.slice(token.from, token.to) : token.text;
    if (token.kind === 'text' && isInRelations(frame)) {
      const table = names.tableIn(name);
      if (table !== undefined) return table;
    }
    if (token.kind !== 'word' && token.kind !== 'name') continue;
    if (names.isTable(name) && isRelation(frame, tokens[at + 1])) return name;
    if (names.isDictionary(name) && isOfDictionary(frame, name, tokens[at + 1])) return name;
  }
  return undefined;
}

function opened({ place }: Frame, before: Token | undefined): Frame {
  const fromOfFunction = isWord(before, ...FROM_IN_ARGUMENTS);
  const isCall = before?.kind === 'name' || (before?.kind === 'word' && !isWord(before, ...BEFORE_RELATIONS));
  if (place === 'relations') return { place: isCall ? 'arguments' : 'relations', fromOfFunction };
  return { place: place === 'arguments' ? 'arguments' : 'elsewhere', fromOfFunction };
}

/** Takes a frame on to where the token at `at` leads. */
function move(frame: Frame, tokens: readonly Token[], at: number): void {
  const token = tokens[at];
  const isMember = isSign(tokens[at - 1], '.');
  if (isWord(token, 'JOIN', 'TABLE') || (isWord(token, 'FROM') && !frame.fromOfFunction && !isDistinctFrom(tokens, at)))
    frame.place = 'relations';
  else if (isSign(token, ',') && frame.place === 'condition') frame.place = 'relations';
  else if (isWord(token, 'ON', 'USING') && !isMember && frame.place === 'relations') frame.place = 'condition';
  else if (isWord(token, ...AFTER_RELATIONS) && !isMember) {
    frame.place = 'elsewhere';
    if (isWord(token, 'SELECT')) frame.fromOfFunction = false;
  }
}

/** `a IS DISTINCT FROM b` compares. */
const isDistinctFrom = (tokens: readonly Token[], at: number): boolean =>
  isWord(tokens[at - 1], 'DISTINCT') &&
  (isWord(tokens[at - 2], 'IS') || (isWord(tokens[at - 2], 'NOT') && isWord(tokens[at - 3], 'IS')));

const isInRelations = ({ place }: Frame): boolean => place === 'relations' || place === 'arguments';

/** Among relations a name before a dot is a schema; elsewhere it is a relation, also without a FROM that names it. */
const isRelation = ({ place }: Frame, next: Token | undefined): boolean =>
  place === 'arguments' || isSign(next, '.') !== (place === 'relations');

const isOfDictionary = (frame: Frame, name: string, next: Token | undefined): boolean =>
  isInRelations(frame) || isSign(next, '.') || isSign(next, '(') || /regclass$/i.test(name);
