import { isName, isSymbol, isWord, type Token, tokensOf } from '../../../../lib/sql/tokens';
import { identifierOf } from './references';
import { closingParenthesis, nestingDepth, sourceOf, splitAt, topLevelIndices } from './token-lists';

/** A table or subquery of FROM. */
export interface Relation {
  /** Its name in the statement: the alias, or the table's name without one. */
  readonly alias: string;
  /** Source text: `schema.orders`, `(select …)`. */
  readonly source: string;
  /** Its name in warnings: the table's name, or `a subquery`. */
  readonly label: string;
}

/** A relation and how it is joined with those before it. */
export interface Join {
  readonly relation: Relation;
  /** Conditions of ON. */
  readonly on: readonly (readonly Token[])[];
  readonly using: readonly string[];
  /** CROSS JOIN. */
  readonly cross: boolean;
}

/** One SELECT that joins relations. */
export interface JoiningSelect {
  /** The WITH clause of the common table expressions in scope; empty without any. */
  readonly prefix: string;
  readonly list: readonly Token[];
  readonly first: Relation;
  readonly joins: readonly Join[];
  readonly where: readonly (readonly Token[])[];
}

const CLAUSES = ['WHERE', 'GROUP', 'HAVING', 'QUALIFY', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'];
const JOIN_KINDS = ['NATURAL', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'OUTER', 'CROSS'];
const SET_OPERATORS = ['UNION', 'INTERSECT', 'EXCEPT', 'MINUS'];

/** The conditions that AND connects. A condition with a top-level OR or CASE is not split. */
export function conjuncts(tokens: readonly Token[]): Token[][] {
  if (tokens.length === 0) return [];
  if (topLevelIndices(tokens, (token) => isWord(token, 'OR', 'CASE')).length > 0) return [[...tokens]];
  let inBetween = false;
  const ands = topLevelIndices(tokens, (token) => {
    if (isWord(token, 'BETWEEN')) inBetween = true;
    if (!isWord(token, 'AND')) return false;
    const connects = !inBetween;
    inBetween = false;
    return connects;
  });
  return splitAt(tokens, ands);
}

/** Collects the SELECTs of a statement that join relations. Syntax that it does not know is skipped. */
class SelectReader {
  readonly selects: JoiningSelect[] = [];

  constructor(private readonly sql: string) {}

  statement(tokens: readonly Token[], tables: readonly string[]): void {
    if (isSymbol(tokens[0], '(') && closingParenthesis(tokens, 0) === tokens.length - 1) {
      this.statement(tokens.slice(1, -1), tables);
    } else if (isWord(tokens[0], 'WITH')) {
      this.withClause(tokens.slice(1), tables);
    } else {
      const sets = topLevelIndices(tokens, (token) => isWord(token, ...SET_OPERATORS));
      for (const part of splitAt(tokens, sets)) {
        const select = isWord(part[0], 'ALL', 'DISTINCT') ? part.slice(1) : part;
        if (sets.length > 0 && isSymbol(select[0], '(')) this.statement(select, tables);
        else if (isWord(select[0], 'SELECT')) this.select(select.slice(1), tables);
      }
    }
  }

  private withClause(tokens: readonly Token[], outer: readonly string[]): void {
    if (isWord(tokens[0], 'RECURSIVE')) return;
    const tables = [...outer];
    for (let start = 0; ; ) {
      const open = tokens.findIndex(
        (token, index) => index > start && isWord(tokens[index - 1], 'AS') && isSymbol(token, '('),
      );
      if (open < 0) return;
      const end = closingParenthesis(tokens, open);
      this.statement(tokens.slice(open + 1, end), tables);
      tables.push(sourceOf(this.sql, tokens.slice(start, end + 1)));
      start = end + 2;
      if (isSymbol(tokens[end + 1], ',')) continue;
      this.statement(tokens.slice(end + 1), tables);
      return;
    }
  }

  private select(tokens: readonly Token[], tables: readonly string[]): void {
    const [from] = topLevelIndices(tokens, (token) => isWord(token, 'FROM'));
    if (from === undefined) return;
    const rest = tokens.slice(from + 1);
    const ends = topLevelIndices(rest, (token) => isWord(token, ...CLAUSES));
    const whereStart = ends.find((index) => isWord(rest[index], 'WHERE'));
    const whereEnd = ends.find((index) => whereStart !== undefined && index > whereStart) ?? rest.length;
    const sources = this.sources(rest.slice(0, ends[0] ?? rest.length), tables);
    if (!sources || sources.length < 2) return;
    const [{ relation: first }, ...joins] = sources as [Join, ...Join[]];
    this.selects.push({
      prefix: tables.length === 0 ? '' : `WITH ${tables.join(', ')} `,
      list: tokens.slice(0, from),
      first,
      joins,
      where: whereStart === undefined ? [] : conjuncts(rest.slice(whereStart + 1, whereEnd)),
    });
  }

  /** The relations of FROM in order; undefined when one is not a table or subquery, such as a function. */
  private sources(tokens: readonly Token[], tables: readonly string[]): Join[] | undefined {
    const separators = topLevelIndices(tokens, (token) => isSymbol(token, ',') || isWord(token, 'JOIN'));
    const sources: Join[] = [];
    let kind: readonly Token[] = [];
    for (const part of splitAt(tokens, separators)) {
      // `a LEFT` before JOIN: the last words are the kind of the next join.
      let end = part.length;
      while (isWord(part[end - 1], ...JOIN_KINDS)) end -= 1;
      const source = this.source(part.slice(0, end), kind, tables);
      if (!source) return undefined;
      sources.push(source);
      kind = part.slice(end);
    }
    return sources;
  }

  private source(tokens: readonly Token[], kind: readonly Token[], tables: readonly string[]): Join | undefined {
    if (kind.some((word) => isWord(word, 'NATURAL'))) return undefined;
    const cross = kind.some((word) => isWord(word, 'CROSS'));
    let next = 0;
    let label = 'a subquery';
    if (isSymbol(tokens[0], '(')) {
      next = closingParenthesis(tokens, 0) + 1;
      if (!isWord(tokens[1], 'SELECT', 'WITH')) return undefined;
      this.statement(tokens.slice(1, next - 1), tables);
    } else {
      while (isName(tokens[next])) {
        label = identifierOf(tokens[next] as Token);
        if (!isSymbol(tokens[next + 1], '.')) break;
        next += 2;
      }
      next += 1;
      if (tokens.length === 0 || isSymbol(tokens[next], '(')) return undefined;
    }
    const source = sourceOf(this.sql, tokens.slice(0, next));
    if (isWord(tokens[next], 'AS')) next += 1;
    const hasAlias = isName(tokens[next]) && !isWord(tokens[next], 'ON', 'USING');
    const alias = hasAlias ? identifierOf(tokens[next] as Token) : label;
    const rest = tokens.slice(hasAlias ? next + 1 : next);
    const on = isWord(rest[0], 'ON') ? conjuncts(rest.slice(1)) : [];
    const using = isWord(rest[0], 'USING')
      ? splitAt(
          rest.slice(2, -1),
          topLevelIndices(rest.slice(2, -1), (one) => isSymbol(one, ',')),
        )
      : [];
    if (rest.length > 0 && on.length === 0 && using.length === 0) return undefined;
    return { relation: { alias, source, label }, on, using: using.map((name) => sourceOf(this.sql, name)), cross };
  }
}

/** Each subquery is read again for every one around it, so the nesting is limited. */
const MAX_NESTING = 50;

/** The SELECTs of a statement that join relations, including those in WITH and in subqueries of FROM. */
export function joiningSelects(sql: string): JoiningSelect[] {
  const reader = new SelectReader(sql);
  const tokens = tokensOf(sql);
  while (isSymbol(tokens.at(-1), ';')) tokens.pop();
  if (nestingDepth(tokens) <= MAX_NESTING) reader.statement(tokens, []);
  return reader.selects;
}
