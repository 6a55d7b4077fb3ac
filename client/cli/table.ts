import { bold, dim, pad, width } from './terminal';
import { wrap } from './wrap';

/** A table whose cells may have terminal styles. */
export interface Table {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Per column: whether its cells are right-aligned. */
  readonly right: readonly boolean[];
}

const GAP = '  ';
/** A text column shrinks to its longest word, but not below MIN_WIDTH; words longer than MAX_WORD are broken. */
const MIN_WIDTH = 8;
const MAX_WORD = 16;

const totalWidth = (widths: readonly number[]): number =>
  widths.reduce((sum, one) => sum + one, 0) + GAP.length * Math.max(0, widths.length - 1);

/**
 * Column widths that fit into `columns`: the widest column shrinks first, numbers are never broken. Undefined when the
 * table does not fit.
 */
function fitWidths({ headers, rows, right }: Table, columns: number): number[] | undefined {
  const widths = headers.map((title, at) => Math.max(width(title), ...rows.map((row) => width(row[at] ?? ''))));
  const minimums = widths.map((one, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    const parts = right[at] ? cells : [headers[at] ?? '', ...cells].flatMap((cell) => cell.split(' '));
    const longest = Math.max(MIN_WIDTH, ...parts.map(width));
    return Math.min(one, right[at] ? longest : Math.min(MAX_WORD, longest));
  });
  while (totalWidth(widths) > columns) {
    const spare = widths.map((one, at) => one - (minimums[at] ?? 0));
    const widest = Math.max(...widths.filter((_, at) => (spare[at] ?? 0) > 0));
    const at = widths.findIndex((one, index) => one === widest && (spare[index] ?? 0) > 0);
    if (at < 0) return undefined;
    widths[at] = widest - 1;
  }
  return widths;
}

/** One block per row with a line per cell. */
function recordLines({ headers, rows }: Table, columns: number): string[] {
  const widest = Math.max(...headers.map(width));
  return rows.flatMap((row, index) => [
    ...(index > 0 ? [''] : []),
    ...headers.flatMap((title, at) =>
      wrap(row[at] ?? '', Math.max(MIN_WIDTH, columns - widest - GAP.length)).map((line, part) =>
        `${bold(pad(part === 0 ? title : '', widest))}${GAP}${line}`.trimEnd(),
      ),
    ),
  ]);
}

/** A table as lines of at most `columns`: cells are wrapped, or rows become blocks when even that does not fit. */
export function tableLines(table: Table, columns: number): string[] {
  const widths = fitWidths(table, columns);
  if (!widths) return recordLines(table, columns);
  const lines = (cells: readonly string[], style: (text: string) => string = (text) => text): string[] => {
    const wrapped = widths.map((own, at) => wrap(cells[at] ?? '', own));
    const height = Math.max(...wrapped.map((cell) => cell.length));
    return Array.from({ length: height }, (_, part) =>
      widths
        .map((own, at) => style(pad(wrapped[at]?.[part] ?? '', own, table.right[at] ? 'left' : 'right')))
        .join(GAP)
        .trimEnd(),
    );
  };
  return [
    ...lines(table.headers, bold),
    dim(widths.map((own) => '─'.repeat(own)).join(GAP)),
    ...table.rows.flatMap((row) => lines(row)),
  ];
}
