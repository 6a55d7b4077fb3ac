import { type Figure, figureOf, formatFigure, isMissing } from './figures';
import { labelLike } from './labels';

export interface Column {
  readonly title: string;
  readonly isNumber: boolean;
  /** Decimal places of its numbers; as each is written where undefined. */
  readonly digits?: number | undefined;
  /** Its numbers are shares from 0 to 1, shown as per cent. */
  readonly isShare?: boolean;
  readonly grouping?: 'min2' | 'always' | false;
}

/** Columns with rows of texts, as they are in an answer or in a CSV file. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows that the page shows of a table. */
export const MAX_ROWS = 5_000;

/** The text of a cell in the reader's format, with spaces after it that align decimal points. */
export function cellOf(column: Column, text: string, places: number): { text: string; padding: string } {
  const figure = column.isNumber ? figureOf(text) : undefined;
  if (!figure) return { text, padding: '' };
  const digits = column.digits ?? figure.digits;
  // A figure space is as wide as a digit, a punctuation space as a point.
  const padding =
    figure.hasExponent || digits >= places ? '' : `${digits === 0 ? '\u2008' : ''}${'\u2007'.repeat(places - digits)}`;
  return { text: formatFigure(figure, column), padding };
}

/** The most decimal places of each column, 0 where it has no numbers. At most 12. */
export const placesOf = ({ columns, rows }: Table): number[] =>
  columns.map(({ isNumber, digits }, index) =>
    !isNumber
      ? 0
      : (digits ??
        Math.min(
          12,
          rows.reduce((most, row) => Math.max(most, figureOf(row[index] ?? '')?.digits ?? 0), 0),
        )),
  );

/** A table of an answer: a column that is aligned to the right has numbers. */
export const tableOfAnswer = (header: readonly string[], isRight: readonly boolean[], rows: Table['rows']): Table => ({
  columns: header.map((title, index) => ({ title, isNumber: isRight[index] ?? false })),
  rows,
});

const IDENTIFIER = /(?:^|[\s_])(?:id|ids|key|code|zip|year|nr|no)$|[a-z]id$/i;

const figuresOf = (rows: Table['rows'], index: number): (Figure | undefined)[] =>
  rows.flatMap((row) => (isMissing(row[index] ?? '') ? [] : [figureOf(row[index] ?? '')]));

/** Decimal places of a column of a file: none for integers, else three digits of its largest number, at least two. */
function digitsOf(figures: readonly Figure[]): number {
  const sizes = figures.map(({ plain }) => Math.abs(Number(plain)));
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  if (largest >= 1e6 || sizes.every((size) => Number.isInteger(size))) return 0;
  return largest >= 1 ? 2 : Math.min(12, 2 - Math.floor(Math.log10(largest)));
}

/** A CSV file as a table: a column whose cells are all numbers has numbers. */
export function tableOfFile(header: readonly string[], rows: Table['rows']): Table {
  const columns = header.map((name, index): Column => {
    const figures = figuresOf(rows, index);
    const isNumber = figures.length > 0 && figures.every((figure) => figure !== undefined);
    const isIdentifier = IDENTIFIER.test(name);
    return {
      title: name.replaceAll('_', ' '),
      isNumber,
      ...(isNumber && !figures.some((figure) => figure?.hasExponent) && { digits: digitsOf(figures as Figure[]) }),
      grouping: isIdentifier ? false : 'min2',
    };
  });
  return { columns, rows };
}

/**
 * All rows of a table of which an answer has the first, from its file, written as the answer writes them. Undefined when
 * the file has other columns.
 */
export function tableLike(answer: Table, header: readonly string[], rows: Table['rows']): Table | undefined {
  if (header.length !== answer.columns.length || rows.length < answer.rows.length) return undefined;
  const sample = rows.slice(0, answer.rows.length);
  const labels = answer.columns.map((_, index) =>
    labelLike(
      sample.map((row) => row[index] ?? ''),
      answer.rows.map((row) => row[index] ?? ''),
    ),
  );
  const columns = answer.columns.map((column, index): Column => {
    if (!column.isNumber) return column;
    const figures = answer.rows.flatMap((row) => figureOf(row[index] ?? '') ?? []);
    const digits = figures.reduce((most, figure) => Math.max(most, figure.digits), 0);
    return { ...column, digits, isShare: figures.some(({ isPercent }) => isPercent) };
  });
  const written = rows.map((row) =>
    columns.map(({ isNumber }, index) => {
      const cell = row[index] ?? '';
      return isNumber ? cell : (labels[index]?.(cell) ?? cell);
    }),
  );
  return { columns, rows: written };
}
