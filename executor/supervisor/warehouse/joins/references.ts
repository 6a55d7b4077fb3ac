import { isName, isSymbol, isWord, type Token } from '../../../../lib/sql/tokens';
import { closingParenthesis } from './token-lists';

/** The columns of each relation of a SELECT: alias → column names in lower case. */
export type Columns = ReadonlyMap<string, ReadonlySet<string>>;

/** A name as Redshift identifies it: in lower case unless it is quoted. */
export const identifierOf = ({ kind, text }: Token): string => (kind === 'quotedName' ? text : text.toLowerCase());

/**
 * The aliases of the relations whose columns an expression uses. Undefined when they are ambiguous: the expression has
 * a subquery, or a column that several relations have.
 */
export function referencedAliases(tokens: readonly Token[], columns: Columns): ReadonlySet<string> | undefined {
  const aliases = new Set<string>();
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    if (isWord(token, 'SELECT')) return undefined;
    if (!isName(token)) continue;
    if (isSymbol(tokens[index + 1], '(') || isSymbol(tokens[index - 1], '::')) continue;
    if (isSymbol(tokens[index + 1], '.')) {
      if (columns.has(identifierOf(token))) aliases.add(identifierOf(token));
      index += 2;
      continue;
    }
    const owners = [...columns].filter(([, names]) => names.has(token.text.toLowerCase())).map(([alias]) => alias);
    if (owners.length > 1) return undefined;
    if (owners[0] !== undefined) aliases.add(owners[0]);
  }
  return aliases;
}

const AGGREGATES = [
  'SUM',
  'AVG',
  'COUNT',
  'STDDEV',
  'STDDEV_SAMP',
  'STDDEV_POP',
  'VARIANCE',
  'VAR_SAMP',
  'VAR_POP',
  'MEDIAN',
];

/** The aggregates of a select list that repeated rows change: the tokens of each call and of its argument. */
export function aggregatesIn(list: readonly Token[]): { call: readonly Token[]; argument: readonly Token[] }[] {
  return list.flatMap((token, index) => {
    if (!isWord(token, ...AGGREGATES) || !isSymbol(list[index + 1], '(')) return [];
    const end = closingParenthesis(list, index + 1);
    const argument = list.slice(index + 2, end);
    if (isWord(argument[0], 'DISTINCT') || isWord(list[end + 1], 'OVER')) return [];
    return [{ call: list.slice(index, end + 1), argument }];
  });
}
