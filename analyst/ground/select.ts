import { quoteName } from '../render/identifiers';
import type { Column, Table } from '../schema/model';
import type { Path } from '../schema/relations';

let selects = 0;

/** Resets the numbers of aliases, so that equal questions have equal statements. */
export const resetAliases = (): void => {
  selects = 0;
};

/** A SELECT over a table and the tables that its rows belong to. */
export class Select {
  private readonly prefix: string;
  private readonly aliases = new Map<string, string>();
  private readonly joins: string[] = [];

  constructor(
    readonly base: Table,
    private readonly schema: string,
  ) {
    selects += 1;
    this.prefix = `t${selects === 1 ? '' : selects}_`;
    this.aliases.set('', `${this.prefix}0`.replace(/_0$/, ''));
  }

  /** The alias of the table at the end of a path from the base. */
  private alias(path: Path): string {
    const key = path.map(({ from, column }) => `${from.name}.${column.name}`).join('/');
    const known = this.aliases.get(key);
    if (known) return known;
    const last = path.at(-1) as Path[number];
    const before = this.alias(path.slice(0, -1));
    const alias = `${this.prefix}${this.aliases.size}`;
    this.aliases.set(key, alias);
    const on = `${before}.${quoteName(last.column.name)} = ${alias}.${quoteName(last.key.name)}`;
    this.joins.push(`JOIN ${quoteName(this.schema)}.${quoteName(last.to.name)} AS ${alias} ON ${on}`);
    return alias;
  }

  /** A column of the table at the end of a path, as an expression. */
  column(path: Path, { name, formula }: Column): string {
    const alias = this.alias(path);
    const of = (one: string): string => `${alias}.${quoteName(one)}`;
    return formula ? formula(of) : of(name);
  }

  /** Whether the statement has the table at the end of a path already. */
  has(path: Path): boolean {
    return this.aliases.has(path.map(({ from, column }) => `${from.name}.${column.name}`).join('/'));
  }

  get tables(): number {
    return this.aliases.size;
  }

  from(): string {
    return [`FROM ${quoteName(this.schema)}.${quoteName(this.base.name)} AS ${this.alias([])}`, ...this.joins].join(
      '\n',
    );
  }
}
