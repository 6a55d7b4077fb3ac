import { isSign, isWord, type Token } from '../../../../lib/sql/tokens';

/** The columns of each relation of a SELECT, by its alias; names in lower case. */
export type Columns = ReadonlyMap<string, ReadonlySet<string>>;

const folded = (token: Token): string => (token.kind === 'name' ? token.text : token.text.toLowerCase());

/**
 * The relations whose columns an expression uses; undefined when that cannot be told: it holds a subquery, or a
 * column that several of them have.
 */
export function relationsIn(tokens: readonly Token[], columns: Columns): ReadonlySet<string> | undefined {
  const used = new Set<string>();
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (isWord(token, 'SELECT')) return undefined;
    if (token.kind !== 'word' && token.kind !== 'name') continue;
    if (isSign(tokens[at + 1], '(') || isSign(tokens[at - 1], '::')) continue;
    if (isSign(tokens[at + 1], '.')) {
      if (columns.has(folded(token))) used.add(folded(token));
      at += 2;
      continue;
    }
    const owners = [...columns].filter(([, names]) => names.has(token.text.toLowerCase())).map(([alias]) => alias);
    if (owners.length > 1) return undefined;
    if (owners[0] !== undefined) used.add(owners[0]);
  }
  return used;
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

/** The aggregates of a select list that change when rows are repeated, each as its tokens and those of its argument. */
export function aggregatesIn(list: readonly Token[], closing: (tokens: readonly Token[], open: number) => number) {
  return list.flatMap((token, at) => {
    if (!isWord(token, ...AGGREGATES) || !isSign(list[at + 1], '(')) return [];
    const end = closing(list, at + 1);
    const argument = list.slice(at + 2, end);
    if (isWord(argument[0], 'DISTINCT') || isWord(list[end + 1], 'OVER')) return [];
    return [{ call: list.slice(at, end + 1), argument }];
  });
}
