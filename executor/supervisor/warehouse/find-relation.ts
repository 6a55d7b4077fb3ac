import { isName, isSymbol, isWord, type Token, tokensOf } from '../../../lib/sql/tokens';

/** The names to find. */
export interface RelationNames {
  isTable(name: string): boolean;
  /** Views, schemas and functions of the system catalog, which describe tables. */
  isSystemCatalog(name: string): boolean;
  /** The table that a string literal names, if any. */
  tableIn(literal: string): string | undefined;
}

/**
 * The clause that a token is in: the relations of FROM, the arguments of a function there, a condition of ON or
 * USING, or any other, such as the select list.
 */
type Clause = 'relations' | 'arguments' | 'condition' | 'other';

/** The state within one pair of parentheses, or outside all of them. */
interface Scope {
  clause: Clause;
  /** FROM separates the arguments of a function: `extract(year from day)`. */
  fromSeparatesArguments: boolean;
}

const FROM_IN_ARGUMENTS = ['EXTRACT', 'OVERLAY', 'SUBSTRING', 'TRIM'];
const BEFORE_RELATIONS = ['FROM', 'JOIN', 'ONLY', 'LATERAL', 'TABLE'];
// Words that every warehouse reserves: any other could be an alias with a table after it.
const AFTER_RELATIONS = ['SELECT', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT'];

/**
 * The first of the names that a statement uses as a relation or as part of the system catalog, as it is written there.
 * An ambiguous use counts as one.
 */
export function findRelation(sql: string, names: RelationNames): string | undefined {
  const tokens = tokensOf(sql);
  const scopes: Scope[] = [{ clause: 'other', fromSeparatesArguments: false }];
  for (const [index, token] of tokens.entries()) {
    const scope = scopes.at(-1) as Scope;
    if (isSymbol(token, '(')) scopes.push(innerScope(scope, tokens, index));
    else if (isSymbol(token, ')') && scopes.length > 1) scopes.pop();
    else advance(scope, tokens, index);
    const name = token.kind === 'word' ? sql.slice(token.from, token.to) : token.text;
    if (token.kind === 'string' && isInRelations(scope)) {
      const table = names.tableIn(name);
      if (table !== undefined) return table;
    }
    if (!isName(token)) continue;
    if (names.isTable(name) && isRelation(scope, tokens[index + 1])) return name;
    if (names.isSystemCatalog(name) && isCatalogUse(scope, name, tokens[index + 1])) return name;
  }
  return undefined;
}

/** The scope within the parenthesis at `open`. */
function innerScope({ clause }: Scope, tokens: readonly Token[], open: number): Scope {
  const before = tokens[open - 1];
  const fromSeparatesArguments = isWord(before, ...FROM_IN_ARGUMENTS);
  if (clause !== 'relations') {
    return { clause: clause === 'arguments' ? 'arguments' : 'other', fromSeparatesArguments };
  }
  if (!isOperand(before)) return { clause: 'relations', fromSeparatesArguments };
  return { clause: isEndOfRelation(tokens[open - 2]) ? 'other' : 'arguments', fromSeparatesArguments };
}

/** A name, of a function or of a relation. */
const isOperand = (token: Token | undefined): boolean => isName(token) && !isWord(token, ...BEFORE_RELATIONS);

/**
 * Whether a name after this token belongs to the relation before it and is not a function: an alias with columns
 * (`FROM (…) t (a, b)`), PIVOT, UNPIVOT, OVER.
 */
const isEndOfRelation = (token: Token | undefined): boolean => isOperand(token) || isSymbol(token, ')');

/** Updates a scope with the token at `index`. */
function advance(scope: Scope, tokens: readonly Token[], index: number): void {
  const token = tokens[index];
  const isMember = isSymbol(tokens[index - 1], '.');
  if (
    isWord(token, 'JOIN', 'TABLE') ||
    (isWord(token, 'FROM') && !scope.fromSeparatesArguments && !isDistinctFrom(tokens, index))
  )
    scope.clause = 'relations';
  else if (isSymbol(token, ',') && scope.clause === 'condition') scope.clause = 'relations';
  else if (isWord(token, 'ON', 'USING') && !isMember && scope.clause === 'relations') scope.clause = 'condition';
  else if (isWord(token, ...AFTER_RELATIONS) && !isMember) {
    scope.clause = 'other';
    if (isWord(token, 'SELECT')) scope.fromSeparatesArguments = false;
  }
}

/** The FROM of the comparison `a IS DISTINCT FROM b`. */
const isDistinctFrom = (tokens: readonly Token[], index: number): boolean =>
  isWord(tokens[index - 1], 'DISTINCT') &&
  (isWord(tokens[index - 2], 'IS') || (isWord(tokens[index - 2], 'NOT') && isWord(tokens[index - 3], 'IS')));

const isInRelations = ({ clause }: Scope): boolean => clause === 'relations' || clause === 'arguments';

/** Among relations a name before a dot is a schema; elsewhere it is a relation, even if no FROM names it. */
const isRelation = ({ clause }: Scope, next: Token | undefined): boolean =>
  clause === 'arguments' || isSymbol(next, '.') !== (clause === 'relations');

const isCatalogUse = (scope: Scope, name: string, next: Token | undefined): boolean =>
  isInRelations(scope) || isSymbol(next, '.') || isSymbol(next, '(') || /regclass$/i.test(name);
