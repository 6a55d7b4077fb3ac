import {
  between,
  closing,
  depthOf,
  isSign,
  isWord,
  outside,
  type Token,
  tokensOf,
  written,
} from '../../../../lib/sql/tokens';

/** A table or subquery of FROM. */
export interface Relation {
  /** What it is called in the statement: its alias, else its name. */
  readonly alias: string;
  /** As it is written: `schema.orders`, `(select …)`. */
  readonly source: string;
  /** The table's name, or what else it is. */
  readonly called: string;
}

/** How a relation comes to those before it. */
export interface Join {
  readonly relation: Relation;
  /** Conditions of ON; those of WHERE are the select's own. */
  readonly on: readonly (readonly Token[])[];
  readonly using: readonly string[];
  /** A product of all rows that is asked for by name. */
  readonly cross: boolean;
}

/** One SELECT that joins relations. */
export interface JoiningSelect {
  /** `WITH …` of the common tables that it can name; empty when there are none. */
  readonly prefix: string;
  readonly list: readonly Token[];
  readonly first: Relation;
  readonly joins: readonly Join[];
  readonly where: readonly (readonly Token[])[];
}

const CLAUSES = ['WHERE', 'GROUP', 'HAVING', 'QUALIFY', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'];
const KINDS = ['NATURAL', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'OUTER', 'CROSS'];
const SETS = ['UNION', 'INTERSECT', 'EXCEPT', 'MINUS'];

/** Conditions that all have to hold; one with OR or CASE at its top stays whole. */
export function conjuncts(tokens: readonly Token[]): Token[][] {
  if (tokens.length === 0) return [];
  if (outside(tokens, (token) => isWord(token, 'OR', 'CASE')).length > 0) return [[...tokens]];
  let inBetween = false;
  const ands = outside(tokens, (token) => {
    if (isWord(token, 'BETWEEN')) inBetween = true;
    if (!isWord(token, 'AND')) return false;
    const joins = !inBetween;
    inBetween = false;
    return joins;
  });
  return between(tokens, ands);
}

/** Reads the joins of a statement; what it cannot read, it leaves out. */
class Reader {
  readonly found: JoiningSelect[] = [];

  constructor(private readonly sql: string) {}

  statement(tokens: readonly Token[], tables: readonly string[]): void {
    if (isSign(tokens[0], '(') && closing(tokens, 0) === tokens.length - 1) {
      this.statement(tokens.slice(1, -1), tables);
    } else if (isWord(tokens[0], 'WITH')) {
      this.common(tokens.slice(1), tables);
    } else {
      const sets = outside(tokens, (token) => isWord(token, ...SETS));
      for (const part of between(tokens, sets)) {
        const select = isWord(part[0], 'ALL', 'DISTINCT') ? part.slice(1) : part;
        if (sets.length > 0 && isSign(select[0], '(')) this.statement(select, tables);
        else if (isWord(select[0], 'SELECT')) this.select(select.slice(1), tables);
      }
    }
  }

  private common(tokens: readonly Token[], outer: readonly string[]): void {
    if (isWord(tokens[0], 'RECURSIVE')) return;
    const tables = [...outer];
    for (let at = 0; ; ) {
      const open = tokens.findIndex(
        (token, index) => index > at && isWord(tokens[index - 1], 'AS') && isSign(token, '('),
      );
      if (open < 0) return;
      const end = closing(tokens, open);
      this.statement(tokens.slice(open + 1, end), tables);
      tables.push(written(this.sql, tokens.slice(at, end + 1)));
      at = end + 2;
      if (isSign(tokens[end + 1], ',')) continue;
      this.statement(tokens.slice(end + 1), tables);
      return;
    }
  }

  private select(tokens: readonly Token[], tables: readonly string[]): void {
    const [from] = outside(tokens, (token) => isWord(token, 'FROM'));
    if (from === undefined) return;
    const rest = tokens.slice(from + 1);
    const ends = outside(rest, (token) => isWord(token, ...CLAUSES));
    const whereAt = ends.find((at) => isWord(rest[at], 'WHERE'));
    const whereEnd = ends.find((at) => whereAt !== undefined && at > whereAt) ?? rest.length;
    const sources = this.sources(rest.slice(0, ends[0] ?? rest.length), tables);
    if (!sources || sources.length < 2) return;
    const [{ relation: first }, ...joins] = sources as [Join, ...Join[]];
    this.found.push({
      prefix: tables.length === 0 ? '' : `WITH ${tables.join(', ')} `,
      list: tokens.slice(0, from),
      first,
      joins,
      where: whereAt === undefined ? [] : conjuncts(rest.slice(whereAt + 1, whereEnd)),
    });
  }

  /** The relations of FROM in order; undefined when one of them is something else, such as a function. */
  private sources(tokens: readonly Token[], tables: readonly string[]): Join[] | undefined {
    const separators = outside(tokens, (token) => isSign(token, ',') || isWord(token, 'JOIN'));
    const sources: Join[] = [];
    let kind: readonly Token[] = [];
    for (const part of between(tokens, separators)) {
      // `a LEFT` before JOIN: the words at the end say how the next relation is joined.
      let end = part.length;
      while (isWord(part[end - 1], ...KINDS)) end -= 1;
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
    let at = 0;
    let called = 'a subquery';
    if (isSign(tokens[0], '(')) {
      at = closing(tokens, 0) + 1;
      if (!isWord(tokens[1], 'SELECT', 'WITH')) return undefined;
      this.statement(tokens.slice(1, at - 1), tables);
    } else {
      while (tokens[at]?.kind === 'word' || tokens[at]?.kind === 'name') {
        called = this.nameOf(tokens[at] as Token);
        if (!isSign(tokens[at + 1], '.')) break;
        at += 2;
      }
      at += 1;
      if (tokens.length === 0 || isSign(tokens[at], '(')) return undefined;
    }
    const source = written(this.sql, tokens.slice(0, at));
    if (isWord(tokens[at], 'AS')) at += 1;
    const named = tokens[at];
    const hasAlias = named?.kind === 'name' || (named?.kind === 'word' && !isWord(named, 'ON', 'USING'));
    const alias = hasAlias ? this.nameOf(named as Token) : called;
    const rest = tokens.slice(hasAlias ? at + 1 : at);
    const on = isWord(rest[0], 'ON') ? conjuncts(rest.slice(1)) : [];
    const using = isWord(rest[0], 'USING')
      ? between(
          rest.slice(2, -1),
          outside(rest.slice(2, -1), (one) => isSign(one, ',')),
        )
      : [];
    if (rest.length > 0 && on.length === 0 && using.length === 0) return undefined;
    return { relation: { alias, source, called }, on, using: using.map((name) => written(this.sql, name)), cross };
  }

  /** A name as it is told apart from others: lower case unless it is quoted. */
  private nameOf(token: Token): string {
    return token.kind === 'name' ? token.text : token.text.toLowerCase();
  }
}

/** Subqueries within each other that are read: each is read once more for every one around it. */
const DEEPEST = 50;

/**
 * The SELECTs of a statement that join relations, those in subqueries of FROM and WITH among them. Of one that is
 * nested deeper than anybody writes, none.
 */
export function joiningSelects(sql: string): JoiningSelect[] {
  const reader = new Reader(sql);
  const tokens = tokensOf(sql.replace(/;\s*$/, ''));
  if (depthOf(tokens) <= DEEPEST) reader.statement(tokens, []);
  return reader.found;
}
