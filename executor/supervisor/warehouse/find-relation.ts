import { isSign, isWord, type Token, tokensOf } from '../../../lib/sql/tokens';

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
const BEFORE_RELATIONS = ['FROM', 'JOIN', 'ONLY', 'LATERAL', 'TABLE'];
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
    if (isSign(token, '(')) frames.push(opened(frame, tokens, at));
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

function opened({ place }: Frame, tokens: readonly Token[], at: number): Frame {
  const before = tokens[at - 1];
  const fromOfFunction = isWord(before, ...FROM_IN_ARGUMENTS);
  if (place !== 'relations') return { place: place === 'arguments' ? 'arguments' : 'elsewhere', fromOfFunction };
  if (!isOperand(before)) return { place: 'relations', fromOfFunction };
  return { place: isOfRelation(tokens[at - 2]) ? 'elsewhere' : 'arguments', fromOfFunction };
}

/** A name, of a function or of a relation. */
const isOperand = (token: Token | undefined): boolean =>
  token?.kind === 'name' || (token?.kind === 'word' && !isWord(token, ...BEFORE_RELATIONS));

/**
 * Whether a name after this token belongs to the relation before it, and no function is called: an alias with columns
 * (`FROM (…) t (a, b)`), PIVOT, UNPIVOT, OVER.
 */
const isOfRelation = (token: Token | undefined): boolean => isOperand(token) || isSign(token, ')');

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
