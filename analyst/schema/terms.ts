import { identifierWords } from './names';
import type { Column, Table } from './types';

type Expression = NonNullable<Column['formula']>;

/** Text of an expression, and whether it is a condition, a number or something else. */
interface Part {
  readonly sql: Expression;
  readonly kind: 'condition' | 'number' | 'other';
  /** Set if the part is a column and nothing else. */
  readonly column?: Column;
}

const TOKEN =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<number>\d+(?:\.\d+)?)|(?<name>(?:(?:[A-Za-z_][\w$]*|"[^"]+")\.)*(?:[A-Za-z_][\w$]*|"[^"]+"))|(?<symbol><=|>=|<>|!=|[-+*/()<>=,]))/y;
const KEYWORDS = new Set(['and', 'or', 'not', 'is', 'null', 'in', 'like', 'ilike', 'between', 'true', 'false']);
const COMPARISONS = ['=', '<>', '!=', '<', '>', '<=', '>='];

interface Token {
  readonly kind: 'string' | 'number' | 'column' | 'keyword' | 'symbol';
  readonly text: string;
}

/** The tokens of a text in lower case, apart from strings. Undefined if it has anything else. */
function tokensOf(text: string): Token[] | undefined {
  const source = text.trim().replace(/[.;]$/, '');
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const groups = TOKEN.exec(source)?.groups;
    if (!groups) return undefined;
    const { string, number, name, symbol } = groups;
    const keyword = name?.toLowerCase() ?? '';
    if (string !== undefined) tokens.push({ kind: 'string', text: string });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push(KEYWORDS.has(keyword) ? { kind: 'keyword', text: keyword } : { kind: 'column', text: name ?? '' });
  }
  return tokens;
}

class NoExpression extends Error {}

/** Reads conditions and arithmetic over the columns of one table. Throws NoExpression for any other text. */
class Reader {
  private next = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly table: Table,
    private readonly isOfTable: boolean,
  ) {}

  whole(): Part {
    const part = this.disjunction();
    if (this.next < this.tokens.length) throw new NoExpression();
    return part;
  }

  private take(...texts: readonly string[]): string | undefined {
    const token = this.tokens[this.next];
    if (!token || (token.kind !== 'keyword' && token.kind !== 'symbol') || !texts.includes(token.text))
      return undefined;
    this.next += 1;
    return token.text;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new NoExpression();
  }

  private disjunction(): Part {
    return this.joined('or', () => this.joined('and', () => this.negation()));
  }

  private joined(word: string, part: () => Part): Part {
    const parts = [part()];
    while (this.take(word)) parts.push(part());
    const [first] = parts;
    if (parts.length === 1 && first) return first;
    return condition((of) => parts.map((one) => conditionOf(one)(of)).join(` ${word.toUpperCase()} `));
  }

  private negation(): Part {
    if (!this.take('not')) return this.predicate();
    const inner = conditionOf(this.negation());
    return condition((of) => `NOT ${inner(of)}`);
  }

  private predicate(): Part {
    const left = this.sum();
    const comparison = this.take(...COMPARISONS);
    if (comparison) {
      const right = this.sum();
      if (left.kind === 'condition' && !left.column) throw new NoExpression();
      return condition((of) => `${left.sql(of)} ${comparison} ${right.sql(of)}`);
    }
    if (this.take('is')) {
      const not = this.take('not') ? 'NOT ' : '';
      this.expect('null');
      return condition((of) => `${left.sql(of)} IS ${not}NULL`);
    }
    const not = this.take('not') ? 'NOT ' : '';
    const word = this.take('in', 'like', 'ilike', 'between');
    if (!word) {
      if (not) throw new NoExpression();
      return left;
    }
    const right = this.operand(word);
    return condition((of) => `${left.sql(of)} ${not}${word.toUpperCase()} ${right(of)}`);
  }

  private operand(word: string): Expression {
    if (word === 'between') {
      const low = this.sum();
      this.expect('and');
      const high = this.sum();
      return (of) => `${low.sql(of)} AND ${high.sql(of)}`;
    }
    if (word !== 'in') return this.atom().sql;
    this.expect('(');
    const values = [this.atom()];
    while (this.take(',')) values.push(this.atom());
    this.expect(')');
    return (of) => `(${values.map(({ sql }) => sql(of)).join(', ')})`;
  }

  private sum(): Part {
    return this.arithmetic(['+', '-'], () => this.arithmetic(['*', '/'], () => this.atom()));
  }

  private arithmetic(operators: readonly string[], part: () => Part): Part {
    let left = part();
    for (let operator = this.take(...operators); operator; operator = this.take(...operators)) {
      const [one, other, symbol] = [left, part(), operator];
      if (one.kind !== 'number' || other.kind !== 'number') throw new NoExpression();
      left = { kind: 'number', sql: (of) => `${one.sql(of)} ${symbol} ${other.sql(of)}` };
    }
    return left;
  }

  private atom(): Part {
    if (this.take('(')) {
      const { sql, kind } = this.disjunction();
      this.expect(')');
      return { kind, sql: (of) => `(${sql(of)})` };
    }
    const minus = this.take('-') ?? '';
    const literal = this.take('true', 'false');
    if (literal) return { kind: 'other', sql: () => literal.toUpperCase() };
    const token = this.tokens[this.next];
    this.next += 1;
    if (token?.kind === 'number') return { kind: 'number', sql: () => `${minus}${token.text}` };
    if (minus) throw new NoExpression();
    if (token?.kind === 'string') return { kind: 'other', sql: () => token.text };
    if (token?.kind !== 'column') throw new NoExpression();
    return this.column(token.text);
  }

  private column(text: string): Part {
    const names = (text.match(/"[^"]+"|[^."]+/g) ?? []).map((name) => name.replaceAll('"', '').toLowerCase());
    const table = names.at(-2);
    const column = this.table.columns.find(({ name }) => name.toLowerCase() === names.at(-1));
    const isOwn = table === undefined ? this.isOfTable : table === this.table.name.toLowerCase();
    if (!isOwn || !column) throw new NoExpression();
    const { name, formula, kind } = column;
    const isNumber = kind === 'integer' || kind === 'number' || kind === 'year';
    return {
      kind: isNumber ? 'number' : kind === 'boolean' ? 'condition' : 'other',
      sql: formula ?? ((of) => of(name)),
      column,
    };
  }
}

const condition = (sql: Expression): Part => ({ kind: 'condition', sql });

function conditionOf({ kind, sql }: Part): Expression {
  if (kind !== 'condition') throw new NoExpression();
  return sql;
}

/**
 * The column of a table that the meaning of a term names, or that it computes: a number, or a condition on the rows.
 * Undefined if the meaning is in words, in other SQL, or about another table.
 * @param isOfTable whether columns without a table are those of this table
 */
export function termColumn(table: Table, term: string, meaning: string, isOfTable: boolean): Column | undefined {
  const tokens = tokensOf(meaning);
  if (!tokens?.some(({ kind }) => kind === 'column')) return undefined;
  try {
    const { kind, sql, column } = new Reader(tokens, table, isOfTable).whole();
    if (column) return column;
    if (kind === 'other') return undefined;
    return {
      table: table.name,
      name: term,
      words: identifierWords(term),
      kind: kind === 'condition' ? 'boolean' : 'number',
      description: '',
      nulls: 0,
      unique: false,
      values: [],
      complete: false,
      formula: (of) => `(${sql(of)})`,
    };
  } catch (error) {
    if (error instanceof NoExpression) return undefined;
    throw error;
  }
}
