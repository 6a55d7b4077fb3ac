import { bold, dim, pad, width } from './terminal';
import { wrap } from './wrap';

/** A table of styled cells. */
export interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns whose cells go to the right. */
  readonly right: readonly boolean[];
}

const GAP = '  ';
/** What a column of text keeps at least, and at most for its longest word: no word of this length is broken. */
const LEAST = 8;
const WORD = 16;

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, one) => sum + one, 0) + GAP.length * Math.max(0, widths.length - 1);

/**
 * The width of each column so that a line fits: the widest one gives first, figures stay whole. Undefined when they
 * cannot be made to fit.
 */
function fitted({ titles, rows, right }: Table, columns: number): number[] | undefined {
  const widths = titles.map((title, at) => Math.max(width(title), ...rows.map((row) => width(row[at] ?? ''))));
  const least = widths.map((one, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    const parts = right[at] ? cells : [titles[at] ?? '', ...cells].flatMap((cell) => cell.split(' '));
    const longest = Math.max(LEAST, ...parts.map(width));
    return Math.min(one, right[at] ? longest : Math.min(WORD, longest));
  });
  while (total(widths) > columns) {
    const spare = widths.map((one, at) => one - (least[at] ?? 0));
    const most = Math.max(...widths.filter((_, at) => (spare[at] ?? 0) > 0));
    const at = widths.findIndex((one, index) => one === most && (spare[index] ?? 0) > 0);
    if (at < 0) return undefined;
    widths[at] = most - 1;
  }
  return widths;
}

/** Each row by itself, a line for each of its cells. */
function asRecords({ titles, rows }: Table, columns: number): string[] {
  const widest = Math.max(...titles.map(width));
  return rows.flatMap((row, index) => [
    ...(index > 0 ? [''] : []),
    ...titles.flatMap((title, at) =>
      wrap(row[at] ?? '', Math.max(LEAST, columns - widest - GAP.length)).map((line, part) =>
        `${bold(pad(part === 0 ? title : '', widest))}${GAP}${line}`.trimEnd(),
      ),
    ),
  ]);
}

/** The lines of a table that fit a width: cells are broken where they have to be, or each row is put by itself. */
export function tableLines(table: Table, columns: number): string[] {
  const widths = fitted(table, columns);
  if (!widths) return asRecords(table, columns);
  const lines = (cells: readonly string[], style: (text: string) => string = (text) => text): string[] => {
    const broken = widths.map((own, at) => wrap(cells[at] ?? '', own));
    const height = Math.max(...broken.map((cell) => cell.length));
    return Array.from({ length: height }, (_, part) =>
      widths
        .map((own, at) => style(pad(broken[at]?.[part] ?? '', own, table.right[at] ? 'left' : 'right')))
        .join(GAP)
        .trimEnd(),
    );
  };
  return [
    ...lines(table.titles, bold),
    dim(widths.map((own) => '─'.repeat(own)).join(GAP)),
    ...table.rows.flatMap((row) => lines(row)),
  ];
}
