import MarkdownIt, { type Token } from 'markdown-it';

/**
 * Answers are untrusted output of generated programs: HTML stays text. A link is its text with its address, because an
 * answer could hide data in an address, or an address behind a text.
 */
const parser = new MarkdownIt({ html: false, linkify: false });

/** A token with the tokens between its opening and its closing one. */
export interface Block {
  readonly token: Token;
  readonly children: readonly Block[];
}

function nest(tokens: readonly Token[]): Block[] {
  const roots: Block[] = [];
  const levels: Block[][] = [roots];
  for (const token of tokens) {
    if (token.nesting < 0) {
      if (levels.length > 1) levels.pop();
      continue;
    }
    const children: Block[] = token.children ? nest(token.children) : [];
    levels.at(-1)?.push({ token, children });
    if (token.nesting > 0) levels.push(children);
  }
  return roots;
}

/** The blocks of an answer in Markdown. */
export const blocksOf = (markdown: string): Block[] => nest(parser.parse(markdown, {}));

/** The text of a block without its formatting. */
export function textOf({ token, children }: Block): string {
  if (token.type === 'softbreak' || token.type === 'hardbreak') return ' ';
  if (token.type === 'image') return '';
  return children.length > 0 ? children.map(textOf).join('') : token.content;
}

/** All blocks below one, and it. */
const within = (block: Block): Block[] => [block, ...block.children.flatMap(within)];

/** Names of the artifacts that a block shows as images. */
export const imagesOf = (block: Block): string[] =>
  within(block).flatMap(({ token }) => (token.type === 'image' ? [imageName(token)] : []));

/** Whether a block is nothing but images. */
export const isFigure = (block: Block): boolean => imagesOf(block).length > 0 && textOf(block).trim() === '';

/** The name of the artifact that an image refers to; the parser encodes it. */
export function imageName(token: Token): string {
  const source = String(token.attrGet('src') ?? '');
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

export interface Cells {
  readonly header: readonly string[];
  readonly isRight: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
}

/** The cells of a table as texts. */
export function cellsOf(table: Block): Cells {
  const rows = within(table).filter(({ token }) => token.type === 'tr_open');
  const [header, ...body] = rows.map(({ children }) => children.map((cell) => textOf(cell).trim()));
  const isRight = (rows[0]?.children ?? []).map(({ token }) => token.attrGet('style') === 'text-align:right');
  return { header: header ?? [], isRight, rows: body };
}

/** What interpreter.table() writes below a table of which a file has more rows. */
const REST = /^The first [\d,]+ of ([\d,]+) rows; all are in (.+\.csv)\.$/;

/** The file with all rows of the table before this block, and how many there are. */
export function restOf(block: Block | undefined): { name: string; total: number } | undefined {
  const [, total, name] = block?.token.type === 'paragraph_open' ? (REST.exec(textOf(block)) ?? []) : [];
  return total === undefined || name === undefined ? undefined : { name, total: Number(total.replaceAll(',', '')) };
}
